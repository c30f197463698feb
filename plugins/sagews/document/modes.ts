import type { Cell } from './cells.ts'
import { readPayload } from './messages.ts'

/** The mode that a cell's code is written in: the name after `%` where that line stands alone first, else ''. */
export function modeOf(code: string): string {
  for (const line of code.split('\n', 8)) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const found = /^%([A-Za-z_]\w*)(\s*\(.*\))?\s*(#.*)?$/.exec(line.trimEnd())
    if (!found) return ''
    const name = found[1]!
    if (!transparent.has(name)) return name
  }
  return ''
}
const transparent = new Set(['auto', 'hide', 'hideall', 'time', 'timeit'])

/** Whether a cell asks to be run when a session starts: its first line that says anything begins with `%auto`. */
export function isAuto(code: string): boolean {
  for (const line of code.split('\n')) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    return /^%auto\b/.test(line)
  }
  return false
}

/**
 * What needs no kernel: a cell that begins with exactly `%md` or `%html` is its own output. Null for everything else. Attachments of a
 * notebook's cell stay with its text: they are those that `before` has.
 */
export function staticOutput(code: string, before?: Cell): { message: { md: string } | { html: string }; hide: boolean } | null {
  const found = /^%(md|html)[ \t]*(?:\([ \t]*(?:hide[ \t]*=[ \t]*)?(True|False|0|1|true|false)?[ \t]*\))?[ \t]*(?:\n|$)/.exec(code)
  if (!found) return null
  const text = code.slice(found[0].length).replace(/\n+$/, '')
  const pieces = before?.outputs.flatMap(({ payload }) => (payload.includes('"attachments"') ? readPayload(payload) : []))
  const attachments = pieces?.find(({ message }) => message?.['attachments'])?.message?.['attachments']
  const md = { md: text, ...(attachments === undefined ? {} : { attachments }) }
  return { message: found[1] === 'md' ? md : { html: text }, hide: /^(True|1|true)$/.test(found[2] ?? '') }
}
