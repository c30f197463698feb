import type { ChangeSpec, Text } from '@codemirror/state'
import { cellAt, cellsOf, headerBefore, type Cell, type Range } from './cells.ts'
import { CELL, OUTPUT, headerLine, readLine, setFlag, withoutSession } from './markers.ts'
import { writeMessage, type Message } from './messages.ts'

const freshId = () => crypto.randomUUID() as string

/** A new empty cell after `after`, or before everything with null. `cursor` is where its code begins. */
export function insertCell(after: Cell | null, code = '', id = freshId()): { changes: ChangeSpec; cursor: number } {
  const line = headerLine(id)
  if (!after) {
    const insert = line + '\n' + code + '\n'
    return { changes: { from: 0, insert }, cursor: line.length + 1 }
  }
  // Behind an output that ends the file with an empty line, that line is the new cell's; otherwise each cell would leave one behind.
  const start = endsBlank(after) ? '' : '\n'
  return { changes: { from: after.to, insert: start + line + '\n' + code }, cursor: after.to + start.length + line.length + 1 }
}

function endsBlank({ code, outputs, to }: Cell): boolean {
  const last = code.at(-1)
  const output = outputs.at(-1)
  return last !== undefined && output !== undefined && last.from === last.to && last.to === to && last.from > output.to
}

/**
 * Splits the cell at a position in its code: what follows becomes a cell of its own, the output stays with the second.
 * Behind its last line the second is empty, and the output stays with the first.
 */
export function splitCell(text: Text, position: number, id = freshId()): { changes: ChangeSpec; cursor: number } {
  const line = text.lineAt(position)
  const header = headerLine(id)
  const kind = (number: number) => (number >= 1 && number <= text.lines ? (readLine(text.line(number).text)?.kind ?? 'code') : 'end')
  const next = kind(line.number + 1)
  if (position === line.to && position > line.from && next !== 'code') {
    const at = headerBefore(text, position)
    const cell = at === null ? null : cellAt(text, at)
    if (cell) return insertCell(cell, '', id)
  }
  // At the edge of a line no empty line is left behind: the newline that is there ends the first cell, or begins the second.
  const atStart = position === line.from && kind(line.number - 1) === 'code'
  const atEnd = position === line.to && !atStart && next === 'code'
  const insert = (atStart ? '' : '\n') + header + (atEnd ? '' : '\n')
  return { changes: { from: position, insert }, cursor: position + insert.length + (atEnd ? 1 : 0) }
}

/** Joins a cell to the one before it: its header goes, and so does the output of the first, which is no longer its output. */
export function joinCells(first: Cell, second: Cell): ChangeSpec {
  const changes: { from: number; to: number }[] = first.outputs.map(({ from, to }) => ({ from: from - 1, to }))
  if (second.header) changes.push({ from: second.header.from - 1, to: second.header.to })
  return changes
}

/** Sets or takes back a flag of cells that have a header; nothing where it is so already. */
export function flagCells(cells: readonly Cell[], flag: string, wanted: boolean): ChangeSpec[] {
  return cells.flatMap(cell => writeFlags(cell, setFlag(cell.flags, flag, wanted)))
}

/** Replaces a cell's flags; nothing where they are so already. */
export function writeFlags(cell: Cell, flags: string): ChangeSpec[] {
  if (!cell.header || flags === cell.flags) return []
  return [{ from: cell.header.from + 37, to: cell.header.from + 37 + cell.flags.length, insert: flags }]
}

/** Removes the output lines of a cell, each with one newline. */
export function deleteOutput(text: Text, cell: Cell): ChangeSpec[] {
  return cell.outputs.map(({ from, to }) => (to < text.length ? { from, to: to + 1 } : { from: Math.max(0, from - 1), to }))
}

/** An output line, without newline. */
export function outputLine(id: string, messages: readonly Message[]): string {
  return OUTPUT + id + OUTPUT + writeMessages(messages)
}

/** Each message ends in a marker, but the one that ends the output. */
function writeMessages(messages: readonly Message[]): string {
  return messages.map(message => writeMessage(message) + (message.done === true ? '' : OUTPUT)).join('')
}

/**
 * Replaces everything a cell has put out by one line with these messages: its last line of output if it has one, else a new line
 * after its code. With no messages and no line nothing is done.
 */
export function replaceOutput(cell: Cell, messages: readonly Message[], id = freshId()): ChangeSpec[] {
  const last = cell.outputs.at(-1)
  if (!last) return messages.length === 0 ? [] : [{ from: cell.to, insert: '\n' + outputLine(id, messages) }]
  const others = cell.outputs.slice(0, -1).map(({ from, to }) => ({ from, to: to + 1 }))
  return [...others, { from: last.from, to: last.to, insert: outputLine(last.id.length === 36 ? last.id : id, messages) }]
}

/** Adds messages behind the last one of a cell's output. */
export function appendOutput(text: Text, cell: Cell, messages: readonly Message[], id = freshId()): ChangeSpec[] {
  const last = cell.outputs.at(-1)
  if (!last) return replaceOutput(cell, messages, id)
  const end = last.from + last.id.length + 2 + last.payload.length
  const closed = text.sliceString(end - 1, end) === OUTPUT
  return [{ from: end, insert: (closed ? '' : OUTPUT) + writeMessages(messages) }]
}

/** Deletes whole cells; a sheet always keeps a line of code. */
export function deleteCells(text: Text, cells: readonly Cell[]): ChangeSpec[] {
  return cells.map(cell => {
    const from = cell.header?.from ?? cell.code[0]?.from ?? 0
    return { from, to: Math.min(text.length, cell.to + 1) }
  })
}

/** Code with all that marks a worksheet taken out: what goes to the clipboard as text, and what typing may insert. */
export function codeOnly(text: string): string {
  if (!/[\uFE20\uFE21]/.test(text)) return text
  return text
    .split('\n')
    .filter(line => readLine(line)?.kind !== 'output')
    .map(line => (readLine(line)?.kind === 'header' ? null : line.replace(/[\uFE20\uFE21]/g, '')))
    .filter(line => line !== null)
    .join('\n')
}

/** Cells as pasted: new ids, no flags of a session. Text that holds no cell is returned as it is. */
export function withNewIds(text: string, newId: () => string = freshId): string {
  return text
    .split('\n')
    .map(line => {
      const read = readLine(line)
      if (read?.kind === 'header') return headerLine(newId(), withoutSession(read.flags)) + read.rest
      if (read?.kind === 'output') return OUTPUT + newId() + OUTPUT + read.payload
      return line.replaceAll(CELL, '').replaceAll(OUTPUT, '')
    })
    .join('\n')
}

/** The cells that a selection touches. */
export function touched(text: Text, ranges: readonly Range[]): Cell[] {
  return cellsOf(text).filter(cell => {
    const from = cell.header?.from ?? 0
    return ranges.some(range => range.from <= cell.to && range.to >= from)
  })
}
