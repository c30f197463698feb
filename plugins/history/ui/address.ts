/** How versions are looked at: one alone, two beside each other, or two in one text. */
export const looks = ['text', 'beside', 'inline'] as const
export type Look = (typeof looks)[number]

/** What is to be shown: a file, one of its versions (null is the newest, whichever that becomes), and the one it is compared with. */
export type Wanted = {
  readonly file: string | null
  readonly version: number | null
  readonly other: number | null
  readonly look: Look
}

/** Reads what an address asks for. What makes no sense is left out. */
export function readAddress(query: Readonly<Record<string, string>>): Wanted {
  const file = query['file'] || null
  const other = versionIn(query['with'])
  const look = looks.find(one => one === query['look']) ?? (other === null ? 'text' : 'inline')
  return { file, version: versionIn(query['version']), other: look === 'text' ? null : other, look: other === null ? 'text' : look }
}

/** The address of what is shown. */
export function writeAddress({ file, version, other, look }: Wanted): Record<string, string> {
  return {
    ...(file !== null && { file }),
    ...(version !== null && { version: String(version) }),
    ...(other !== null && look !== 'text' && { with: String(other), look }),
  }
}

function versionIn(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
