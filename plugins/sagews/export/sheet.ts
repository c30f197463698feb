import { chunksOf, readChunk } from '../document/notebook/index.ts'
import { isMessage, modeOf, visible, type Message } from '../document/index.ts'

/** A cell as a reader sees it. `source` is its code without the line that names its mode. */
export type ReadCell = {
  /** From 1. */
  readonly number: number
  readonly mode: string
  readonly code: string
  readonly source: string
  readonly inputShown: boolean
  /** What is shown of its output, in order. */
  readonly messages: readonly Message[]
}

/** The cells of a worksheet that have anything to show. */
export function readSheet(text: string): ReadCell[] {
  return chunksOf(text)
    .map((chunk, index): ReadCell => {
      const { flags, code: whole, messages } = readChunk(chunk)
      const code = whole.replaceAll('\r', '').replace(/\n+$/, '')
      const mode = modeOf(code)
      return {
        number: index + 1,
        mode,
        code,
        source: mode === '' ? code : code.replace(/^(?:[ \t]*(?:#.*)?\n)*%[^\n]*\n?/, ''),
        inputShown: code.trim() !== '' && !flags.includes('i'),
        messages: flags.includes('o') ? [] : visible(messages.filter(isMessage).map(message => ({ raw: '', message }))),
      }
    })
    .filter(cell => cell.code.trim() !== '' || cell.messages.length > 0)
}

/** The languages of modes, as fences of Markdown name them. */
export function languageOf(mode: string): string {
  return mode === '' ? 'sage' : (languages[mode] ?? mode)
}
const languages: Readonly<Record<string, string>> = { python3: 'python', sage: 'sage', default_mode: 'sage', sh: 'bash', script: 'bash' }
