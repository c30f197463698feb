/** A table as it was read: its cells by row, and what parts them. */
export type Table = { readonly rows: readonly (readonly string[])[]; readonly columns: number; readonly separator: string }

const separators = [',', ';', '\t', '|'] as const

/** What parts the cells of a text: what is most often, and equally often, in its first lines. */
export function separatorOf(text: string, path = ''): string {
  if (/\.tsv$/i.test(path)) return '\t'
  const lines = text
    .slice(0, 20_000)
    // What stands in quotes may have lines of its own.
    .replace(/(^|[,;\t|\r\n])"(?:[^"]|"")*"/g, '$1')
    .split(/\r?\n/)
    .filter(line => line !== '')
    .slice(0, 20)
  const worth = (separator: string): number => {
    const counts = lines.map(line => line.split(separator).length - 1)
    const least = Math.min(...counts)
    return least === 0 ? 0 : least + (counts.every(count => count === least) ? 1000 : 0)
  }
  const best = separators.map(separator => [separator, worth(separator)] as const).toSorted((a, b) => b[1] - a[1])[0]!
  return best[1] === 0 ? ',' : best[0]
}

/** Reads a table as RFC 4180 says: a cell in quotes may have anything in it, a quote twice. What breaks the rules is taken as it stands. */
export function readTable(text: string, path = ''): Table {
  const separator = separatorOf(text, path)
  const rows: string[][] = []
  let row: string[] = []
  let columns = 0
  let at = text.startsWith('\uFEFF') ? 1 : 0
  const endRow = () => {
    // An empty line is no row.
    if (row.length > 1 || row[0] !== '') {
      rows.push(row)
      columns = Math.max(columns, row.length)
    }
    row = []
  }
  while (at < text.length) {
    if (text[at] === '"') {
      const [cell, after] = quoted(text, at, separator)
      row.push(cell)
      at = after
    } else {
      const end = endOf(text, at, separator)
      row.push(text.slice(at, end))
      at = end
    }
    if (text[at] === separator) {
      at++
      // The last cell of all is empty.
      if (at === text.length) row.push('')
      continue
    }
    endRow()
    at += text.startsWith('\r\n', at) ? 2 : 1
  }
  if (row.length > 0) endRow()
  return { rows, columns, separator }
}

/** The cell in quotes that begins at a place, and where it ends. */
function quoted(text: string, start: number, separator: string): [cell: string, after: number] {
  let cell = ''
  let at = start + 1
  for (;;) {
    const close = text.indexOf('"', at)
    if (close < 0) return [cell + text.slice(at), text.length]
    cell += text.slice(at, close)
    if (text[close + 1] !== '"') {
      // What stands behind the closing quote belongs to the cell all the same.
      const end = endOf(text, close + 1, separator)
      return [cell + text.slice(close + 1, end), end]
    }
    cell += '"'
    at = close + 2
  }
}

function endOf(text: string, start: number, separator: string): number {
  for (let at = start; at < text.length; at++) {
    const letter = text[at]
    if (letter === separator || letter === '\n' || letter === '\r') return at
  }
  return text.length
}

/** A cell as a number, if it is one as people and programs write them. */
export function numberIn(cell: string): number | null {
  const trimmed = cell.trim()
  if (!/^[+-]?(\d[\d_ ]*|\d{1,3}(,\d{3})+)?(\.\d*)?(e[+-]?\d+)?\s*%?$/i.test(trimmed) || !/\d/.test(trimmed)) return null
  const value = Number(trimmed.replace(/[,_ %]/g, ''))
  return Number.isFinite(value) ? value : null
}

/** Whether the first row says what the columns are: it has words where the rows below have numbers, or words alone. */
export function hasHeader({ rows }: Table): boolean {
  const [first] = rows
  return first !== undefined && rows.length > 1 && first.every(cell => numberIn(cell) === null)
}

/** Which way a table is sorted, by a column. */
export type Sorting = { readonly column: number; readonly down: boolean }

/** The rows in the order of a column, as places in `rows`: numbers first and as numbers, then words, then empty cells; equal ones as they were. */
export function sortRows(rows: readonly (readonly string[])[], sorting: Sorting | null): Uint32Array {
  const order = Uint32Array.from(rows, (_, index) => index)
  if (!sorting) return order
  const { column, down } = sorting
  const words = rows.map(row => row[column] ?? '')
  const numbers = words.map(numberIn)
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
  const sign = down ? -1 : 1
  return order.sort((a, b) => {
    const [one, two] = [numbers[a]!, numbers[b]!]
    // Empty ones are last both ways.
    if ((words[a] === '') !== (words[b] === '')) return words[a] === '' ? 1 : -1
    const by = one !== null && two !== null ? one - two : one !== null ? -1 : two !== null ? 1 : collator.compare(words[a]!, words[b]!)
    return by !== 0 ? sign * by : a - b
  })
}
