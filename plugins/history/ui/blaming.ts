import type { Connect } from '@stoa/sdk/contract'
import { createBlame, type LineOwner } from './blame.ts'
import { errors } from './errors.ts'
import type { Reader } from './reader.ts'
import { replay } from './replay.ts'
import { burstAt } from './timeline.ts'

/** Who wrote each line of a version, or how far that is known. */
export type Blamed =
  | { readonly state: 'off' }
  | { readonly state: 'reading'; readonly reached: number; readonly to: number }
  | { readonly state: 'known'; readonly version: number; readonly owners: readonly LineOwner[] }
/** Finds out who wrote each line of one version after another. */
export type Blaming = {
  readonly blamed: Blamed
  /** Begins with the versions up to `to`; what was begun before is given up. */
  begin(reader: Reader, to: number): Promise<void>
  end(): void
}

/** Progress is told at most each so many versions. */
const tellEach = 5_000

/** `changed` is called when more is known, `refused` with what went wrong. */
export function createBlaming({
  connect,
  project,
  changed,
  refused,
}: {
  connect: Connect
  project: string
  changed(): void
  refused(failure: unknown): void
}): Blaming {
  let blamed: Blamed = { state: 'off' }
  let stop = new AbortController()

  function end(): void {
    stop.abort()
    blamed = { state: 'off' }
  }
  async function owners(reader: Reader, to: number, signal: AbortSignal): Promise<readonly LineOwner[]> {
    const blame = createBlame()
    await replay({
      connect,
      project,
      path: reader.path,
      of: reader.lineage!,
      to,
      signal,
      each({ version, session, changes }) {
        blame.apply(changes, { version, session })
        if (version % tellEach !== 0) return
        blamed = { state: 'reading', reached: version, to }
        changed()
      },
    })
    return blame.owners
  }

  return {
    get blamed() {
      return blamed
    },
    end,
    async begin(reader, to) {
      end()
      if (!reader.lineage) return
      stop = new AbortController()
      const { signal } = stop
      blamed = { state: 'reading', reached: 0, to }
      changed()
      try {
        await reader.learn(to)
        if (reader.first > 1) throw errors.writersForgotten(reader.path, reader.first)
        const found = await owners(reader, to, signal)
        if (signal.aborted) return
        blamed = { state: 'known', version: to, owners: found }
        changed()
        // Names and times come with the bursts that the lines are from.
        for (const version of new Set(found.map(owner => owner.version))) {
          if (signal.aborted) return
          if (!burstAt(reader.timeline, version)) await reader.learn(version)
        }
      } catch (failure) {
        if (signal.aborted) return
        end()
        refused(failure)
      }
    },
  }
}
