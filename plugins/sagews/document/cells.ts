import type { Text } from '@codemirror/state'
import { readLine, type Header } from './markers.ts'

/** A stretch of the document. */
export type Range = { readonly from: number; readonly to: number }
/** One line of output of a cell. */
export type CellOutput = Range & { readonly id: string; readonly payload: string }
/**
 * A cell of a worksheet. `header` is null for text that stands before the first header; its `id` is ''.
 * `code` are the stretches of code lines, usually one, or none where a header is followed at once by another marker.
 */
export type Cell = {
  readonly id: string
  readonly flags: string
  readonly header: Range | null
  readonly code: readonly Range[]
  readonly outputs: readonly CellOutput[]
  /** End of the cell's last line, its newline not included. */
  readonly to: number
}

/**
 * All cells in order. The text itself is what is stored, so nothing can be lost by reading it:
 * a cell's stretches and the newlines between them are the whole document.
 */
export function cellsOf(text: Text): Cell[] {
  const cells: Cell[] = []
  let open: CellDraft | null = null
  let from = 0
  for (const line of text.iterLines()) {
    const to = from + line.length
    const read = readLine(line)
    if (read?.kind === 'header') {
      if (open) cells.push(open)
      open = begin(read, from, to)
    } else {
      open ??= { id: '', flags: '', header: null, code: [], outputs: [], to }
      if (read) open.outputs.push({ from, to, id: read.id, payload: read.payload })
      else addCode(open, from, to)
      open.to = to
    }
    from = to + 1
  }
  if (open) cells.push(open)
  return cells
}

type CellDraft = { id: string; flags: string; header: Range | null; code: Range[]; outputs: CellOutput[]; to: number }

function begin(read: Header, from: number, to: number): CellDraft {
  const cell: CellDraft = { id: read.id, flags: read.flags, header: { from, to: from + read.length }, code: [], outputs: [], to }
  if (read.rest !== '') addCode(cell, from + read.length, to)
  return cell
}

function addCode(cell: CellDraft, from: number, to: number): void {
  const last = cell.code.at(-1)
  if (last && last.to === from - 1) cell.code[cell.code.length - 1] = { from: last.from, to }
  else cell.code.push({ from, to })
}

/** The cell with this id, found by walking the document once; null if it is gone. The first of two with one id counts. */
export function findCell(text: Text, id: string): Cell | null {
  return cellsOf(text).find(cell => cell.id === id) ?? null
}

/** The cell that starts at `from`, reading no further than its own lines; null where no header starts. */
export function cellAt(text: Text, from: number): Cell | null {
  let number = text.lineAt(from).number
  const line = text.line(number)
  const read = readLine(line.text)
  if (line.from !== from || read?.kind !== 'header') return null
  const cell = begin(read, line.from, line.to)
  while (++number <= text.lines) {
    const next = text.line(number)
    const what = readLine(next.text)
    if (what?.kind === 'header') break
    if (what) cell.outputs.push({ from: next.from, to: next.to, id: what.id, payload: what.payload })
    else addCode(cell, next.from, next.to)
    cell.to = next.to
  }
  return cell
}

/** Position of the header of the cell that `position` lies in, or null before the first header. */
export function headerBefore(text: Text, position: number): number | null {
  for (let number = text.lineAt(position).number; number >= 1; number--) {
    const line = text.line(number)
    if (readLine(line.text)?.kind === 'header') return line.from
  }
  return null
}

/** A cell's code, without the carriage returns of a CRLF file. */
export function codeOf(text: Text, cell: Cell): string {
  return cell.code
    .map(({ from, to }) => text.sliceString(from, to))
    .join('\n')
    .replaceAll('\r', '')
}
