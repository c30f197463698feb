import { StoaError, errorBody, type Connect, type ErrorBody, type Remote } from '@stoa/sdk/contract'
import {
  decodeChanged,
  decodeChanges,
  joinParts,
  newSession,
  pieceLength,
  textOf,
  utf8,
  type document,
  type DocumentStatus,
  type OpenAnswer,
} from '@stoa/sdk/document'
import type { ChangeSet, Text } from '@codemirror/state'
import { keepTexts } from './kept.ts'
import { addBursts, burstAt, since, type Burst, type Timeline } from './timeline.ts'

/** Who wrote the lines of a version, from the first on: those that follow each other and are of one version are together. */
export type Blame = readonly (Pick<Burst, 'session' | 'user' | 'time' | 'colour'> & { readonly lines: number; readonly version: number })[]

/** Everything before a version was removed for good. */
export type Forgotten = { readonly before: number; readonly by: { readonly id: string; readonly name: string }; readonly time: number }

/** The history of one document as far as it has been asked for, kept up with what is written meanwhile. */
export type Reader = {
  /** Where the file is now: it may have been renamed while one looks. */
  readonly path: string
  /** `waiting` for a connection that was lost; `failed` for good, and `error` says why. */
  readonly state: 'opening' | 'open' | 'waiting' | 'failed'
  readonly error: ErrorBody | null
  readonly head: number
  /** The first version whose text there is; what an owner had forgotten lies before it. */
  readonly first: number
  readonly forgotten: readonly Forgotten[]
  readonly status: DocumentStatus | null
  readonly lineage: { readonly lineage: string; readonly epoch: number } | null
  readonly timeline: Timeline
  /** All versions from the first to the newest, in parts as large as a track needs them; empty until they have come. */
  readonly overview: Timeline
  /** Inks that the document has given, by user. */
  readonly inks: ReadonlyMap<string, number>
  textAt(version: number): Promise<Text>
  /** Learns who wrote when, of versions up to `before` as many as come at once. */
  learn(before: number): Promise<void>
  /** Who wrote each line of a version. */
  blame(version: number): Promise<Blame>
  /** Removes everything before a version for good; owners may. */
  forget(before: number): Promise<void>
  close(): void
}

/** A burst that grows while somebody types ends as the server's do. */
const pause = 2_000
const longestBurst = 50
const mostBytes = 256 << 20
/** A track has no more marks than this. */
const trackParts = 400

