import { zipSync, type Zippable } from 'fflate'
import type { Files } from '@stoa/sdk/project'
import { isFields, type Pictures } from '../document/notebook/index.ts'
import { besideOf } from '../document/index.ts'
import { addressesOf, besideBytes, mostBeside } from './beside.ts'
import { readSheet } from './sheet.ts'

/**
 * A worksheet's file together with its pictures and other files that its outputs show (in `NAME_files`), and files of the project that its text
 * links to, at their places beside it (W-14).
 */
export async function archive({
  path,
  content,
  text,
  pictures,
  files,
}: {
  path: string
  content: string
  text: string
  pictures: Pictures
  files: Pick<Files, 'open'>
}): Promise<Uint8Array> {
  const name = path.split('/').at(-1)!
  const folder = path.slice(0, path.length - name.length)
  const entries: Zippable = { [name]: [Buffer.from(content), { level: 6 }] }
  const stem = name.replace(/\.[^.]*$/, '')
  for (const { file } of readSheet(text).flatMap(cell => cell.messages)) {
    const bytes = isFields(file) ? pictures.read(String(file['sha'])) : null
    if (bytes && isFields(file)) entries[`${stem}_files/${archivedName(file)}`] = [bytes, { level: 0 }]
  }
  let left = mostBeside
  for (const link of links(text)) {
    const bytes = await besideBytes({ path: folder + link, files, most: left })
    if (!bytes || link in entries) continue
    left -= bytes.length
    entries[link] = [bytes, { level: 6 }]
  }
  return zipSync(entries)
}

function archivedName(file: { readonly [key: string]: unknown }): string {
  const name = String(file['filename'] ?? 'file')
    .split('/')
    .at(-1)!
  return `${String(file['sha']).slice(0, 12)}-${name}`
}

/** The relative addresses of a worksheet that lie beside it or below. */
function links(text: string): Set<string> {
  const found = new Set<string>()
  for (const address of addressesOf(text)) {
    if (/^[a-z][a-z0-9+.-]*:|^[/#]|(^|\/)\.\.(\/|$)|\\/i.test(address)) continue
    const link = besideOf(address, '')
    if (link !== null) found.add(link)
  }
  return found
}
