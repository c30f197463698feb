import { Unicode11Addon } from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import type { Size } from '../../contract.ts'
import { eraseToEnd } from '../../erase.ts'
import { resizeTo } from '../../width.ts'
import { mostLines } from '../screen.ts'
import { linkOf, noLink, type Extended, type Links } from '../extended.ts'
import { sgrOf } from '../sgr.ts'

/** A screen as a page has it, without a page: it shows what it is sent. */
export type Shown = {
  /** Shows it at once. */
  write(data: string | Uint8Array): void
  resize(size: Size): void
  /** Everything that can be seen of it, and where it writes next, as text. */
  cells(): string
  /** Its lines without colours, from the first that scrolled off. */
  text(): string
}

/** Makes an empty one. */
export function createShown(size: Size): Shown {
  const terminal = new headless.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: mostLines,
    allowProposedApi: true,
    logLevel: 'off',
  })
  const { _core: core } = terminal as unknown as { _core: Links & { writeSync(data: string | Uint8Array): void } }
  const link = (cell: unknown): string => linkOf(core, cell as Partial<Extended>).replace(noLink, '')
  terminal.loadAddon(new Unicode11Addon() as never)
  terminal.unicode.activeVersion = '11'
  eraseToEnd(terminal)
  return {
    write: data => core.writeSync(data),
    resize: next => resizeTo(terminal, next),
    cells() {
      const { active } = terminal.buffer
      const lines = Array.from({ length: active.length }, (_, at) => {
        const line = active.getLine(at)!
        const cells = Array.from({ length: terminal.cols }, (_unused, column) => {
          const cell = line.getCell(column)!
          // Of a cell without a character, only its ground is seen. The cursor is put behind the last cell by writing that, so a blank may stand there.
          const behind = column === terminal.cols - 1 && active.cursorX === terminal.cols && at === active.baseY + active.cursorY
          if (cell.getChars() === '' || (behind && cell.getChars() === ' '))
            return ` ${cell.isBgDefault() ? '' : `[${cell.getBgColorMode()}:${cell.getBgColor()}]`}`
          return `${cell.getChars() || ' '}${cell.getWidth() === 1 ? '' : `|${cell.getWidth()}`}${sgrOf(cell).replace('\x1b[0m', '').replace('\x1b', '')}${link(cell)}`
        })
        return cells.join('').trimEnd()
      })
      const modes = Object.entries(terminal.modes).map(([name, value]) => `${name}=${String(value)}`)
      const where = `${active.type} ${terminal.cols}x${terminal.rows}, at ${active.cursorX},${active.cursorY}`
      return [where, modes.join(' '), ...lines].join('\n')
    },
    text() {
      const { active } = terminal.buffer
      return Array.from({ length: active.length }, (_, at) => active.getLine(at)!.translateToString(true)).join('\n')
    },
  }
}
