import type { Fields, Pictures } from '../document/notebook/index.ts'

const types: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  webm: 'video/webm',
  mp4: 'video/mp4',
}

/** The type of a file that a page can show inside; null for others. */
export function shownType(filename: unknown): string | null {
  return (
    types[
      String(filename ?? '')
        .split('.')
        .at(-1)!
        .toLowerCase()
    ] ?? null
  )
}

/** A picture of an output with all its bytes in the address; null where it is no picture or no longer kept. */
export function pictureUrl(file: Fields, pictures: Pictures): string | null {
  const bytes = pictures.read(String(file['sha'] ?? ''))
  return bytes && pictureData(String(file['filename'] ?? ''), bytes)
}

/** A picture's bytes as an address; null where its name is none of a picture. */
export function pictureData(name: string, bytes: Uint8Array): string | null {
  const type = shownType(name)
  return type && `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
}
