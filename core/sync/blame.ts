import { utf8 } from '@stoa/sdk/document'
import type { LiveDocument } from './document.ts'
import { refusal } from './errors.ts'
import type { Author } from './records.ts'
import type { Splice } from './strokes.ts'

/** Lines that follow each other and are of one version: the one that last made them say something else. */
export type Run = {
  lines: number
  readonly version: number
  /** Empty where nobody can be named: the empty line of version 0, and what stood there when everything before was forgotten. */
  readonly session: string
  readonly author: Author
  /** Milliseconds since 1970. */
  readonly time: number
}

const nobody: Author = { id: '', name: '' }
/** A text longer than this is not looked through: each unit of it takes six bytes meanwhile. */
const mostUnits = 16 << 20

/** Who wrote each line of a version: all versions up to it are walked through once. */
export async function blameOf({ live, version }: { live: LiveDocument; version: number }): Promise<Run[]> {
  const { first } = live
  const blame = createBlame({ text: first > 0 ? (await live.textAt(first)).toString() : '', version: first })
  const authors: Author[] = []
  const sessions: string[] = []
  const known = new Map<string, number>()
  const writers = new Uint32Array(Math.max(0, version - first))
  const times = new Float64Array(writers.length)
  await live.walk({ after: first, upTo: version }, ({ version: at, session, author, time, splices }) => {
    let writer = known.get(session)
    if (writer === undefined) {
      known.set(session, (writer = sessions.length))
      sessions.push(session)
      authors.push(author)
    }
    writers[at - first - 1] = writer
    times[at - first - 1] = time
    for (const splice of splices) blame.replace(splice, at)
    if (blame.length > mostUnits) throw refusal.tooLongToBlame(live.path)
  })
  const runs: Run[] = []
  for (const owner of blame.owners()) {
    const open = runs.at(-1)
    if (open?.version === owner) open.lines++
    else if (owner <= first) runs.push({ lines: 1, version: owner, session: '', author: nobody, time: 0 })
    else {
      const writer = writers[owner - first - 1]!
      runs.push({ lines: 1, version: owner, session: sessions[writer]!, author: authors[writer]!, time: times[owner - first - 1]! })
    }
  }
  return runs
}

/** At most so many runs, from a line on, and the line to go on with. */
export function runsFrom(runs: readonly Run[], { from, most }: { from: number; most: number }): { runs: Run[]; next: number | null } {
  const found: Run[] = []
  let line = 1
  for (const run of runs) {
    const behind = line + run.lines
    if (behind > from) {
      if (found.length === most) return { runs: found, next: line }
      found.push({ ...run, lines: behind - Math.max(line, from) })
    }
    line = behind
  }
  return { runs: found, next: null }
}

/** The highest bit of a unit's owner says that it is a line break, the others which version it is of. */
const lineBreak = 0x8000_0000
const isBreak = (owner: number): boolean => owner >= lineBreak

/**
 * A text and the version that each unit of it is of, with a gap where the last change was, as in `GapBuffer`. A line is of the newest version of its units;
 * its break counts only while it is empty. Where something was only taken away, what stood beside it in the line gets the version. So a line that another
 * is put before or behind stays whose it was, and no change needs to look for the ends of its line.
 */
export function createBlame({ text, version: first }: { text: string; version: number }) {
  // One break more ends the last line.
  let units = new Uint16Array(text.length + 1 + Math.max(1024, text.length >> 3))
  let owners = new Uint32Array(units.length)
  let start = 0
  let end = units.length - text.length - 1
  for (let i = 0; i < text.length; i++) put(end + i, text.charCodeAt(i), first)
  put(units.length - 1, 10, first)

  function put(at: number, unit: number, version: number): void {
    units[at] = unit
    owners[at] = unit === 10 ? version + lineBreak : version
  }
  function moveTo(at: number): void {
    for (const all of [units, owners]) {
      if (at < start) all.copyWithin(end - (start - at), at, start)
      else all.copyWithin(start, end, end + (at - start))
    }
    end += at - start
    start = at
  }
  function grow(more: number): void {
    const size = units.length + Math.max(more, units.length >> 1)
    const to = end + size - units.length
    const moved = <All extends Uint16Array | Uint32Array>(all: All, larger: All): All => {
      larger.set(all.subarray(0, start))
      larger.set(all.subarray(end), to)
      return larger
    }
    units = moved(units, new Uint16Array(size))
    owners = moved(owners, new Uint32Array(size))
    end = to
  }
  const length = (): number => units.length - (end - start) - 1

  return {
    /** UTF-16 units of the text. */
    get length(): number {
      return length()
    },
    replace({ at, deleted: gone, text }: Pick<Splice, 'at' | 'deleted' | 'text'>, version: number): void {
      if (at + gone > length()) throw new RangeError('a change is for a longer text')
      let inserted = utf8(text)
      let deleted = gone
      moveTo(at)
      // Whoever writes a text anew has written what differs.
      if (deleted > 0 && inserted !== '') {
        const most = Math.min(deleted, inserted.length)
        let head = 0
        while (head < most && units[end + head] === inserted.charCodeAt(head)) head++
        let tail = 0
        while (tail < most - head && units[end + deleted - 1 - tail] === inserted.charCodeAt(inserted.length - 1 - tail)) tail++
        moveTo(at + head)
        deleted -= head + tail
        inserted = inserted.slice(head, inserted.length - tail)
      }
      if (deleted === 0 && inserted === '') return
      // A line that was there before anything was nobody's, and is not kept.
      const something = length() > 0
      const before = start === 0 ? lineBreak : owners[start - 1]!
      const old = owners[end]!
      const began = deleted === 0 ? before : owners[end + deleted - 1]!
      end += deleted
      if (end - start < inserted.length) grow(inserted.length)
      const from = start
      for (let i = 0; i < inserted.length; i++) put(start++, inserted.charCodeAt(i), version)
      const firstNew = start > from ? owners[from]! : owners[end]!
      const lastNew = start > from ? owners[start - 1]! : before
      const firstStays = something && isBreak(old) && isBreak(firstNew)
      const lastStays = something && isBreak(began) && isBreak(lastNew) && !(firstStays && deleted === 0)
      const mark = (index: number): void => void (owners[index] = isBreak(owners[index]!) ? version + lineBreak : version)
      if (inserted.includes('\n')) {
        if (firstStays) owners[from] = old
        else if (isBreak(firstNew) && !isBreak(before)) mark(from - 1)
        if (!lastStays && isBreak(lastNew)) mark(end)
      } else if (inserted === '') {
        if (firstStays) owners[end] = old
        else if (!lastStays) mark(isBreak(before) ? end : from - 1)
      }
    },
    /** The version of each line, from the first. */
    *owners(): Generator<number> {
      let newest = -1
      for (let i = 0; i < owners.length; i++) {
        if (i === start) i = end
        const owner = owners[i]!
        if (!isBreak(owner)) newest = Math.max(newest, owner)
        else {
          yield newest < 0 ? owner - lineBreak : newest
          newest = -1
        }
      }
    },
  }
}
