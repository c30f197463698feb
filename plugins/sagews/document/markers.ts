/** Begins and ends the line above a cell's code. */
export const CELL = '\uFE20'
/** Begins a line of output, and stands between its messages. */
export const OUTPUT = '\uFE21'
/** Either of them. */
export const marker = /[\uFE20\uFE21]/

/** The line above a cell. `sound` is false when its id does not have 36 characters. `rest` is code that lost its newline. */
export type Header = {
  readonly kind: 'header'
  readonly id: string
  readonly flags: string
  readonly sound: boolean
  readonly rest: string
  readonly length: number
}
/** A line of output: `payload` is everything after the id's closing marker, without the carriage return of a CRLF file. */
export type OutputLine = { readonly kind: 'output'; readonly id: string; readonly sound: boolean; readonly payload: string }
/** What one line of a worksheet is. Lines of code, and lines so damaged that they are shown as text, are null. */
export type Marker = Header | OutputLine | null

const header = /^\uFE20([A-Za-z0-9-]{30,64})\uFE20/
const output = /^\uFE21([A-Za-z0-9-]{30,42})\uFE21/

/** Reads one line (without its newline). Only its beginning decides, so a line of megabytes costs nothing. */
export function readLine(line: string): Marker {
  const first = line.charCodeAt(0)
  if (first === 0xfe20) {
    const found = header.exec(line)
    if (!found) return null
    const inner = found[1]!
    const rest = line.slice(found[0].length)
    const letters = /^([A-Za-z0-9-]{36})([A-Za-z]*)$/.exec(inner)
    const common = { kind: 'header', rest: rest === '\r' ? '' : rest, length: found[0].length } as const
    return letters ? { ...common, id: letters[1]!, flags: letters[2]!, sound: true } : { ...common, id: inner, flags: '', sound: false }
  }
  if (first === 0xfe21) {
    const found = output.exec(line)
    if (!found) return null
    return {
      kind: 'output',
      id: found[1]!,
      sound: found[1]!.length === 36,
      payload: line.slice(found[0].length, line.endsWith('\r') ? -1 : undefined),
    }
  }
  return null
}

/** A header line, without newline. */
export function headerLine(id: string, flags = ''): string {
  return CELL + id + flags + CELL
}

/** Flags that say what a session does with a cell; they mean nothing in a pasted cell or in another session. */
export const sessionFlags = 'xrwcs'

/** Flags without those of a session: what a pasted cell keeps. */
export function withoutSession(flags: string): string {
  return [...flags].filter(flag => !sessionFlags.includes(flag)).join('')
}

/** Flags with `wanted` set or not. Flags that stay keep their order and repetitions, so that untouched headers stay byte-identical. */
export function setFlag(flags: string, flag: string, wanted: boolean): string {
  if (flags.includes(flag) === wanted) return flags
  return wanted ? flags + flag : flags.replaceAll(flag, '')
}
