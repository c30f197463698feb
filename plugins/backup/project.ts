import { join } from 'node:path'
import { StoaError, atLeast, type Stop } from '@stoa/sdk/contract'
import { Clock, Files, Log, Routes, projectPart } from '@stoa/sdk/project'
import { snapshots } from './contract.ts'
import { errors } from './project/errors.ts'
import { openRepository, type Repository, type Snapshot } from './project/repository.ts'
import { restore } from './project/restore.ts'
import { createPrograms } from './project/run.ts'
import { entriesOf, entryAt } from './project/tree.ts'

/** How often a project is looked at, in milliseconds; one that nobody changed costs a walk over its files. */
const interval = 5 * 60_000
/** The longest that a snapshot may take when the project stops, in milliseconds. */
const longestLast = 4_000
const shown = ({ id, time, partial, raced }: Snapshot) => ({ id, time, partial, raced })

/** A path as the contract has it: no empty parts, no dots. */
function checked(path: string): string {
  if (path !== '' && (path.includes('\0') || path.split('/').some(part => part === '' || part === '.' || part === '..')))
    throw errors.pathInvalid(path)
  return path
}

/** Takes snapshots of the project with bup every five minutes if something changed, and on demand; shows and restores them. */
export default projectPart({
  needs: { files: Files, clock: Clock, log: Log, routes: Routes },
  start({ files, clock, log, routes, serve }): Stop {
    const folder = join(files.root, '.stoa', 'bup')
    const programs = createPrograms(folder)
    let opened: Promise<Repository> | undefined
    let last: Promise<unknown> = Promise.resolve()
    /** One thing at a time; the repository is opened when it is first needed. */
    function turn<T>(work: (repository: Repository) => Promise<T>): Promise<T> {
      const next = last.then(async () => {
        opened ??= openRepository({ root: files.root, folder, programs, clock })
        opened.catch(() => (opened = undefined))
        return work(await opened)
      })
      last = next.catch(() => undefined)
      return next
    }
    async function take(repository: Repository): Promise<Snapshot | null> {
      const made = await repository.take()
      if (made) served.emit('changed', {})
      await repository.tidy()
      return made
    }
    const found = async (repository: Repository, snapshot: string, path: string) => {
      const { tree } = await repository.find(snapshot)
      const entry = await entryAt({ programs, tree, path: checked(path) })
      if (entry === undefined) throw errors.notInIt({ snapshot, path })
      return entry
    }

    const served = serve(snapshots, {
      list: () => turn(async repository => ({ snapshots: (await repository.list()).map(shown) })),
      take: () =>
        turn(async repository => {
          const made = await take(repository)
          return { made: made && shown(made) }
        }),
      browse: ({ snapshot, path }) =>
        turn(async repository => {
          const entry = await found(repository, snapshot, path)
          if (entry.kind !== 'folder') throw errors.notFolder(path)
          const entries = await entriesOf(programs, entry.object)
          return {
            entries: entries
              .filter(({ name }) => path !== '' || name !== '.stoa')
              .map(({ name, kind, size }) => ({ name, kind, ...(kind !== 'folder' && { size }) })),
          }
        }),
      restore: ({ snapshot, path }, caller) =>
        turn(async repository => {
          if (path === '' && !atLeast(caller.role, 'owner')) throw errors.ownersOnly()
          const from = await repository.find(snapshot)
          await found(repository, snapshot, path)
          // Without letting go of old ones: this may be what is restored.
          const made = await repository.take()
          if (made) served.emit('changed', {})
          const before = made ?? (await repository.list())[0]
          const replaced = before && (await entryAt({ programs, tree: before.tree, path }))
          await restore({ files, folder, programs, repository, snapshot: from, path: checked(path) })
          return { before: replaced ? before.id : null }
        }),
    })
    const stopRoutes = routes.serve(snapshots, {
      async content({ path }) {
        const [snapshot = '', ...rest] = path.split('/')
        const object = await turn(async repository => {
          const entry = await found(repository, snapshot, rest.join('/'))
          if (entry.kind !== 'file') throw errors.notFile(rest.join('/'))
          if (!(await repository.whole(entry.object))) throw errors.damaged(snapshot)
          return entry
        })
        const { output, ended } = programs.stream(['bup', 'join', object.object])
        ended.then(
          ({ code }) => code !== 0 && output.destroy(errors.damaged(snapshot)),
          () => undefined,
        )
        return {
          status: 200,
          headers: {
            'content-type': 'application/octet-stream',
            'content-length': String(object.size),
            'content-disposition': 'attachment',
          },
          body: output,
        }
      },
    })
    const stopTimer = clock.every(interval, () => {
      turn(take).catch((failure: unknown) => {
        if (failure instanceof StoaError) log.warn({ code: failure.code }, failure.message)
        else log.error({ failure: String(failure) }, 'A snapshot could not be taken.')
      })
    })
    /** What was done since the last one is kept, too, if that takes no longer than a stop may. */
    async function takeLast(): Promise<void> {
      const tooLate = clock.after(longestLast, () => void programs.stop())
      await turn(repository => repository.take()).catch((failure: unknown) =>
        log.info({ failure: String(failure) }, 'No snapshot was taken at the end.'),
      )
      await tooLate()
    }
    return async () => {
      await stopTimer()
      await stopRoutes()
      await takeLast()
      await served.stop()
      await programs.stop()
      await last
    }
  },
})
