import { ChangeSet, Text } from '@codemirror/state'
import { chainNext, chainOf, chainText, type Chain } from './chain.ts'
import { decodeChanges, encodeChanges } from './changes.ts'
import { encodeEdit } from './messages.ts'
import { before } from './session.ts'

/** The rules that both ends must share. Tests pass wrong ones, to see that the wrong is noticed. */
export type ReplicaRules = {
  /** Whose insertion goes first at one place. */
  before(one: string, other: string): boolean
  /** Where changes go that are made while others are in flight. */
  later(made: ChangeSet, waiting: { inFlight: InFlight; pending: ChangeSet | null }): { inFlight: InFlight; pending: ChangeSet | null }
}
/** The rules as they are: the smaller session goes first, and later edits wait. */
export const replicaRules: ReplicaRules = {
  before,
  later: (made, { inFlight, pending }) => ({ inFlight, pending: pending ? pending.compose(made) : made }),
}

/** What was submitted and is not acknowledged. `wire` never changes; `changes` is the same, mapped over what came since. */
export type InFlight = { readonly sequence: number; readonly base: number; readonly wire: Uint8Array; readonly changes: ChangeSet }

/** One committed version as it arrives. Of one's own, acknowledged by the answer to `edit`, `changes` is null. */
export type Arrival = { version: number; session: string; sequence: number; changes: { decoded: ChangeSet; encoded: Uint8Array } | null }

/** How many durable versions are kept unapplied, and after how many the text that is shown is taken instead where that is possible. */
const mostBehind = 2_000
const restsAfter = 100

/** What a replica keeps of its confirmed history since the last durable version. */
type Confirmed = { readonly version: number; readonly own: boolean; readonly changes: ChangeSet; readonly chain: Chain }

/** A replica's work and place in the history, as it can be stored. */
export type ReplicaRecord = {
  session: string
  lineage: string
  epoch: number
  version: number
  chain: string
  sequence: number
  confirmed: string[]
  inFlight: { sequence: number; base: number; wire: Uint8Array; changes: Uint8Array } | null
  pending: Uint8Array | null
}

/**
 * One session's side of a document: which version it has, what it has submitted, what waits. A state machine without text of its own:
 * whoever shows the text applies what `step` and the others answer, at once.
 */
export type Replica = ReturnType<typeof createReplica>

