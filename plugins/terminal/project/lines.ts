import type { IBuffer, IBufferLine, Terminal } from '@xterm/headless'
import { linkOf, linked, noLink, type Extended, type Links } from './extended.ts'
import { sgrOf } from './sgr.ts'

/** A line inside of xterm: three numbers a cell, for its character, its ink and its ground. Read as it is, since there are many cells. */
type Line = IBufferLine & {
  readonly _line: {
    readonly _data: Uint32Array
    readonly _combined: Readonly<Record<number, string>>
    /** Of cells with `extendedBit`: an underline of another kind, or a link. */
    readonly _extendedAttrs: Readonly<Record<number, unknown>>
  }
}

const perCell = 3
const codeBits = 0x1fffff
const combinedBit = 0x200000
const anyContent = codeBits | combinedBit
const widthShift = 22
const extendedBit = 0x10000000
/** Of the ground: its colour, without the flags that stand beside it. */
const colourBits = 0x3ffffff
const CSI = '\x1b['
const plain = `${CSI}0m`

/**
 * Control sequences that write the last `count` lines of a buffer onto an empty screen, so that they lie as they do there: what was never written
 * stays so, and what was wrapped is wrapped. Leaves the cursor somewhere, and the attributes plain.
 */
export function linesOf({ terminal, core, buffer, count }: { terminal: Terminal; core: Links; buffer: IBuffer; count: number }): string {
  const columns = terminal.cols
  const out: string[] = []
  const first = buffer.length - count
  let style = plain
  let link = noLink

  /** Switches to the attributes of a cell; of one without a character, only its ground matters. */
  function dress(next: string, nextLink = noLink): void {
    if (next !== style) out.push(next)
    style = next
    if (nextLink !== link) out.push(linked(nextLink))
    link = nextLink
  }

  function write(line: Line, from: number): void {
    const data = line._line._data
    let ink = -1
    let ground = -1
    let extended: unknown
    for (let column = from; column < columns;) {
      const at = column * perCell
      const content = data[at]!
      if ((content & anyContent) === 0 && content >>> widthShift !== 0) {
        let end = column + 1
        const colour = data[at + 2]! & colourBits
        while (
          end < columns &&
          (data[end * perCell]! & anyContent) === 0 &&
          data[end * perCell]! >>> widthShift !== 0 &&
          (data[end * perCell + 2]! & colourBits) === colour
        )
          end++
        const length = end - column
        if (colour !== 0) {
          dress(sgrOf(line.getCell(column)!))
          ink = ground = -1
          out.push(`${CSI}${length}X`)
        }
        if (end < columns) out.push(`${CSI}${length}C`)
        column = end
        continue
      }
      if (content >>> widthShift === 0) {
        // The right half of a wide character, which its left half has written.
        column++
        continue
      }
      const more = (data[at + 2]! & extendedBit) === 0 ? undefined : line._line._extendedAttrs[column]
      if (data[at + 1] !== ink || data[at + 2] !== ground || more !== extended) {
        ink = data[at + 1]!
        ground = data[at + 2]!
        extended = more
        const cell = line.getCell(column)!
        dress(sgrOf(cell), more === undefined ? noLink : linkOf(core, cell as Partial<Extended>))
      }
      out.push((content & combinedBit) !== 0 ? line._line._combined[column]! : String.fromCodePoint(content & codeBits))
      column += content >>> widthShift
    }
  }

  for (let row = first; row < buffer.length; row++) {
    const line = buffer.getLine(row) as Line
    if (row > first) {
      // A line that scrolls in has the ground of the moment.
      dress(plain)
      if (line.isWrapped) wrap(buffer.getLine(row - 1) as Line)
      else out.push('\r\n')
    }
    write(line, 0)
  }
  dress(plain)
  return out.join('')

  /** Goes to the next line as a text does that is too long: by writing one character more. */
  function wrap(above: Line): void {
    const data = above._line._data
    const last = data[(columns - 1) * perCell]!
    const full = (last & anyContent) !== 0 || last >>> widthShift === 0
    if (full) return void out.push(` \r${CSI}X`)
    // A wide character did not fit there: that leaves the cell empty, with the ground that the line gets too which scrolls in.
    out.push(`${CSI}${columns}G`)
    dress(sgrOf(above.getCell(columns - 1)!))
    out.push('漢')
    dress(plain)
    out.push(`\r${CSI}${columns}X`)
  }
}
