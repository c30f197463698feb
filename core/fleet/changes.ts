import { randomUUID } from 'node:crypto'
import { table, type Store } from '@stoa/core/store'
import type { Stop } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/hub'

/** What one hub did that others may have open: a project's facts or people, or who is signed in (by a hash of the sign-in, an account, or a key). */
export type HubChange = { readonly project: string } | { readonly signIn: string } | { readonly account: string } | { readonly key: string }

/** Where hubs leave word for each other, for two minutes, by the tens of seconds in which it was left. */
export const hubChanges = table({
  name: 'hub_changes',
  partition: ['slot'],
  cluster: ['id'],
  columns: { slot: 'int', id: 'text', hub: 'text', change: 'json' },
  ttl: 120,
})

/** Word from hub to hub. */
export type Changes = {
  tell(change: HubChange): void
  onChange(listener: (change: HubChange) => void): Stop
  stop(): Promise<void>
}

const slotMs = 10_000
/** How often a hub looks; others know of a change after this and a little more. */
const every = 2_000
/** How far the clocks of two hubs may differ, in slots. */
const apart = 2

/** Leaves word in the store, and looks for that of other hubs. */
export function watchChanges({ store, clock, log }: { store: Store; clock: Pick<Clock, 'now' | 'after'>; log: Log }): Changes {
  const rows = store.table(hubChanges)
  const hub = randomUUID()
  const listeners = new Set<(change: HubChange) => void>()
  /** What was read already, by the slot in which it lay. */
  const known = new Map<string, number>()
  const writing = new Set<Promise<void>>()
  const slotNow = () => Math.floor(clock.now() / slotMs)
  let stopTimer: Stop | null = null
  let stopped = false
  let looking = Promise.resolve()

  async function look({ quietly }: { quietly: boolean }): Promise<void> {
    const now = slotNow()
    for (let slot = now - apart; slot <= now + apart; slot++) {
      for await (const { id, hub: from, change } of rows.scan({ slot })) {
        if (known.has(id)) continue
        known.set(id, slot)
        if (from !== hub && !quietly) for (const listener of [...listeners]) listener(change as HubChange)
      }
    }
    for (const [id, slot] of known) if (slot < now - 2 * apart) known.delete(id)
  }
  function lookAgain(quietly: boolean): void {
    looking = look({ quietly })
      .catch((failure: unknown) => log.warn({ failure: String(failure) }, 'What other hubs changed could not be read. It is tried again.'))
      .then(() => {
        if (!stopped) stopTimer = clock.after(every, () => lookAgain(false))
      })
  }
  // What was changed before this hub had anything open is no news to it.
  lookAgain(true)

  return {
    tell(change) {
      const written = rows
        .put({ slot: slotNow(), id: randomUUID(), hub, change })
        .catch((failure: unknown) => log.warn({ failure: String(failure) }, 'Other hubs could not be told of a change.'))
        .finally(() => writing.delete(written))
      writing.add(written)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async stop() {
      stopped = true
      await stopTimer?.()
      await Promise.all([looking, ...writing])
    },
  }
}
