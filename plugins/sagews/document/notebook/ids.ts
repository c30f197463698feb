import { hashed } from '../hash.ts'

export { hashed }

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

/** The id of a cell's output where nothing says another: the cell's, each digit of its first group turned to its opposite. */
export function outputId(id: string): string {
  return id.replace(/^[0-9a-f]{8}/, group => (~parseInt(group, 16) >>> 0).toString(16).padStart(8, '0'))
}
