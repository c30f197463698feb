import { zipSync, type Zippable } from 'fflate'
import type { Files } from '@stoa/sdk/project'
import { isFields, type Pictures } from '../document/notebook/index.ts'
import { readSheet } from './sheet.ts'

/** Bytes of linked files that go into an archive; what is larger stays away, since an archive is made in memory. */
const mostLinked = 200 << 20

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
  let left = mostLinked
  for (const link of links(text)) {
    const bytes = await linked({ path: folder + link, files, most: left })
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

/** Relative addresses that the text of a worksheet names: Markdown's links and pictures, `src` and `href` of HTML. */
function links(text: string): Set<string> {
  const found = new Set<string>()
  for (const { mode, source } of readSheet(text)) {
    if (mode !== 'md' && mode !== 'html') continue
    for (const [, one, other] of source.matchAll(/\]\(\s*<?([^)\s>]+)|(?:src|href)\s*=\s*["']([^"']+)["']/g)) {
      const address = one ?? other!
      if (/^[a-z][a-z0-9+.-]*:|^[/#]|(^|\/)\.\.(\/|$)|\\/i.test(address)) continue
      try {
        found.add(decodeURIComponent(address.split(/[?#]/, 1)[0]!).replace(/^(\.\/)+/, ''))
      } catch {
        // No address at all.
      }
    }
  }
  found.delete('')
  return found
}

/** The bytes of a file of the project; null if it is not there, no ordinary file, private, or too large. */
async function linked({ path, files, most }: { path: string; files: Pick<Files, 'open'>; most: number }): Promise<Uint8Array | null> {
  const handle = await files.open(path).catch(() => null)
  if (!handle) return null
  try {
    const { size } = await handle.stat()
    return size <= most ? await handle.readFile() : null
  } finally {
    await handle.close()
  }
}
