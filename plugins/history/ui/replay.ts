import type { ChangeSet } from '@codemirror/state'
import { StoaError, type Connect } from '@stoa/sdk/contract'
import { chainStart, chainText, decodeChanged, decodeChanges, joinParts, newSession, type document } from '@stoa/sdk/document'
import { errors } from './errors.ts'

/** One version as it was written. */
export type Written = { readonly version: number; readonly session: string; readonly changes: ChangeSet }
/** Which history is meant, as its opening says. */
export type Lineage = { readonly lineage: string; readonly epoch: number }

/** No version can have more in parts. */
const mostBytes = 256 << 20

/**
 * Every version of a document from the first to `to`, in order: `each` takes them as they come. Resolves when all have come; rejects when they
 * cannot come, or with `signal`.
 */
export function replay({
  connect,
  project,
  path,
  of,
  to,
  each,
  signal,
}: {
  connect: Connect
  project: string
  path: string
  of: Lineage
  to: number
  each(written: Written): void
  signal: AbortSignal
}): Promise<void> {
  if (to < 1) return Promise.resolve()
  const nothing: [number, string] = [0, chainText(chainStart(of.lineage))]
  // To have the empty text of version 0 is to have missed everything since, which is then sent.
  const remote = connect<typeof document>('document@1', {
    project,
    params: { path, session: newSession(), has: { ...of, base: nothing, durable: nothing } },
  })
  remote.opened.catch(() => undefined)
  const sessions = new Map<number, string>()
  const parts = joinParts(mostBytes)
  let reached = 0
  return new Promise<void>((resolve, reject) => {
    const fail = (failure: unknown): void => {
      reject(failure as Error)
      remote.close()
    }
    signal.addEventListener('abort', () => fail(signal.reason), { once: true })
    remote.onState((state, answer, error) => {
      // A connection that was lost begins anew, and what came already is not wanted twice.
      if (state === 'open' && answer && (answer.start !== 'changes' || answer.from !== 0 || reached > 0)) fail(errors.replayLost(path))
      else if (state === 'closed' && error) fail(new StoaError(error))
    })
    remote.on('session', ({ index, session }) => void sessions.set(index, session))
    remote.on('part', bytes => parts.add(bytes))
    remote.on('changed', bytes => {
      if (reached >= to) return
      try {
        const { version, session, changes } = decodeChanged(parts.finish(bytes))
        each({ version, session: sessions.get(session) ?? '', changes: decodeChanges(changes) })
        reached = version
      } catch (failure) {
        return fail(failure)
      }
      if (reached < to) return
      resolve()
      remote.close()
    })
  })
}
