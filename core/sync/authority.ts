import type { ChangeSet, Text } from '@codemirror/state'
import { before, breaksCharacter, chainNext, createRunningText, decodeChanges, encodeChanges, type Chain } from '@stoa/sdk/document'
import { refusal } from './errors.ts'
import type { Entry, Last } from './history.ts'

/** The rules of one document's order. Tests pass wrong ones, to see that the wrong is noticed. */
export type AuthorityRules = {
  /** Whose insertion goes first at one place. */
  before(one: string, other: string): boolean
  /** What an edit with this number is, after `last` was the last of its session (0: none). */
  admit(last: number, sequence: number): 'new' | 'repeated' | 'gap'
}
export const authorityRules: AuthorityRules = {
  before,
  admit: (last, sequence) => (sequence <= last ? 'repeated' : sequence === last + 1 ? 'new' : 'gap'),
}

/** How much of the history is kept in memory, as bytes; a project may have a thousand documents open. */
const tailEntries = 1_000
const tailBytes = 2 << 20
/** How many of the newest versions are kept as changes too: what people send at the same time is mapped over them. */
const nearEntries = 32
/** How many versions an old edit is mapped over before other work has its turn. */
export const mapAtOnce = 2_000

export type Authority = ReturnType<typeof createAuthority>

/** Gives one document's changes their order: what arrives is mapped over what came since its base and becomes the next version. Pure, without clock or disk. */
export function createAuthority({
  path,
  text: initial,
  version: first,
  chain: start,
  last,
  limit,
  rules = authorityRules,
}: {
  path: string
  text: Text
  version: number
  chain: Chain
  last: Map<string, Last>
  /** The most UTF-16 units. */
  limit: number
  rules?: AuthorityRules
}) {
  const text = createRunningText(initial)
  let version = first
  let chain = start
  let tail: Omit<Entry, 'changes'>[] = []
  let near: ChangeSet[] = []
  let bytes = 0

  function commit({
    session,
    sequence,
    changes,
    encoded = encodeChanges(changes),
    time,
  }: {
    session: string
    sequence: number
    changes: ChangeSet
    /** The same as they came, if they came as they are. */
    encoded?: Uint8Array
    time: number
  }): Entry {
    chain = chainNext(chain, session, sequence, encoded)
    version++
    text.apply(changes)
    const entry: Entry = { version, session, sequence, time, changes, encoded, chain }
    last.set(session, { sequence, version, time })
    tail.push({ version, session, sequence, time, encoded, chain })
    near.push(changes)
    if (near.length > nearEntries * 2) near = near.slice(-nearEntries)
    bytes += encoded.length
    if (tail.length > tailEntries * 2 || (bytes > tailBytes * 2 && tail.length > 1)) trim()
    return entry
  }

  // Twice the measure is let grow before the half is dropped, so that dropping costs nothing on the average.
  function trim(): void {
    let keep = Math.max(0, tail.length - tailEntries)
    for (let i = 0; i < keep; i++) bytes -= tail[i]!.encoded.length
    while (bytes > tailBytes && keep < tail.length - 1) bytes -= tail[keep++]!.encoded.length
    tail = tail.slice(keep)
  }

  return {
    get text() {
      return text.text
    },
    get length() {
      return text.length
    },
    get version() {
      return version
    },
    get chain() {
      return chain
    },
    last,
    /** The first version in memory; `version + 1` if none is. */
    get tailStart() {
      return version - tail.length + 1
    },
    /** A version in memory. */
    entry(wanted: number): Entry | undefined {
      const kept = tail[wanted - (version - tail.length + 1)]
      return kept && { ...kept, changes: near[wanted - (version - near.length + 1)] ?? decodeChanges(kept.encoded) }
    },
    admit: (session: string, sequence: number) => rules.admit(last.get(session)?.sequence ?? 0, sequence),
    /** The number of the next edit of an author who doesn't count for himself. */
    nextSequence: (session: string): number => (last.get(session)?.sequence ?? 0) + 1,
    /** Maps changes over one later version. */
    over: (changes: ChangeSet, session: string, entry: Entry): ChangeSet =>
      changes.map(entry.changes, rules.before(session, entry.session)),
    /** Says no to what may not become a version of the text of now. */
    check(changes: ChangeSet): void {
      if (changes.length !== text.length)
        throw refusal.badEdit(`it is for a text of ${changes.length} characters, and this one has ${text.length}`)
      if (changes.newLength > limit && changes.newLength > changes.length) throw refusal.tooLarge(path, limit)
      if (breaksCharacter(changes, text)) throw refusal.badEdit('it would leave half of a character, or a NUL')
    },
    commit,
    /** Versions up to this one are no more to be had. */
    forget(upTo: number): void {
      tail = tail.filter(entry => entry.version > upTo)
      bytes = tail.reduce((sum, { encoded }) => sum + encoded.length, 0)
    },
  }
}
