import type { Terminal } from '@xterm/headless'
import { linkOf, linked, noLink, type Extended, type Links } from './extended.ts'
import { sgrOf, type Attributes } from './sgr.ts'

/** What is read of xterm's inside, since nothing else tells of it. A test compares screens cell by cell, and fails when it is another. */
export type Core = Links & {
  writeSync(data: Uint8Array): void
  readonly buffer: Buffer
  readonly buffers: { readonly normal: Buffer }
  readonly coreService: {
    readonly isCursorHidden: boolean
    readonly decPrivateModes: { readonly cursorStyle?: 'block' | 'underline' | 'bar'; readonly cursorBlink?: boolean }
  }
  readonly coreMouseService: { readonly activeEncoding: string }
  readonly _charsetService: { readonly glevel: number; readonly _charsets: readonly (Readonly<Record<string, string>> | undefined)[] }
  readonly _inputHandler: { readonly _curAttrData: Attributes }
}
type Buffer = {
  readonly x: number
  readonly y: number
  readonly ybase: number
  readonly savedX: number
  readonly savedY: number
  readonly savedCurAttrData: Attributes
  readonly scrollTop: number
  readonly scrollBottom: number
  readonly tabs: Readonly<Record<number, boolean>>
}

const CSI = '\x1b['
const everyTab = 8

/** What a screen is beside its cells: margins, tabs, modes, the saved cursor, and at last where the cursor is and how it writes. */
export function restOf({ terminal, core }: { terminal: Terminal; core: Core }): string {
  const { buffer } = core
  const { modes, cols, rows } = terminal
  const margins = buffer.scrollTop !== 0 || buffer.scrollBottom !== rows - 1
  return [
    tabStops(buffer.tabs, cols),
    margins ? `${CSI}${buffer.scrollTop + 1};${buffer.scrollBottom + 1}r` : '',
    saved(buffer),
    modes.originMode ? `${CSI}?6h` : '',
    cursor({ terminal, core }),
    modes.insertMode ? `${CSI}4h` : '',
    modes.wraparoundMode ? '' : `${CSI}?7l`,
    modes.reverseWraparoundMode ? `${CSI}?45h` : '',
    modes.applicationCursorKeysMode ? `${CSI}?1h` : '',
    modes.applicationKeypadMode ? '\x1b=' : '',
    modes.bracketedPasteMode ? `${CSI}?2004h` : '',
    modes.sendFocusMode ? `${CSI}?1004h` : '',
    mouse(modes.mouseTrackingMode, core.coreMouseService.activeEncoding),
    charsets(core._charsetService),
    cursorStyle(core.coreService),
    core.coreService.isCursorHidden ? `${CSI}?25l` : '',
    link(core),
  ].join('')
}

/** The link that what comes next is part of. */
function link(core: Core): string {
  const now = linkOf(core, core._inputHandler._curAttrData)
  return now === noLink ? '' : linked(now)
}

const place = (x: number, y: number): string => `${CSI}${y + 1};${x + 1}H`

/** Goes to the alternate screen from where the cursor will be when it is left. */
export function enterAlternate({ buffers: { normal } }: Pick<Core, 'buffers'>): string {
  return `${place(normal.savedX, Math.max(0, normal.savedY - normal.ybase))}${sgrOf(normal.savedCurAttrData)}${CSI}?1049h${CSI}H${CSI}0m`
}

/** The saved cursor, by going there and saving it. It is counted from the first line of all; one that has scrolled off is at the top. */
function saved({ savedX, savedY, savedCurAttrData: how, ybase }: Buffer): string {
  return `${place(savedX, Math.max(0, savedY - ybase))}${sgrOf(how)}\x1b7`
}

/** Puts the cursor where it is. Behind a full line it waits for the next character to wrap; only writing its last one again brings it there. */
function cursor({ terminal, core }: { terminal: Terminal; core: Core }): string {
  const { x, y, scrollTop } = core.buffer
  const row = terminal.modes.originMode ? y - scrollTop : y
  const now = sgrOf(core._inputHandler._curAttrData)
  if (x < terminal.cols) return place(x, row) + now
  const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + y)
  const last = line?.getCell(terminal.cols - 1)
  const wide = last?.getWidth() === 0
  const cell = wide ? line?.getCell(terminal.cols - 2) : last
  if (!cell) return now
  const part = linkOf(core, cell as Partial<Extended>)
  const written = part === noLink ? cell.getChars() || ' ' : `${linked(part)}${cell.getChars() || ' '}${linked(noLink)}`
  return `${place(terminal.cols - (wide ? 2 : 1), row)}${sgrOf(cell)}${written}${now}`
}

function tabStops(tabs: Readonly<Record<number, boolean>>, columns: number): string {
  const set = Array.from({ length: columns }, (_, column) => column).filter(column => tabs[column])
  const usual = set.length === Math.ceil(columns / everyTab) && set.every((column, at) => column === at * everyTab)
  if (usual) return ''
  return `${CSI}3g${set.map(column => `${CSI}${column + 1}G\x1bH`).join('')}`
}

const tracking = { none: '', x10: '?9h', vt200: '?1000h', drag: '?1002h', any: '?1003h' } as const
const encodings: Readonly<Record<string, string>> = { SGR: '?1006h', SGR_PIXELS: '?1016h' }

function mouse(mode: keyof typeof tracking, encoding: string): string {
  const coded = encodings[encoding]
  return (mode === 'none' ? '' : CSI + tracking[mode]) + (coded ? CSI + coded : '')
}

/** Only the set of line drawing is told apart: programs use no other. */
function charsets({ glevel, _charsets }: Core['_charsetService']): string {
  const chosen = ['(', ')', '*', '+'].map((into, at) => (_charsets[at]?.['q'] === '─' ? `\x1b${into}0` : '')).join('')
  return chosen + (['', '\x0e', '\x1bn', '\x1bo'][glevel] ?? '')
}

const styles = { block: 2, underline: 4, bar: 6 } as const

function cursorStyle({ decPrivateModes: { cursorStyle: style, cursorBlink: blink } }: Core['coreService']): string {
  return style === undefined ? '' : `${CSI}${styles[style] - (blink ? 1 : 0)} q`
}
