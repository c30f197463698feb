import type { Files } from '@stoa/sdk/project'
import { besideOf } from '../document/index.ts'
import { pictureData, shownType } from './picture.ts'
import { readSheet } from './sheet.ts'

/** Bytes of files beside a worksheet that an export takes in; what is larger stays away, since it is made in memory. */
export const mostBeside = 200 << 20

/** A picture or film that lies in the project, by the address that the text of a worksheet names it with; null for anything else. */
export type Beside = (address: string) => { readonly path: string; readonly bytes: Uint8Array } | null

/** Has at hand the pictures of the project that the text and the outputs of the worksheet at `path` show by their address. */
export async function picturesBeside({ path, text, files }: { path: string; text: string; files: Pick<Files, 'open'> }): Promise<Beside> {
  const found = new Map<string, Uint8Array>()
  let left = mostBeside
  for (const address of addressesOf(text)) {
    const place = besideOf(address, path)
    if (place === null || found.has(place) || shownType(place) === null) continue
    const bytes = await besideBytes({ path: place, files, most: left })
    if (!bytes) continue
    left -= bytes.length
    found.set(place, bytes)
  }
  return address => {
    const place = besideOf(address, path)
    const bytes = place === null ? undefined : found.get(place)
    return bytes ? { path: place!, bytes } : null
  }
}

/** Addresses that the text of a worksheet names, and what it put out: Markdown's links and pictures, `src` and `href` of HTML. */
export function addressesOf(text: string): Set<string> {
  const found = new Set<string>()
  for (const { mode, source, messages } of readSheet(text)) {
    const texts = [...(mode === 'md' || mode === 'html' ? [source] : []), ...messages.flatMap(({ md, html }) => [md, html])]
    for (const one of texts)
      if (typeof one === 'string')
        for (const [, marked, quoted, bare] of one.matchAll(named)) found.add((marked ?? quoted ?? bare!).replaceAll('&amp;', '&'))
  }
  return found
}
const named = /\]\(\s*<?([^)\s>]+)|\b(?:src|href)\s*=\s*(?:["']([^"']+)["']|([^\s"'>]+))/g

/** Markdown or HTML in which the pictures beside the worksheet are inside. */
export function withPictures(text: string, beside: Beside): string {
  return text.replace(/(!\[[^\]]*\]\(\s*)<?([^)\s>]+)>?|(\bsrc\s*=\s*)["']([^"']+)["']/g, (whole, mark, address, attribute, value) => {
    const url = besideUrl((address ?? value) as string, beside)
    if (url === null) return whole as string
    return attribute === undefined ? `${mark as string}${url}` : `${attribute as string}"${url}"`
  })
}

/** A picture beside the worksheet with all its bytes in the address. */
export function besideUrl(address: string, beside: Beside): string | null {
  const found = beside(address)
  return found && pictureData(found.path, found.bytes)
}

/** The bytes of a file of the project; null if it is not there, no ordinary file, private, or too large. */
export async function besideBytes({
  path,
  files,
  most,
}: {
  path: string
  files: Pick<Files, 'open'>
  most: number
}): Promise<Uint8Array | null> {
  const handle = await files.open(path).catch(() => null)
  if (!handle) return null
  try {
    const { size } = await handle.stat()
    return size <= most ? await handle.readFile() : null
  } finally {
    await handle.close()
  }
}
