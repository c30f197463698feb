import { ChangeSet, Text } from '@codemirror/state'
import { ByteReader, ByteWriter } from './bytes.ts'

type Section = number | [number, ...string[]]

/** The text of a string, breaking lines at `\n` only: a lone `\r` stays a character, so positions equal string offsets. */
export function textOf(string: string): Text {
  return Text.of(string.split('\n'))
}

/**
 * Changes as bytes, section by section: `2·length` keeps, `2·length + 1` replaces by the text that follows. Exact: no two sections are joined,
 * so both ends map over the same sections and stay equal.
 */
export function encodeChanges(changes: ChangeSet): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter()
  let at = 0
  changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    if (from > at) writer.number((from - at) * 2)
    writer.number((to - from) * 2 + 1).text(inserted.length === 0 ? '' : inserted.lines === 1 ? inserted.line(1).text : inserted.toString())
    at = to
  }, true)
  if (changes.length > at) writer.number((changes.length - at) * 2)
  return writer.done()
}

/** Reads what `encodeChanges` wrote. Throws `RangeError` for anything else. */
export function decodeChanges(bytes: Uint8Array): ChangeSet {
  const reader = new ByteReader(bytes)
  const sections: Section[] = []
  while (!reader.ended) {
    const head = reader.number()
    const length = Math.floor(head / 2)
    if (head % 2 === 0) {
      if (length === 0) throw new RangeError('a section is empty')
      sections.push(length)
      continue
    }
    const text = reader.text()
    if (text === '') {
      if (length === 0) throw new RangeError('a section is empty')
      sections.push([length])
    } else sections.push([length, ...text.split('\n')])
  }
  const changes = ChangeSet.fromJSON(sections)
  if (changes.length > longest || changes.newLength > longest) throw new RangeError('the changes are too long')
  return changes
}
const longest = 2 ** 30

/** A text as far as it is read here: a `Text`, or one that is being changed. */
type Readable = Pick<Text, 'length' | 'sliceString'>

/** Whether changes would leave what no text file can hold: half of a character outside the basic plane (they begin or end inside one, or insert a half), or a NUL. */
export function breaksCharacter(changes: ChangeSet, before: Readable): boolean {
  let breaks = false
  changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    if (breaks) return
    breaks = insideCharacter(before, from) || insideCharacter(before, to) || !wellFormed(inserted)
  }, true)
  return breaks
}

/** Whether a position lies between the two halves of a character. */
export function insideCharacter(text: Readable, position: number): boolean {
  if (position <= 0 || position >= text.length) return false
  const around = text.sliceString(position - 1, position + 1)
  return isHigh(around.charCodeAt(0)) && isLow(around.charCodeAt(1))
}
/** Whether a UTF-16 unit is the first half of a character. */
export const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
/** Whether a UTF-16 unit is the second half of a character. */
export const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

function wellFormed(text: Text): boolean {
  for (const piece of text) if (!piece.isWellFormed() || piece.includes('\0')) return false
  return true
}