/** Makes the replica of a session that has nothing yet. */
export function createReplica({ session: first, rules = replicaRules }: { session: string; rules?: ReplicaRules }) {
  let session = first
  let lineage = ''
  let epoch = 0
  let version = 0
  let chain: Chain = [0, 0]
  let sequence = 0
  let inFlight: InFlight | null = null
  let sent = false
  let pending: ChangeSet | null = null
  // Versions after the durable one may be lost with the power; to go back behind them, their changes and the durable text are kept.
  let durable = 0
  // What the server said of it; that may come before the versions themselves have been confirmed here.
  let announced = 0
  let durableChain: Chain = [0, 0]
  // The text of a durable version, and what leads from it to the newest durable one: applied only when somebody asks, which is almost never.
  let durableText = Text.empty
  let behind: ChangeSet[] = []
  let history: Confirmed[] = []
  // Answers and events may overtake each other; what is early waits for its turn.
  const early = new Map<number, Arrival>()
  let head = Number.POSITIVE_INFINITY

  function confirm(arrival: { version: number; sequence: number; session: string }, changes: ChangeSet, encoded: Uint8Array): void {
    version = arrival.version
    chain = chainNext(chain, arrival.session, arrival.sequence, encoded)
    history.push({ version, own: arrival.session === session, changes, chain })
  }

  /** Others' confirmed changes as the local text needs them; what waits here is mapped over them. */
  function pass(
    changes: ChangeSet,
    mine: (waiting: ChangeSet, theirs: ChangeSet) => ChangeSet,
    theirs: (changes: ChangeSet, waiting: ChangeSet) => ChangeSet,
  ): ChangeSet {
    let through = changes
    if (inFlight) {
      const next = theirs(through, inFlight.changes)
      inFlight = { ...inFlight, changes: mine(inFlight.changes, through) }
      through = next
    }
    if (pending) {
      const next = theirs(through, pending)
      pending = mine(pending, through)
      through = next
    }
    return through
  }

  function take(arrival: Arrival): ChangeSet | null {
    if (arrival.session !== session) {
      const { decoded, encoded } = arrival.changes!
      const first = rules.before(session, arrival.session)
      confirm(arrival, decoded, encoded)
      return pass(
        decoded,
        (mine, theirs) => mine.map(theirs, first),
        (theirs, mine) => theirs.map(mine, !first),
      )
    }
    if (inFlight?.sequence === arrival.sequence) {
      const { changes } = inFlight
      confirm(
        arrival,
        changes,
        arrival.changes?.encoded ?? (arrival.version === inFlight.base + 1 ? inFlight.wire : encodeChanges(changes)),
      )
      inFlight = null
      return null
    }
    // Stored work was overtaken: this session went on after it was stored, and what was pending is contained in what it sent.
    const { decoded, encoded } = arrival.changes!
    let shown = decoded
    if (pending) {
      shown = pending.invert(confirmedText()).compose(decoded)
      pending = null
    }
    sequence = arrival.sequence
    confirm(arrival, decoded, encoded)
    return shown
  }

  function textAtDurable(): Text {
    durableText = behind.reduce((text, changes) => changes.apply(text), durableText)
    behind = []
    return durableText
  }
  function confirmedText(): Text {
    return history.reduce((text, { changes }) => changes.apply(text), textAtDurable())
  }

  function settle(): void {
    const most = Math.min(announced, version)
    if (most <= durable) return
    let n = 0
    for (; n < history.length && history[n]!.version <= most; n++) behind.push(history[n]!.changes)
    durableChain = history[n - 1]!.chain
    durable = most
    history = n === history.length ? [] : history.slice(n)
    if (behind.length > mostBehind) textAtDurable()
  }

  function restart(at: { version: number; chain: string; lineage: string; epoch: number }, text: Text): void {
    lineage = at.lineage
    epoch = at.epoch
    version = durable = announced = at.version
    chain = durableChain = chainOf(at.chain)
    durableText = text
    behind = []
    history = []
    early.clear()
  }

  return {
    get session() {
      return session
    },
    get version() {
      return version
    },
    get durable() {
      return durable
    },
    get chain() {
      return chainText(chain)
    },
    /** Number of the last submitted edit; with something pending, the next one is its. */
    get sequence() {
      return sequence
    },
    get inFlight() {
      return inFlight
    },
    get pending() {
      return pending
    },
    /** Whether something made here is not acknowledged yet. */
    get unacknowledged() {
      return inFlight !== null || pending !== null
    },
    /** Whether a text has been loaded. */
    get loaded() {
      return lineage !== ''
    },
    confirmedText,

    /** What `open` says of this session. */
    has() {
      if (lineage === '') return null
      const point = (at: number, hash: Chain): [number, string] => [at, chainText(hash)]
      return { lineage, epoch, base: point(version, chain), durable: point(durable, durableChain) }
    },

    /** The connection is gone: what was sent may or may not have come, and is sent again once `head` is reached. */
    lost(): void {
      sent = false
      early.clear()
      head = Number.POSITIVE_INFINITY
    },

    /** The server continues this history; it has versions up to `newest`. */
    continued(newest: number): void {
      head = newest
    },

    /** The first text. */
    load(text: Text, at: { version: number; chain: string; lineage: string; epoch: number; head: number }): void {
      restart(at, text)
      head = at.head
    },

    /**
     * Versions after `common` were lost with the server's power. Goes back to it, keeping what this session made; others bring back theirs.
     * Returns what changes in the local text.
     */
    rollBack(at: { common: number; sequence: number; epoch: number; head: number }): ChangeSet {
      const kept = history.filter(entry => entry.version <= at.common)
      const gone = history.filter(entry => entry.version > at.common)
      let full = kept.reduce((text, { changes }) => changes.apply(text), textAtDurable())
      let shown = ChangeSet.empty(full.length)
      let mine = ChangeSet.empty(full.length)
      const keep = (changes: ChangeSet): void => {
        const rebased = changes.map(shown, false)
        shown = shown.map(changes, true)
        mine = mine.compose(rebased)
      }
      for (const entry of gone) {
        if (entry.own) keep(entry.changes)
        else shown = entry.changes.invert(full).compose(shown)
        full = entry.changes.apply(full)
      }
      if (inFlight) keep(inFlight.changes)
      if (pending) keep(pending)
      history = kept
      announced = durable
      version = at.common
      chain = kept.at(-1)?.chain ?? durableChain
      epoch = at.epoch
      head = at.head
      sequence = at.sequence
      inFlight = null
      pending = mine.empty ? null : mine
      early.clear()
      return shown
    },

    /**
     * The server's history is another one, with another text. What this session had not got acknowledged is carried over, under a new session;
     * what was confirmed is not inserted again. `difference` finds the changes between two texts. Returns what changes in the local text.
     */
    replace(
      text: Text,
      at: { version: number; chain: string; lineage: string; epoch: number; head: number },
      { session: next, difference }: { session: string; difference: (from: Text, to: Text) => ChangeSet },
    ): ChangeSet {
      const confirmed = confirmedText()
      let changes = difference(confirmed, text)
      if (inFlight) {
        // It may have been committed before the history was lost. Then the new text is nearer to the text with it than to the text without.
        const without = changes
        changes = difference(inFlight.changes.apply(confirmed), text)
        if (size(changes) < size(without)) inFlight = null
        else changes = without
      }
      const shown = pass(
        changes,
        (mine, theirs) => mine.map(theirs, false),
        (theirs, mine) => theirs.map(mine, true),
      )
      const mine = inFlight && pending ? inFlight.changes.compose(pending) : (inFlight?.changes ?? pending)
      session = next
      sequence = 0
      inFlight = null
      pending = mine && !mine.empty ? mine : null
      restart(at, text)
      head = at.head
      return shown
    },

    /** Something was changed here, in the text as it is shown. */
    edit(changes: ChangeSet): void {
      if (changes.empty) return
      if (inFlight) ({ inFlight, pending } = rules.later(changes, { inFlight, pending }))
      else pending = pending ? pending.compose(changes) : changes
    },

    /** What must be sent now, once; null if nothing. It is for the channel over which `head` was announced. */
    next(): { sequence: number; body: Uint8Array } | null {
      if (version < head) return null
      if (!inFlight && pending) {
        inFlight = { sequence: ++sequence, base: version, wire: encodeChanges(pending), changes: pending }
        pending = null
        sent = false
      }
      if (!inFlight || sent) return null
      sent = true
      return { sequence: inFlight.sequence, body: encodeEdit({ sequence: inFlight.sequence, base: inFlight.base, changes: inFlight.wire }) }
    },

    /** A version came, or an edit was acknowledged; `step` takes it when its turn has come. */
    arrived(arrival: Arrival): void {
      if (arrival.version > version) early.set(arrival.version, arrival)
    },

    /**
     * Confirms the next version if it is here, and returns what it changes in the local text (null: nothing) and whose it is. One at a time:
     * showing a change may bring about a local one, which counts in the text as it is shown at that moment.
     */
    step(): { session: string; changes: ChangeSet | null } | null {
      const due = early.get(version + 1)
      if (!due) return null
      early.delete(due.version)
      const changes = take(due)
      settle()
      return { session: due.session, changes }
    },

    /** Everything up to `upTo` survives a loss of power. */
    settled(upTo: number): void {
      announced = Math.max(announced, upTo)
      settle()
    },

    /** Nothing waits here and all is durable: this text is the confirmed one, and what led to it can be forgotten. Asked for once there is enough of that. */
    rests(text: () => Text): void {
      if (inFlight || pending || history.length > 0 || behind.length < restsAfter) return
      durableText = text()
      behind = []
    },

    /** The server said no to what is in flight and did not take it: it waits again, together with what came after, under the same number. */
    refused(): void {
      if (!inFlight) return
      pending = pending ? inFlight.changes.compose(pending) : inFlight.changes
      inFlight = null
      sequence--
      sent = false
    },

    /** Everything that must not be lost with this page. */
    record(): ReplicaRecord {
      return {
        session,
        lineage,
        epoch,
        version,
        chain: chainText(chain),
        sequence,
        confirmed: confirmedText().toJSON(),
        inFlight: inFlight && {
          sequence: inFlight.sequence,
          base: inFlight.base,
          wire: inFlight.wire,
          changes: encodeChanges(inFlight.changes),
        },
        pending: pending && encodeChanges(pending),
      }
    },

    /** Takes up what a page that is gone has stored. Returns the local text. */
    restore(record: ReplicaRecord): Text {
      const text = Text.of(record.confirmed)
      restart(record, text)
      session = record.session
      sequence = record.sequence
      inFlight = record.inFlight && { ...record.inFlight, changes: decodeChanges(record.inFlight.changes) }
      pending = record.pending && decodeChanges(record.pending)
      const withFlight = inFlight ? inFlight.changes.apply(text) : text
      return pending ? pending.apply(withFlight) : withFlight
    },
  }
}

/** How much changes delete and insert, in UTF-16 units. */
function size(changes: ChangeSet): number {
  let units = 0
  changes.iterChangedRanges((fromA, toA, fromB, toB) => (units += toA - fromA + toB - fromB))
  return units
}
