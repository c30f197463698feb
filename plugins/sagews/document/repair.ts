import { ChangeSet, type Text } from '@codemirror/state'
import type { Range } from './cells.ts'
import { CELL, OUTPUT, headerLine, marker, readLine } from './markers.ts'
import { hashed } from './hash.ts'
import { objectEnd } from './messages.ts'

type Change = { from: number; to: number; insert: string }

/**
 * The change that makes every marker of a worksheet sound again, or null when all is well. No text but markers and ids is lost:
 *
 * - code glued to a header or behind an output's last message goes to a line of its own, and so does a marker in the middle of a line;
 * - a marker character that belongs to no marker is removed, what stood beside it stays as code;
 * - an id of the wrong length, or one that an earlier cell or output has already, is made anew, without the flags of a session;
 * - a header that has no line of code gets an empty one;
 * - a marker that stands twice in a row, since two have mended it at the same moment, stands once.
 *
 * What is mended follows from the text alone, ids too: whoever mends the same text makes the same change. With `near`, only lines that touch
 * those stretches are mended.
 */
export function repair(text: Text, options: { near?: readonly Range[] } = {}): ChangeSet | null {
  let whole: ChangeSet | null = null
  let now = text
  let near = options.near
  // Each round can uncover one more layer of damage (a header found within a line may have the id of another one).
  for (let round = 0; round < longestChain; round++) {
    const looked = near ? linesNear(now, near) : null
    const changes = repairLines(now, looked)
    if (changes.length === 0) repairIds(now, looked, changes)
    if (changes.length === 0) break
    const step = ChangeSet.of(changes, now.length)
    whole = whole ? whole.compose(step) : step
    now = step.apply(now)
    near = near?.map(({ from, to }) => ({ from: step.mapPos(from, -1), to: step.mapPos(to, 1) }))
  }
  return whole
}
const longestChain = 20

function repairLines(text: Text, looked: ReadonlySet<number> | null): Change[] {
  const changes: Change[] = []
  if (looked) for (const n of looked) repairLine(text.line(n).text, text.line(n).from, changes)
  else {
    let from = 0
    for (const line of text.iterLines()) {
      repairLine(line, from, changes)
      from += line.length + 1
    }
  }
  return changes
}

/** Ids concern all lines, so the others' are read too, but only if one of the lines looked at is itself a marker. */
function repairIds(text: Text, looked: ReadonlySet<number> | null, changes: Change[]): void {
  if (looked && ![...looked].some(n => marker.test(text.line(n).text.slice(0, 1)))) return
  const seen = { header: new Set<string>(), output: new Set<string>() }
  const newId = idsFrom(text)
  let number = 0
  let from = 0
  let bare: { at: number; looked: boolean } | null = null
  for (const line of text.iterLines()) {
    const look = !looked || looked.has(++number)
    const read = readLine(line)
    if (bare && read && (bare.looked || look)) changes.push({ from: bare.at, to: bare.at, insert: '\n' })
    bare = null
    if (read) {
      const known = seen[read.kind]
      if (look && (!read.sound || known.has(read.id))) {
        const id = newId(read)
        known.add(id)
        if (read.kind === 'header') changes.push({ from, to: from + read.length, insert: headerLine(id, kept(read.flags)) })
        else changes.push({ from, to: from + read.id.length + 2, insert: OUTPUT + id + OUTPUT })
      }
      known.add(read.id)
      if (read.kind === 'header' && read.rest === '') bare = { at: from + line.length, looked: look }
    }
    from += line.length + 1
  }
  if (bare?.looked) changes.push({ from: bare.at, to: bare.at, insert: '\n' })
}

/** Makes ids that the text does not have, each out of the one that it takes the place of. */
function idsFrom(text: Text): (read: { kind: 'header' | 'output'; id: string }) => string {
  let taken: Set<string> | null = null
  return ({ kind, id }) => {
    taken ??= new Set([...text.iterLines()].flatMap(line => readLine(line)?.id ?? []))
    for (let n = 1; ; n++) {
      const made = hashed(`${kind} ${id} ${n}`)
      if (taken.has(made)) continue
      taken.add(made)
      return made
    }
  }
}

