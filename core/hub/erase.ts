import type { Stop } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { ProjectHosts } from '@stoa/core/host'
import type { Registry } from '@stoa/core/registry'

const hour = 3_600_000

/** Removes for good, files first, what was deleted 7 days ago (P-4): now and every hour. What fails is tried again an hour later. */
export function eraseWhenDue({
  registry,
  host,
  eraseKept,
  clock,
  log,
}: {
  registry: Registry
  host: Pick<ProjectHosts, 'erase'>
  /** Removes what plugins keep of a project elsewhere than in its folder. */
  eraseKept(project: string): Promise<void>
  clock: Clock
  log: Log
}): Stop {
  let last = Promise.resolve()
  async function look(): Promise<void> {
    for (const { project } of await registry.projects.due()) {
      try {
        await host.erase(project)
        await eraseKept(project)
        await registry.projects.erase(project)
        log.info({ project }, 'A project that was deleted 7 days ago was removed for good.')
      } catch (failure) {
        log.error({ project, failure: String(failure) }, 'A deleted project could not be removed.')
      }
    }
  }
  function lookSoon(): void {
    last = last.then(look).catch((failure: unknown) => log.error({ failure: String(failure) }, 'Deleted projects could not be looked for.'))
  }
  const stop = clock.every(hour, lookSoon)
  lookSoon()
  return async () => {
    await stop()
    await last
  }
}
