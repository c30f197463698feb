/** What a file is to whoever looks at it. */
export type Kind = 'image' | 'pdf' | 'film' | 'sound' | 'text' | 'bytes'

/** So much of a file's beginning tells what it is. */
export const beginning = 4096

const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const signs: readonly (readonly [kind: Kind, at: number, bytes: readonly number[]])[] = [
  ['image', 0, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]],
  ['image', 0, [0xff, 0xd8, 0xff]],
  ['image', 0, ascii('GIF8')],
  ['image', 8, ascii('WEBP')],
  ['image', 4, ascii('ftypavif')],
  ['image', 0, ascii('BM')],
  ['image', 0, [0, 0, 1, 0]],
  ['pdf', 0, ascii('%PDF-')],
  ['film', 4, ascii('ftypqt')],
  ['sound', 4, ascii('ftypM4A')],
  ['film', 4, ascii('ftyp')],
  ['film', 0, [0x1a, 0x45, 0xdf, 0xa3]],
  ['sound', 0, ascii('ID3')],
  ['sound', 0, ascii('fLaC')],
  ['sound', 8, ascii('WAVE')],
]
/** Containers and formats whose first bytes say too little: the name decides. */
const ogg = ascii('OggS')
const named: readonly (readonly [kind: Kind, name: RegExp])[] = [
  ['film', /\.og[vx]$/i],
  ['sound', /\.(og[ga]|opus|mp3)$/i],
]

const begins = (bytes: Uint8Array, sign: readonly number[], at = 0): boolean => sign.every((byte, index) => bytes[at + index] === byte)

/** What a file is, by its first bytes; its name helps where they don't tell. */
export function kindOf(first: Uint8Array, path: string): Kind {
  if (isText(first)) return isSvg(first, path) ? 'image' : begins(first, ascii('%PDF-')) ? 'pdf' : 'text'
  const found = signs.find(([, at, sign]) => begins(first, sign, at))?.[0]
  // A film of sound alone is called so.
  if (found === 'film' && /\.m4a$/i.test(path)) return 'sound'
  if (found) return found
  const frame = first[0] === 0xff && ((first[1] ?? 0) & 0xe0) === 0xe0
  if (begins(first, ogg) || frame) return named.find(([, name]) => name.test(path))?.[0] ?? (frame ? 'bytes' : 'sound')
  return 'bytes'
}

function isSvg(first: Uint8Array, path: string): boolean {
  const text = new TextDecoder().decode(first)
  return /<svg[\s>]/i.test(text) || (/\.svg$/i.test(path) && /^\s*</.test(text))
}

/** UTF-8 without NUL; a character that is cut at the end does not count against it. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
