import type { Caller, Serve, Stop } from '@stoa/sdk/contract'
import type { Clock, Documents } from '@stoa/sdk/project'
import { comments as contract } from '../../comments.ts'
import { openMargin, type Margin } from './margin.ts'

type Open = { readonly margin: Promise<Margin>; readonly viewers: Set<Caller<typeof contract>> }

/** Answers `latex-comments@1`. A text and its comments are held open while somebody looks at them. */
export function serveComments({ serve, documents, clock }: { serve: Serve; documents: Documents; clock: Clock }): Stop {
  const open = new Map<string, Open>()
  const enter = (path: string): Open => {
    const known = open.get(path)
    if (known) return known
    const viewers: Open['viewers'] = new Set()
    const margin = openMargin({ path, documents, clock, changed: threads => served.emit('threads', { threads: [...threads] }, viewers) })
    const entry = { margin, viewers }
    open.set(path, entry)
    margin.catch(() => open.delete(path))
    return entry
  }
  const of = ({ params }: Caller<typeof contract>) => enter(params.path).margin
  const served = serve(
    contract,
    {
      async add({ after, ...thread }, caller) {
        const margin = await of(caller)
        if (after && after.seq > 0) await margin.seen(after)
        return { id: await margin.add({ ...thread, by: caller.user.name }) }
      },
      async reply(note, caller) {
        await (await of(caller)).reply({ ...note, by: caller.user.name })
        return {}
      },
      async accept({ id, after }, caller) {
        const margin = await of(caller)
        if (after && after.seq > 0) await margin.seen(after)
        await margin.accept({ id, by: caller.user.name })
        return {}
      },
      async close({ id }, caller) {
        await (await of(caller)).close({ id, by: caller.user.name })
        return {}
      },
      async reopen({ id }, caller) {
        await (await of(caller)).reopen(id)
        return {}
      },
    },
    {
      async opened(caller) {
        const { margin, viewers } = enter(caller.params.path)
        viewers.add(caller)
        return { threads: [...(await margin).threads] }
      },
      async closed(caller) {
        const entry = open.get(caller.params.path)
        if (!entry) return
        entry.viewers.delete(caller)
        if (entry.viewers.size > 0) return
        open.delete(caller.params.path)
        await entry.margin.then(margin => margin.stop()).catch(() => undefined)
      },
    },
  )
  return async () => {
    await served.stop()
    for (const { margin } of open.values()) await margin.then(one => one.stop()).catch(() => undefined)
  }
}
