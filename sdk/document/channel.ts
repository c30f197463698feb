import type { ChangeSet, Text } from '@codemirror/state'
import { StoaError, type ErrorBody, type Remote } from '@stoa/sdk/contract'
import { arrivingText, type ArrivingText } from './arriving.ts'
import { decodeChanges, textOf } from './changes.ts'
import type { document, DocumentStatus, OpenAnswer, Person } from './contract.ts'
import { decodeChanged, decodeVersion, inParts, joinParts } from './messages.ts'
import { createPatience } from './patience.ts'
import { createPeople } from './people.ts'
import { createReplica } from './replica.ts'
import { createSelections, unmap } from './selections.ts'
import type { RowPatch } from './rows.ts'
import { newSession } from './session.ts'
import { adrift, passing, refusals } from './codes.ts'
import { pageTimer, stateOf, type ChannelOptions, type DocumentState, type Stage } from './view.ts'

type Document = typeof document

/** How soon a channel that the server closed, and selections, are sent again, in milliseconds. */
const reopenAfter = 1_000
const mostBytes = 256 << 20
/** One replica kept in step with the server. */
export type DocumentChannel = ReturnType<typeof openChannel>

/** Keeps one replica in step with the server over a channel: opening, catching up, sending, acknowledging, presence. */
export function openChannel({
  connect,
  project,
  path: first,
  create,
  view,
  difference,
  after = pageTimer,
  replica: given,
  rules,
}: ChannelOptions) {
  const replica = given ?? createReplica({ session: newSession(), rules })
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(() => {})
  const listeners = new Set<() => void>()
  const peopleListeners = new Set<() => void>()
  const people = createPeople({ changed: () => peopleListeners.forEach(listener => listener()) })

  let path = first
  const movedListeners = new Set<(path: string) => void>()
  let remote: Remote<Document>
  let stage: Stage = 'opening'
  let generation = 0
  let error: ErrorBody | null = null
  let status: DocumentStatus = { file: 'clean', saved: 0, editable: false }
  let limit = Number.POSITIVE_INFINITY
  let held = false
  let lost: Text | null = null
  let sessions = new Map<number, string>()
  let told = ''
  const selections = createSelections({
    after,
    tell(ranges) {
      if (stage !== 'open' || opening || queue) return false
      // The server counts in versions: positions go back over what it has not seen.
      const back = waiting().reverse()
      const inVersion = ranges.map(([anchor, head]): [number, number] => [unmap(anchor, back), unmap(head, back)])
      remote.call('presence', { version: replica.version, ranges: inVersion }).catch(() => {})
      return true
    },
  })
  let stopReopen: (() => void) | null = null
  let opening: { answer: OpenAnswer; text: ArrivingText } | null = null
  // What comes while the text is not here, or the library for differences is being loaded, waits for it.
  let queue: (() => void)[] | null = null
  const parts = joinParts(mostBytes)

  const patience = createPatience({ after, ended: () => tell() })
  const state = (): DocumentState => stateOf({ stage, loaded: replica.loaded, status, late: patience.ended })
  function tell(): void {
    patience.look(replica.unacknowledged || replica.durable < replica.version)
    const now = JSON.stringify([state(), error, status, replica.version, replica.durable, replica.unacknowledged])
    if (now === told) return
    told = now
    for (const listener of [...listeners]) listener()
  }
  const waiting = (): ChangeSet[] => [replica.inFlight?.changes, replica.pending].filter((one): one is ChangeSet => one != null)
  const here = () => ({ session: replica.session, version: replica.version, waiting: waiting(), length: view.text.length })

  function show(changes: ChangeSet, session: string): void {
    if (changes.empty) return
    view.apply(changes, session)
    people.moved(changes, session)
  }

  function send(): void {
    if (stage !== 'open' || held || opening || queue) return
    const edit = replica.next()
    if (!edit) return
    const mine = generation
    const { ahead, last } = inParts(edit.body)
    for (const part of ahead) remote.call('part', part).catch(() => {})
    remote.call('edit', last).then(
      answer => {
        if (mine !== generation) return
        error = null
        const version = decodeVersion(answer)
        take(() => arrived(version, replica.session, edit.sequence, null))
      },
      (thrown: unknown) => {
        if (mine !== generation || stage === 'closed') return
        const code = thrown instanceof StoaError ? thrown.code : 'internal'
        if (code === 'unknown_outcome' || code === 'channel_closed') return
        error = { code, message: (thrown as Error).message }
        if (refusals.has(code)) {
          replica.refused()
          held = code !== 'too_large'
          if (held && code !== 'bad_edit') status = { ...status, editable: false }
          tell()
        } else reopen()
      },
    )
  }

  function arrived(version: number, session: string, sequence: number, changes: Uint8Array | null): void {
    if (changes === null && replica.inFlight?.sequence !== sequence) return
    replica.arrived({ version, session, sequence, changes: changes && { decoded: decodeChanges(changes), encoded: changes } })
    for (let step = replica.step(); step; step = replica.step()) if (step.changes) show(step.changes, step.session)
    people.reached(here())
    send()
    tell()
  }

  /** Runs now, or after what has to be loaded first. What doesn't fit the text here ends the document with a sentence: nothing may be shown on top of it. */
  function take(work: () => void): void {
    if (queue) return void queue.push(work)
    try {
      work()
    } catch (fault) {
      adriftBy(fault as Error)
    }
  }
  function adriftBy(fault: Error): void {
    remote.close()
    fail(adrift(path, fault))
  }

  function fail(why: ErrorBody | null): void {
    stage = 'failed'
    error = why
    reset()
    ready.reject(new StoaError(why ?? { code: 'closed', message: `The document ${path} was closed.` }))
    tell()
  }

  function opened(answer: OpenAnswer): void {
    stage = 'open'
    held = false
    status = answer.status
    limit = answer.limit
    if (answer.start === 'text') {
      queue = []
      opening = { answer, text: arrivingText({ length: answer.length, whole: loaded, failed: adriftBy }) }
      if (answer.length === 0) loaded('')
    } else {
      if (answer.start === 'rollback') {
        const { from: common, sequence, epoch, head } = answer
        show(replica.rollBack({ common, sequence, epoch, head }), '')
      } else replica.continued(answer.head)
      begin(answer)
    }
    tell()
  }

  function begin(answer: OpenAnswer): void {
    replica.settled(answer.durable)
    told = ''
    selections.again()
    send()
    tell()
    ready.resolve()
  }

  function loaded(string: string): void {
    const { answer } = opening!
    const late = queue!
    opening = queue = null
    const text = textOf(string)
    const at = { version: answer.from, chain: answer.chain, lineage: answer.lineage, epoch: answer.epoch, head: answer.head }
    if (!replica.loaded) {
      replica.load(text, at)
      view.load(text)
      begin(answer)
      late.forEach(take)
      return
    }
    const mine = generation
    const waitingFor: (() => void)[] = []
    queue = waitingFor
    void difference().then(find => {
      if (queue !== waitingFor) return
      queue = null
      if (mine !== generation) return
      lost = replica.confirmedText()
      show(replica.replace(text, at, { session: newSession(), difference: find }), '')
      // The server knows this channel under the old session; the new one opens its own.
      reopen(0)
    })
  }

  function reset(): void {
    generation++
    replica.lost()
    parts.clear()
    opening?.text.stop()
    opening = null
    queue = null
    sessions = new Map()
    people.clear()
  }

  function reopen(delay = reopenAfter): void {
    stage = 'waiting'
    reset()
    const old = remote
    remote = undefined as never
    old.close()
    tell()
    stopReopen?.()
    stopReopen = after(delay, () => {
      stopReopen = null
      if (stage !== 'closed') connectAnew()
    })
  }

  function connectAnew(): void {
    const mine = connect<Document>('document@1', {
      project,
      params: () => ({ path, session: replica.session, has: replica.has(), packed: true, ...(create && !replica.loaded && { create }) }),
    })
    remote = mine
    const hear: typeof mine.on = (name, work) =>
      mine.on(name, body => {
        if (remote === mine && stage !== 'closed') work(body)
      })
    hear('text', body => opening?.text.piece(body))
    hear('packed', body => opening?.text.packed(body))
    hear('session', ({ index, session }) => void sessions.set(index, session))
    hear('part', body => parts.add(body))
    hear('changed', body => {
      const { version, session, sequence, changes } = decodeChanged(parts.finish(body))
      take(() => arrived(version, sessions.get(session)!, sequence, changes))
    })
    hear('durable', ({ version }) =>
      take(() => {
        replica.settled(version)
        replica.rests(() => view.text)
        tell()
      }),
    )
    hear('status', body => {
      if (body.editable && !status.editable) held = false
      status = body
      send()
      tell()
    })
    hear('moved', body => {
      path = body.path
      for (const listener of [...movedListeners]) listener(path)
    })
    hear('presence', body => take(() => people.heard(body, here())))
    mine.onState((channel, answer, why) => {
      if (remote !== mine || stage === 'closed') return
      if (channel === 'open') {
        reset()
        opened(answer!)
      } else if (channel === 'waiting') {
        stage = replica.loaded ? 'waiting' : 'opening'
        reset()
        tell()
      } else if (channel === 'closed') {
        if (replica.loaded && why && passing.has(why.code)) return reopen()
        fail(why ?? null)
      }
    })
  }

  /** Resolves when something is so; rejects when the document is closed before, and says that it was `before` what. */
  function when(holds: () => boolean, before: string): Promise<void> {
    if (holds()) return Promise.resolve()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = (): void => {
      if (holds()) resolve()
      else if (stage === 'closed' || stage === 'failed')
        reject(new StoaError(error ?? { code: 'closed', message: `The document ${path} was closed before ${before}.` }))
      else return
      listeners.delete(look)
    }
    listeners.add(look)
    look()
    return promise
  }

  connectAnew()

  return {
    ready: ready.promise,
    get state() {
      return state()
    },
    get error() {
      return error
    },
    get status() {
      return status
    },
    get limit() {
      return limit
    },
    /** Where the file is now. */
    get path() {
      return path
    },
    onMoved(listener: (path: string) => void): () => void {
      movedListeners.add(listener)
      return () => void movedListeners.delete(listener)
    },
    get session() {
      return replica.session
    },
    get version() {
      return replica.version
    },
    get durable() {
      return replica.durable
    },
    get unacknowledged() {
      return replica.unacknowledged
    },
    get lost() {
      return lost
    },
    /** The replica's work, for storing. */
    record: () => replica.record(),
    /** Something was changed here; the view shows it already. */
    edit(changes: ChangeSet): void {
      replica.edit(changes)
      people.moved(changes, null)
      if (held && status.editable) held = false
      send()
      tell()
    },
    /** Number of the last edit made here, sent or not. */
    lastEdit: (): { session: string; seq: number } => ({ session: replica.session, seq: replica.sequence + (replica.pending ? 1 : 0) }),
    /** Shows the others where the selections are, or that there are none. */
    select: (ranges: Person['ranges']): void => selections.set(ranges ?? []),
    /** Resolves when everything made here up to now is acknowledged; rejects if the document was closed before. */
    acknowledged: (): Promise<void> => when(() => !replica.unacknowledged, 'its changes were taken'),
    /** Patches rows (`rows.ts`); answers the version that has it. Waits while the server can't be reached, and asks again after a loss. */
    async patchRows(input: { keys: string[]; patches: RowPatch[] }): Promise<number> {
      for (;;) {
        await when(() => stage === 'open' && !opening && !queue, 'its rows were changed')
        try {
          return (await remote.call('rows', input as never)).version
        } catch (thrown) {
          const code = thrown instanceof StoaError ? thrown.code : 'internal'
          if (code !== 'unknown_outcome' && code !== 'channel_closed' && !passing.has(code)) throw thrown
        }
      }
    },
    /** Makes the file contain everything made here up to now. */
    async save(): Promise<void> {
      await this.acknowledged()
      if (stage !== 'open')
        throw new StoaError({
          code: 'offline',
          message: `${path} can't be saved while the server can't be reached. What you typed is kept.`,
        })
      const answer = await remote.call('save', { version: replica.version })
      status = { ...status, saved: Math.max(status.saved, answer.version) }
      tell()
    },
    get people() {
      return people.list
    },
    onPeople(listener: () => void): () => void {
      peopleListeners.add(listener)
      return () => void peopleListeners.delete(listener)
    },
    onState(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close(): void {
      if (stage === 'closed') return
      stage = 'closed'
      generation++
      patience.look(false)
      selections.stop()
      stopReopen?.()
      remote?.close()
      ready.reject(new StoaError({ code: 'closed', message: `The document ${path} was closed.` }))
      tell()
    },
  }
}