function kept(flags: string): string {
  return [...flags].filter(flag => 'ioa'.includes(flag)).join('')
}

function linesNear(text: Text, near: readonly Range[]): Set<number> {
  const lines = new Set<number>()
  for (const { from, to } of near) {
    const last = Math.min(text.lines, text.lineAt(Math.min(to, text.length)).number + 1)
    for (let n = Math.max(1, text.lineAt(Math.min(from, text.length)).number - 1); n <= last; n++) lines.add(n)
  }
  return lines
}

const embedded = /\uFE20[A-Za-z0-9-]{36}[A-Za-z]*\uFE20|\uFE21[A-Za-z0-9-]{36}\uFE21/g

/** Mends what one line by itself shows to be wrong. */
function repairLine(line: string, from: number, changes: Change[]): void {
  const read = readLine(line)
  if (!read) return repairCode(line, 0, from, changes)
  if (read.kind === 'header') {
    if (read.rest === '') return
    const twin = readLine(read.rest)
    if (twin?.kind === 'header' && twin.id === read.id) {
      changes.push({ from: from + read.length, to: from + read.length + twin.length, insert: '' })
      return
    }
    changes.push({ from: from + read.length, to: from + read.length, insert: '\n' })
    return repairCode(line, read.length, from, changes)
  }
  const start = read.id.length + 2
  if (line.startsWith(OUTPUT + read.id + OUTPUT, start)) {
    changes.push({ from: from + start, to: from + 2 * start, insert: '' })
    return
  }
  const cell = line.indexOf(CELL, start)
  const end = cell >= 0 && isHeaderAt(line, cell) && endsMessage(line.slice(start, cell)) ? cell : line.length
  const glued = gluedAt(line.slice(start, end).replace(/\r$/, ''))
  if (glued >= 0) {
    changes.push({ from: from + start + glued, to: from + start + glued, insert: '\n' })
    return repairCode(line, start + glued, from, changes)
  }
  if (end < line.length) {
    changes.push({ from: from + end, to: from + end, insert: '\n' })
    repairLine(line.slice(end), from + end, changes)
  }
}

function isHeaderAt(line: string, at: number): boolean {
  return readLine(line.slice(at, at + 80))?.kind === 'header'
}

function endsMessage(payload: string): boolean {
  return payload === '' || /[}\uFE21]$/.test(payload)
}

/** Where code begins that is glued behind the last message of a payload, or -1. */
function gluedAt(payload: string): number {
  const start = payload.lastIndexOf(OUTPUT) + 1
  const last = payload.slice(start)
  if (last === '' || last.endsWith('}')) return -1
  if (last.trim() === '') return -1
  if (last[0] !== '{') return start
  const end = objectEnd(last)
  return end < 0 || last.slice(end).trim() === '' ? -1 : start + end
}

function repairCode(line: string, start: number, from: number, changes: Change[]): void {
  if (!marker.test(line)) return
  let at = start
  embedded.lastIndex = start
  for (let found = embedded.exec(line); found; found = embedded.exec(line)) {
    removeStrays(line, at, found.index, from, changes)
    if (found.index !== start) changes.push({ from: from + found.index, to: from + found.index, insert: '\n' })
    if (found[0][0] === OUTPUT) return repairLine(line.slice(found.index), from + found.index, changes)
    at = found.index + found[0].length
    if (at < line.length && line.slice(at) !== '\r') changes.push({ from: from + at, to: from + at, insert: '\n' })
    start = at
    embedded.lastIndex = at
  }
  removeStrays(line, at, line.length, from, changes)
}

function removeStrays(line: string, start: number, end: number, from: number, changes: Change[]): void {
  for (let i = start; i < end; i++) if (marker.test(line[i]!)) changes.push({ from: from + i, to: from + i + 1, insert: '' })
}
