import { Unicode11Addon } from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import type { Size } from '../contract.ts'
import { eraseToEnd } from '../erase.ts'
import { resizeTo } from '../width.ts'
import { linesOf } from './lines.ts'
import { enterAlternate, restOf, type Core } from './rest.ts'

/** What the screen tells of while it is written to. */
export type ScreenNews = {
  /** The terminal's own answer to a question of the program: what kind it is, where the cursor is. */
  answer(data: string): void
  title(title: string): void
  bell(): void
  /** A control sequence of ours: what follows its number. */
  own(data: string): void
}

/** A terminal's screen with what has scrolled off it, kept where the program runs. */
export type Screen = {
  readonly size: Size
  /** A program has a screen of its own, and the one before comes back when it ends. */
  readonly alternate: boolean
  /** Plain lines after which nothing is left of what it shows and of what is above; null while a program has margins or a screen of its own. */
  readonly depth: number | null
  /** Shows bytes, at once. */
  write(bytes: Uint8Array): void
  resize(size: Size): void
  /** What makes an empty screen of this size like this one, at most `scrollback` lines above it. */
  state(scrollback?: number): string
  /** Everything on it and above it, as lines of text. */
  text(): string
  stop(): void
}

/** Lines above the screen that are kept, here and in the page. */
export const mostLines = 5000
/** The number of our own control sequences. */
export const ownNumber = 6977

/** Makes an empty screen. */
export function createScreen({ size, news }: { size: Size; news: ScreenNews }): Screen {
  const terminal = new headless.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: mostLines,
    allowProposedApi: true,
    // It would warn of `writeSync`, which is wanted here: what is written is shown before anything else happens.
    logLevel: 'off',
  })
  const { _core: core } = terminal as unknown as { _core: Core }
  terminal.loadAddon(new Unicode11Addon() as never)
  terminal.unicode.activeVersion = '11'
  eraseToEnd(terminal)
  terminal.onData(news.answer)
  terminal.onTitleChange(news.title)
  terminal.onBell(news.bell)
  terminal.parser.registerOscHandler(ownNumber, data => {
    news.own(data)
    return true
  })
  return {
    get size() {
      return { columns: terminal.cols, rows: terminal.rows }
    },
    get alternate() {
      return terminal.buffer.active.type === 'alternate'
    },
    get depth() {
      const { scrollTop, scrollBottom } = core.buffer
      const whole = scrollTop === 0 && scrollBottom === terminal.rows - 1
      return whole && terminal.buffer.active.type === 'normal' ? mostLines + 2 * terminal.rows : null
    },
    write: bytes => core.writeSync(bytes),
    resize: next => resizeTo(terminal, next),
    state: (scrollback = mostLines) => stateOf({ terminal, core, scrollback }),
    text() {
      const { normal } = terminal.buffer
      const lines: string[] = []
      for (let at = 0; at < normal.length; at++) {
        const line = normal.getLine(at)!
        // What goes on in the next line goes to its very end.
        const text = line.translateToString(!normal.getLine(at + 1)?.isWrapped)
        if (line.isWrapped && lines.length > 0) lines.push(lines.pop()! + text)
        else lines.push(text)
      }
      while (lines.at(-1)?.trim() === '') lines.pop()
      return lines.map(line => `${line.trimEnd()}\n`).join('')
    },
    stop: () => terminal.dispose(),
  }
}

function stateOf({ terminal, core, scrollback }: { terminal: headless.Terminal; core: Core; scrollback: number }): string {
  const { normal, active, alternate } = terminal.buffer
  const lines = linesOf({ terminal, core, buffer: normal, count: Math.min(normal.length, terminal.rows + scrollback) })
  if (active.type === 'normal') return lines + restOf({ terminal, core })
  return lines + enterAlternate(core) + linesOf({ terminal, core, buffer: alternate, count: terminal.rows }) + restOf({ terminal, core })
}
