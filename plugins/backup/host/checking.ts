import type { Stop } from '@stoa/sdk/contract'
import type { Clock, Log, ProjectFolders, TableOf } from '@stoa/sdk/host'
import type { snapshotHealth } from '../tables.ts'

const hour = 3_600_000
/** What was checked so long ago is checked again, in milliseconds. */
const good = 7 * 24 * hour

/** Reads all that is kept of one project and answers how many packs were damaged; null while another host changes it. */
export type Check = (project: string) => Promise<number | null>

/** Checks, every hour, what is kept of that project of this machine whose last check is longest ago, if that is a week or more. */
export function checkKept({
  folders,
  health,
  check,
  clock,
  log,
}: {
  folders: Pick<ProjectFolders, 'list'>
  health: TableOf<typeof snapshotHealth>
  check: Check
  clock: Clock
  log: Log
}): Stop {
  let last: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    const here = new Set(await folders.list())
    let oldest: { project: string; verified: number } | undefined
    for await (const { project, verified = 0, kept } of health.scan({ all: 'all' }))
      if (here.has(project) && kept !== undefined && (oldest === undefined || verified < oldest.verified)) oldest = { project, verified }
    if (oldest === undefined || clock.now() - oldest.verified < good) return
    const { project } = oldest
    const damaged = await check(project)
    if (damaged === null) return
    if (damaged > 0)
      log.error({ project, damaged }, 'Snapshots of a project were damaged where they are kept. What it still has was sent again.')
    const row = await health.get({ all: 'all', project })
    if (row) await health.put({ ...row, verified: clock.now(), damaged })
  }

  const stopTimer = clock.every(hour, () => {
    last = last.then(look).catch((failure: unknown) => log.error({ failure: String(failure) }, 'Kept snapshots could not be checked.'))
  })
  return async () => {
    await stopTimer()
    await last
  }
}
