import { StoaError, errorBody, stops, type Caller } from '@stoa/sdk/contract'
import { Activity, Clock, Documents, Files, Log, Policy, Processes, Routes, projectPart, type RouteAnswer } from '@stoa/sdk/project'
import { files as contract } from './contract.ts'
import { startAsking } from './project/asking.ts'
import { compress } from './project/compress.ts'
import { copy } from './project/copy.ts'
import { create, makeDirectory, move, repairName } from './project/changes.ts'
import { download, downloadArchive } from './project/download.ts'
import { refusal, statusOf } from './project/errors.ts'
import { extract } from './project/extract.ts'
import { importUrl } from './project/import.ts'
import { startListing } from './project/listing.ts'
import { setMode } from './project/mode.ts'
import { below } from './project/path.ts'
import { tidyStage } from './project/stage.ts'
import { createResumable } from './project/resumable.ts'
import { stat } from './project/stat.ts'
import { startTasks } from './project/tasks.ts'
import { createTrash } from './project/trash.ts'
import { createUploads } from './project/upload.ts'
import { startWatching } from './project/watching.ts'

/** Answers `files@1` beside the project's files. */
export default projectPart({
  needs: {
    files: Files,
    documents: Documents,
    processes: Processes,
    routes: Routes,
    activity: Activity,
    clock: Clock,
    policy: Policy,
    log: Log,
  },
  async start({ files, documents, processes, routes, activity, clock, policy, log, serve }) {
    const started = stops()
    const trash = createTrash({ files, clock })
    const uploads = createUploads({ files, trash })
    const resumable = createResumable({ files, uploads, changed: uploaded => uploaded.trashed && trashChanged() })
    await trash.tidy()
    await uploads.tidy()
    await tidyStage(files)
    const listing = startListing({ files, clock })
    started.add(listing.stop)
    const watching = startWatching({ files, clock, emit: (name, body, to) => served.emit(name, body, to) })
    started.add(watching.stop)
    const tasks = startTasks({ clock, log, activity, changed: () => served.emit('tasks', { tasks: tasks.list() }) })
    started.add(tasks.stop)
    const asking = startAsking({ files, processes, activity, emit: (name, body, to) => served.emit(name, body, to) })
    started.add(asking.stop)
    const trashChanged = () => served.emit('trash', {})

    const served = serve(
      contract,
      {
        list: ({ directory, after }, caller) => watching.during(directory, caller, () => listing.list(directory, after)),
        async watch({ directory }, caller) {
          await watching.watch(directory, caller)
          return {}
        },
        unwatch({ directory }, caller) {
          watching.unwatch(directory, caller)
          return {}
        },
        stat: ({ path }) => stat(files, path),
        create: input => create(files, input),
        makeDirectory: input => makeDirectory(files, input),
        async rename(input) {
          const made = await move(files, input)
          await historiesFollow(input)
          return made
        },
        repairName: input => repairName(files, input),
        async remove({ paths }, caller) {
          const done = await eachOf(paths, path => trash.take(path, caller.user.name))
          if (done.succeeded.length > 0) trashChanged()
          return { trashed: done.succeeded, failed: done.failed.map(({ of, error }) => ({ path: of, error })) }
        },
        trash: ({ after }) => trash.list(after),
        async restore({ ids }) {
          const done = await eachOf(ids, async id => ({ id, path: await trash.restore(id) }))
          if (done.succeeded.length > 0) trashChanged()
          return { restored: done.succeeded, failed: done.failed.map(({ of, error }) => ({ id: of, error })) }
        },
        async emptyTrash({ ids }) {
          const deleted = await trash.empty(ids)
          trashChanged()
          return { deleted }
        },
        copy: ({ paths, to }, { user }) => ({
          task: tasks.start({ kind: 'copy', path: paths[0]!, by: user.name }, given => copy({ files, paths, to, ...given })),
        }),
        compress: ({ directory, names, form }, { user }) => ({
          task: tasks.start({ kind: 'compress', path: below(directory, names[0]!), by: user.name }, given =>
            compress({ files, directory, names, form, ...given }),
          ),
        }),
        extract: ({ path }, { user }) => ({
          task: tasks.start({ kind: 'extract', path, by: user.name }, given => extract({ files, path, ...given })),
        }),
        import: ({ url, directory }, { user }) => ({
          task: tasks.start({ kind: 'import', path: url, by: user.name }, given =>
            importUrl({ files, url, directory, ...(policy.privateAddresses && { allowed: () => true }), ...given }),
          ),
        }),
        find: (input, caller) => asking.find(input, caller),
        run: (input, caller) => asking.run(input, caller),
        endFind(input, caller) {
          asking.endFind(input, caller)
          return {}
        },
        interrupt(input, caller) {
          asking.interrupt(input, caller)
          return {}
        },
        tasks: () => ({ tasks: tasks.list() }),
        cancel({ task }) {
          tasks.cancel(task)
          return {}
        },
        async setMode({ paths, mode }) {
          const done = await eachOf(paths, async path => ({ path, before: await setMode(files, path, mode) }))
          return { changed: done.succeeded, failed: done.failed.map(({ of, error }) => ({ path: of, error })) }
        },
      },
      {
        closed(caller: Caller<typeof contract>) {
          watching.forget(caller)
          asking.forget(caller)
        },
        roleChanged: caller => asking.forget(caller),
      },
    )
    started.add(() => served.stop())

    /** A file is renamed even if its history can't be. */
    async function historiesFollow(moved: { from: string; to: string }): Promise<void> {
      await documents
        .moved(moved)
        .catch((error: unknown) => log.error({ error, ...moved }, 'Histories could not be moved with their files'))
    }

    /** An answer for programs and people alike; what is not a refusal stays in the log. */
    async function answered(path: string, work: () => Promise<RouteAnswer>): Promise<RouteAnswer> {
      try {
        return await work()
      } catch (failure) {
        const refused = refusal(failure, path)
        if (!(refused instanceof StoaError)) log.error({ error: refused, path }, 'A transfer failed.')
        return json(refused instanceof StoaError ? statusOf(refused) : 500, errorBody(refused))
      }
    }
    await resumable.tidy()
    started.add(
      routes.serve(contract, {
        download: request => answered(request.path, () => download(files, request)),
        archive: request => answered(request.path, () => downloadArchive(files, request)),
        resumable: request => answered(request.path, () => resumable.answer(request)),
        upload: request =>
          answered(request.path, async () => {
            const uploaded = await uploads.upload(request)
            if (uploaded.trashed) trashChanged()
            return json(uploaded.trashed ? 200 : 201, uploaded)
          }),
      }),
    )
    return () => started.stop()
  },
})

function json(status: number, body: unknown): RouteAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }, body: JSON.stringify(body) }
}

/** Does `work` for each in turn; one that fails does not keep the others from being done. */
async function eachOf<T, R>(all: readonly T[], work: (one: T) => Promise<R>) {
  const succeeded: R[] = []
  const failed: { of: T; error: { code: string; message: string } }[] = []
  for (const one of all) {
    try {
      succeeded.push(await work(one))
    } catch (failure) {
      failed.push({ of: one, error: errorBody(failure) })
    }
  }
  return { succeeded, failed }
}
