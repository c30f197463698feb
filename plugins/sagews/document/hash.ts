/** An id for what has none: the same for the same text. */
export function hashed(text: string): string {
  const parts = [0x811c9dc5, 0x01234567, 0x89abcdef, 0x5bd1e995]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    for (let n = 0; n < 4; n++) parts[n] = Math.imul(parts[n]! ^ (unit + n), 0x01000193 + 2 * n)
  }
  const hex = parts.map(part => (part >>> 0).toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
