import { randomBytes } from 'node:crypto'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/hub'
import { StoreError, type Store } from '@stoa/core/store'
import { sighted, silent, type HostRow, type Load, type Sighting, type Terms } from './rules.ts'
import { hostNames, hosts } from './tables.ts'

/** This machine among the others: its row, renewed for as long as it may run projects. */
export type Session = {
  /** The row as written last; null while it has none: it is joining, or was taken for dead. */
  readonly row: HostRow | null
  /** Until when, on this machine's steady clock, what runs under its leases may serve. */
  readonly until: number
  /** Takes no more projects from now on; those here go on. */
  drain(): Promise<void>
  /** Resolves once it has a row. */
  joined(): Promise<void>
  /** Nothing is running here any more: says so, so that nobody waits for this machine. */
  leave(): Promise<void>
}

export type SessionOptions = {
  store: Store
  terms: Terms
  clock: Pick<Clock, 'after' | 'now'>
  /** Milliseconds of steady time, comparable in all processes of this machine. */
  time(): number
  log: Log
  host: string
  /** Where hubs reach this machine's door. */
  url: string
  load(): Load
  /** The leases are good until then. */
  renewed(until: number): void
  /** Everything that runs here under this session must end, and has when this resolves. */
  lost(): Promise<void>
}

/**
 * Joins, renews and, once another has declared this machine dead or its term is over without a renewal, lets everything go and joins anew. A machine
 * that was killed and started again waits until its own old row has been silent for long enough: something of it may still be running.
 */
export function openSession(options: SessionOptions): Session {
  const { store, terms, clock, time, log, host, url, load } = options
  const rows = store.table(hosts)
  const started = stops()
  let row: HostRow | null = null
  let until = 0
  let state = 'alive'
  let stopped = false
  let sighting: Sighting | undefined
  let stopTimer: Stop | null = null
  let waiting: (() => void)[] = []
  let turn: Promise<void> = Promise.resolve()
  let quiet = false
  started.add(() => void stopTimer?.())

  const stepAfter = (ms: number): void => {
    void stopTimer?.()
    if (!stopped) stopTimer = clock.after(ms, () => void step())
  }
  /** One thing at a time: a renewal under way is done with before the next, or before leaving. */
  function step(): Promise<void> {
    turn = turn.then(async () => {
      if (stopped) return
      try {
        if (row === null) await join()
        else await renew(row)
        quiet = false
      } catch (failure) {
        if (!(failure instanceof StoreError)) throw failure
        if (!quiet) log.warn({ failure: failure.message }, 'This machine could not renew its leases. It tries again.')
        quiet = true
      }
      if (row !== null && time() >= until) await lose('This machine could not renew its leases in time and lets its projects go.')
      stepAfter(row === null ? terms.beat / 2 : Math.max(1, Math.min(terms.beat, until - time())))
    })
    return turn
  }

  async function join(): Promise<void> {
    await store.table(hostNames).put({ all: 'all', host })
    const found = await rows.get({ host })
    if (found && found.state !== 'dead') {
      if (!sighting)
        log.warn(
          { host },
          `A machine named ${host} has not left: it was ended a moment ago, or there are two of that name. This one waits for its silence.`,
        )
      sighting = sighted({ before: sighting, row: found, now: time() })
      if (!silent({ sighting, now: time(), terms })) return
    }
    const sent = time()
    const mine: HostRow = {
      host,
      session: randomBytes(12).toString('base64url'),
      state,
      url,
      secret: randomBytes(32).toString('base64url'),
      load: load(),
      started: clock.now(),
      version: (found?.version ?? 0) + 1,
    }
    const { applied } = await rows.putIf(mine, { when: found ? { version: found.version } : 'absent' })
    if (!applied) return
    begin(mine, sent)
    const those = waiting
    waiting = []
    for (const resolve of those) resolve()
  }

  async function renew(mine: HostRow): Promise<void> {
    const sent = time()
    const renewal: HostRow = { ...mine, state, load: load(), version: mine.version + 1 }
    let outcome
    try {
      outcome = await rows.putIf(renewal, { when: { version: mine.version } })
    } catch (failure) {
      // Whether it was done nobody knows: what stands there now is read before the next one.
      const found = await rows.get({ host })
      if (found?.session === mine.session && found.state !== 'dead') row = found
      throw failure
    }
    if (outcome.applied) begin(renewal, sent)
    else if (outcome.found?.session === mine.session && outcome.found.state !== 'dead') row = outcome.found
    else await lose('This machine was silent for too long and was taken for dead. It lets its projects go.')
  }
  /** What was sent at `sent` is written: the term counts from before anybody can have seen it. */
  function begin(mine: HostRow, sent: number): void {
    row = mine
    until = sent + terms.term
    options.renewed(until)
  }
  async function lose(sentence: string): Promise<void> {
    row = null
    sighting = undefined
    log.error({ host }, sentence)
    await options.lost()
  }

  void step()
  return {
    get row() {
      return row !== null && time() < until ? row : null
    },
    get until() {
      return until
    },
    async drain() {
      state = 'draining'
      await step()
    },
    joined: () => (row !== null ? Promise.resolve() : new Promise<void>(resolve => waiting.push(resolve))),
    async leave() {
      stopped = true
      await started.stop()
      await turn
      const mine = row
      row = null
      if (mine === null) return
      try {
        await rows.putIf({ ...mine, state: 'dead', version: mine.version + 1 }, { when: { version: mine.version } })
      } catch (failure) {
        log.warn({ failure: String(failure) }, 'This machine could not say that it leaves. Others find out by its silence.')
      }
    },
  }
}