/** Opens the history of a document. `changed` is called when anything above is another. */
export function openReader({
  connect,
  project,
  path: asked,
  changed,
  now = Date.now,
}: {
  connect: Connect
  project: string
  path: string
  changed(): void
  now?: () => number
}): Reader {
  const kept = keepTexts()
  const underWay = new Map<number, Promise<Text>>()
  const users = new Map<string, Burst['user']>()
  let inks: ReadonlyMap<string, number> = new Map()
  const sessions = new Map<number, string>()
  const parts = joinParts(mostBytes)
  let state: Reader['state'] = 'opening'
  let error: ErrorBody | null = null
  let answer: OpenAnswer | null = null
  let status: DocumentStatus | null = null
  let head = 0
  let path = asked
  let first = 1
  let forgotten: readonly Forgotten[] = []
  let timeline: Timeline = []
  let overview: Timeline = []
  let pieces: string[] = []
  /** The newest text, which comes by itself at each opening. */
  let arriving: PromiseWithResolvers<Text> | null = null

  const remote: Remote<typeof document> = connect<typeof document>('document@1', {
    project,
    params: () => ({ path, session: newSession(), has: null }),
  })
  remote.opened.catch(() => undefined)
  remote.onState((next, opened, failure) => {
    if (next === 'open' && opened) {
      // Another history, after a loss: nothing that was known of the old one holds.
      if (answer && answer.lineage !== opened.lineage) timeline = overview = []
      answer = opened
      status = opened.status
      head = opened.head
      pieces = []
      sessions.clear()
      parts.clear()
      state = 'open'
      arriving = Promise.withResolvers()
      underWay.set(opened.from, arriving.promise)
      arrived()
      survey()
    } else if (next === 'waiting') state = 'waiting'
    else if (next === 'closed') {
      state = 'failed'
      error = failure ?? null
    }
    if (arriving && answer && state !== 'open') {
      arriving.resolve(fetchText(answer.from))
      arriving.promise.catch(() => undefined)
      arriving = null
    }
    changed()
  })
  remote.on('text', bytes => {
    pieces.push(utf8(bytes))
    arrived()
  })
  remote.on('session', ({ index, session }) => void sessions.set(index, session))
  remote.on('part', bytes => parts.add(bytes))
  remote.on('changed', bytes => {
    const { version, session, changes: encoded } = decodeChanged(parts.finish(bytes))
    const changes = decodeChanges(encoded)
    head = version
    // Whoever follows the newest text need not ask for it.
    const before = kept.get(version - 1)
    if (before?.length === changes.length) kept.set(version, changes.apply(before))
    write({ version, session: sessions.get(session) ?? '', changes })
    changed()
  })
  remote.on('moved', ({ path: to }) => {
    path = to
    changed()
  })
  remote.on('status', next => {
    status = next
    changed()
  })
  remote.on('presence', ({ people }) => {
    for (const { session, user } of people) users.set(session, user)
    given(people)
    changed()
  })

  function arrived(): void {
    if (!answer || !arriving || pieces.reduce((sum, piece) => sum + piece.length, 0) < answer.length) return
    const text = textOf(pieces.join(''))
    kept.set(answer.from, text)
    underWay.delete(answer.from)
    arriving.resolve(text)
    arriving = null
    pieces = []
  }

  /** Continues the newest burst, or begins another, as the server would. */
  function write({ version, session, changes }: { version: number; session: string; changes: ChangeSet }): void {
    let inserted = 0
    let deleted = 0
    changes.iterChangedRanges((fromA, toA, fromB, toB) => {
      inserted += toB - fromB
      deleted += toA - fromA
    })
    const time = now()
    const user = users.get(session) ?? timeline.find(burst => burst.session === session)?.user ?? { id: session, name: session }
    const one: Burst = { first: version, last: version, session, user, time, inserted, deleted, colour: inks.get(user.id) ?? 0 }
    timeline = goOn(timeline, one)
    if (overview.length > 0) overview = goOn(overview, one)
  }
  function goOn(known: Timeline, one: Burst): Timeline {
    const [newest, ...older] = known
    const continues =
      newest?.last === one.first - 1 &&
      newest.session === one.session &&
      one.time - newest.time <= pause &&
      one.first - newest.first < longestBurst
    if (!continues) return addBursts(known, [one])
    return [{ ...one, first: newest.first, inserted: newest.inserted + one.inserted, deleted: newest.deleted + one.deleted }, ...older]
  }

  /** Inks as the document gives them. Programs and parts of the server have none. */
  function given(all: readonly { user: { id: string }; colour: number }[]): void {
    const fresh = all.filter(({ user, colour }) => colour > 0 && inks.get(user.id) !== colour)
    if (fresh.length > 0) inks = new Map([...inks, ...fresh.map(({ user, colour }) => [user.id, colour] as const)])
  }

  /** Asks for what the track is drawn from. Without it the track shows what is known otherwise. */
  function survey(): void {
    void ask(() => remote.call('timeline', { buckets: trackParts })).then(
      answered => {
        overview = since(answered.bursts, Math.max(1, answered.first))
        given(overview)
        changed()
      },
      () => undefined,
    )
  }

  function take(answered: { bursts: readonly Burst[]; first: number; forgotten: readonly Forgotten[] }): void {
    first = Math.max(1, answered.first)
    forgotten = answered.forgotten
    timeline = since(addBursts(timeline, answered.bursts), first)
    overview = since(overview, first)
    given(answered.bursts)
    changed()
  }

  /** A call that a lost connection left without an answer is made again; it changes nothing. */
  async function ask<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call()
      } catch (failure) {
        if (errorBody(failure).code !== 'unknown_outcome' || state === 'failed') throw failure
      }
    }
  }
  async function fetchText(version: number): Promise<Text> {
    const read: string[] = []
    let offset = 0
    for (;;) {
      const at = offset
      const piece = utf8(await ask(() => remote.call('text', { version, offset: at })))
      read.push(piece)
      offset += piece.length
      // Shorter by one where a character would have been cut.
      if (piece.length < pieceLength - 1) break
    }
    const text = textOf(read.join(''))
    kept.set(version, text)
    return text
  }

  let learning: Promise<void> = Promise.resolve()
  return {
    get path() {
      return path
    },
    get first() {
      return first
    },
    get forgotten() {
      return forgotten
    },
    get state() {
      return state
    },
    get error() {
      return error
    },
    get head() {
      return head
    },
    get status() {
      return status
    },
    get lineage() {
      return answer && { lineage: answer.lineage, epoch: answer.epoch }
    },
    get timeline() {
      return timeline
    },
    get overview() {
      return overview
    },
    get inks() {
      return inks
    },
    textAt(version) {
      const known = kept.get(version)
      if (known) return Promise.resolve(known)
      if (version === 0) return Promise.resolve(textOf(''))
      const waiting = underWay.get(version)
      if (waiting) return waiting
      const coming = fetchText(version).finally(() => underWay.delete(version))
      underWay.set(version, coming)
      return coming
    },
    learn(before) {
      // One after the other: what one brings often spares the next.
      learning = learning
        .catch(() => undefined)
        .then(async () => {
          if (state === 'failed') throw new StoaError(error ?? { code: 'closed', message: `${path} is closed.` })
          if (before < first || burstAt(timeline, before)) return
          take(await ask(() => remote.call('versions', { before })))
        })
      return learning
    },
    async blame(version) {
      const runs: Blame[number][] = []
      for (let from: number | null = 1; from !== null;) {
        const line: number = from
        const answered: { runs: Blame; next: number | null } = await ask(() => remote.call('blame', { version, from: line }))
        runs.push(...answered.runs)
        from = answered.next
      }
      return runs
    },
    async forget(before) {
      await remote.call('forget', { before })
      take(await ask(() => remote.call('versions', {})))
    },
    close: () => remote.close(),
  }
}
