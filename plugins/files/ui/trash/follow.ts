import type { Remote, Stop } from '@stoa/sdk/contract'
import type { Trashed, files } from '../../contract.ts'

/** The trash as it is known here; another value at each change. Null until the first of it is here. */
export type TrashKnown = { readonly list: readonly Trashed[] | null; readonly total: number; readonly error: string | null }

/** The whole trash, live. It is shown as it comes the first time, and after that when all of it is here, so that nothing goes and comes back. */
export function followTrash({ remote, changed }: { remote: Pick<Remote<typeof files>, 'call' | 'on' | 'onState'>; changed(): void }): {
  readonly known: TrashKnown
  stop(): void
} {
  let known: TrashKnown = { list: null, total: 0, error: null }
  let complete = false
  let loading = false
  let again = false
  let stopped = false

  function show(next: TrashKnown): void {
    if (stopped) return
    known = next
    changed()
  }

  async function loadOnce(): Promise<void> {
    let list: Trashed[] = []
    let after: string | undefined
    do {
      const page = await remote.call('trash', { ...(after !== undefined && { after }) })
      list = [...list, ...page.trashed]
      after = page.next
      if (!complete || after === undefined) show({ list, total: page.total, error: null })
    } while (after !== undefined && !stopped)
    complete = true
  }

  /** News while it is asked for means that it is asked for once more. */
  async function load(): Promise<void> {
    again = loading
    if (loading) return
    loading = true
    try {
      do {
        again = false
        await loadOnce()
      } while (again && !stopped)
    } catch (failure) {
      show({ ...known, error: (failure as Error).message })
    } finally {
      loading = false
    }
  }

  const stops: Stop[] = [remote.on('trash', () => void load()), remote.onState(state => void (state === 'open' && load()))]
  void load()
  return {
    get known() {
      return known
    },
    stop() {
      stopped = true
      for (const stop of stops) void stop()
    },
  }
}
