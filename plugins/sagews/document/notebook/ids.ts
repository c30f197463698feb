/** What the id of a worksheet's cell ends in that was made of a short one of Jupyter's. */
const short = '-0000-4000-8000-00006e6f7465'

/** The id, of 36 characters, that a notebook's cell has in a worksheet. The same for the same id, and reversible for the usual ones. */
export function sheetId(id: string): string {
  if (/^[A-Za-z0-9-]{36}$/.test(id) && !id.endsWith(short)) return id
  return /^[0-9a-f]{8}$/.test(id) ? id + short : hashed(id)
}

/** The id that a worksheet's cell has in a notebook. */
export function notebookId(id: string): string {
  return id.endsWith(short) ? id.slice(0, 8) : id
}

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

/** The id of a cell's output where nothing says another: the cell's, each digit of its first group turned to its opposite. */
export function outputId(id: string): string {
  return id.replace(/^[0-9a-f]{8}/, group => (~parseInt(group, 16) >>> 0).toString(16).padStart(8, '0'))
}
