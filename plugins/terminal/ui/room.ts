import type { Terminal } from '@xterm/xterm'
import type { Size } from '../contract.ts'

/** Of one character, in pixels of the page. */
export type Cell = { readonly width: number; readonly height: number }
type Box = { readonly width: number; readonly height: number }

/** Beside the screen, for its scroll bar. */
const scrollBar = 14
const limits = { columns: [20, 500], rows: [4, 300] } as const
const within = (value: number, [least, most]: readonly [number, number]): number => Math.min(most, Math.max(least, Math.floor(value)))

/** How many characters have room. */
export function roomIn(box: Box, cell: Cell): Size {
  return {
    columns: within((box.width - scrollBar) / cell.width, limits.columns),
    rows: within(box.height / cell.height, limits.rows),
  }
}

/** The size of letters with which a terminal that somebody else's window made larger is seen whole, if it can be read then. */
export function lettersFor({ room, size, letters, least }: { room: Size; size: Size; letters: number; least: number }): number {
  const share = Math.min(1, room.columns / size.columns, room.rows / size.rows)
  return share === 1 ? letters : Math.max(least, Math.floor(letters * share * 2) / 2)
}

/** How much of a terminal has room on the page, measured. */
export type Room = {
  /** The characters that have room with the letters that were chosen; of before, while nothing can be measured. */
  readonly size: Size
  /** Measures again, and shows a terminal that is larger with smaller letters. */
  fit(): void
}

/** Measures the room that `frame` gives. */
export function createRoom({
  frame,
  terminal,
  letters,
  least,
}: {
  frame: HTMLElement
  terminal: Terminal
  letters(): number
  least: number
}): Room {
  let size: Size = { columns: 80, rows: 24 }
  let cell: Cell | null = null
  let measured = 0
  return {
    get size() {
      return size
    },
    fit() {
      const style = getComputedStyle(frame)
      const box = {
        width: frame.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
        height: frame.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
      }
      const screen = frame.querySelector('.xterm-screen')
      if (!screen || box.width <= 0 || box.height <= 0) return
      const chosen = letters()
      if (measured !== chosen || terminal.options.fontSize === chosen) {
        // One character can only be measured in the size that is shown.
        terminal.options.fontSize = chosen
        const { width, height } = screen.getBoundingClientRect()
        if (width > 0 && height > 0) cell = { width: width / terminal.cols, height: height / terminal.rows }
        measured = chosen
      }
      if (!cell) return
      size = roomIn(box, cell)
      terminal.options.fontSize = lettersFor({
        room: size,
        size: { columns: terminal.cols, rows: terminal.rows },
        letters: chosen,
        least: Math.min(least, chosen),
      })
    },
  }
}
