import { posix } from 'node:path'
import { stops, type Caller } from '@stoa/sdk/contract'
import { Activity, Clock, Documents, Files, Log, Processes, Routes, projectPart } from '@stoa/sdk/project'
import { latex as contract } from './contract.ts'
import { serveComments } from './project/comments/serve.ts'
import { readCount } from './project/count.ts'
import { errors } from './project/errors.ts'
import { namesOf } from './project/names.ts'
import { outputOf } from './project/output.ts'
import { log as logRoute, pdf } from './project/pdf.ts'
import { createTurns, openRoom, type Room } from './project/room.ts'
import { findMain } from './project/root.ts'
import { run, type Ended } from './project/run.ts'
import { createStandby } from './project/standby.ts'
import { dictionary, serveSpelling } from './project/spelling/serve.ts'
import { sourcesOf } from './project/sources.ts'
import { readEdit, readView } from './project/synctex.ts'
import { alignmentOf, isWoven, wovenOf } from './project/weave.ts'
import { spelling } from './spelling.ts'

/** Builds that run at once in a project; more wait. */
const builds = 2
/** Small programs that run at once for those who look; more wait. */
const asked = 4
const small = { time: 20_000, memory: 2 ** 30, printed: 2 ** 22, file: 2 ** 20 }

/** Builds LaTeX documents beside the project's files, one build at a time for each main file. */
export default projectPart({
  needs: { files: Files, documents: Documents, processes: Processes, routes: Routes, activity: Activity, clock: Clock, log: Log },
  start({ serve, files, documents, processes, routes, activity, clock, log }) {
    type Viewer = Caller<typeof contract>
    const started = stops()
    const sources = sourcesOf(files)
    const turns = createTurns(builds)
    const standby = createStandby(clock)
    const asking = createTurns(asked)
    const rooms = new Map<string, Promise<Room>>()
    const mains = new Map<Viewer, string>()
    const viewersOf = (main: string) => [...mains].filter(([, one]) => one === main).map(([viewer]) => viewer)

    /** Puts what is typed at any of these files into them. A file that is no text stays as it is, and TeX says so. */
    async function save(paths: Iterable<string>): Promise<void> {
      for (const path of new Set(paths)) {
        const document = await documents.open(path).catch(() => null)
        if (!document) continue
        await document
          .save()
          .catch((failure: unknown) => {
            // What cannot be written was not typed at either.
            if ((failure as { code?: unknown }).code !== 'read_only') throw failure
          })
          .finally(() => document.close())
      }
    }
    function roomOf(main: string): Promise<Room> {
      const known = rooms.get(main)
      if (known) return known
      const room = openRoom({
        main,
        files,
        sources,
        processes,
        activity,
        clock,
        log,
        turns,
        standby,
        save: () => save([main, ...viewersOf(main).map(({ params }) => params.path)]),
        changed: state => served.emit('state', state, viewersOf(main)),
      })
      rooms.set(main, room)
      room.catch(() => rooms.delete(main))
      return room
    }
    /** The room that a person is in. What belongs to which document may have changed since. */
    async function enter(viewer: Viewer): Promise<Room> {
      const main = await findMain(viewer.params.path, sources)
      const before = mains.get(viewer)
      mains.set(viewer, main)
      const room = await roomOf(main)
      if (before !== undefined && before !== main) served.emit('state', room.state, viewer)
      return room
    }
    async function seen(path: string, edit: { session: string; seq: number }): Promise<void> {
      const document = await documents.open(path)
      await document
        .after(edit)
        .then(() => document.save())
        .finally(() => document.close())
    }
    /** Runs a small program that only reads. */
    async function ask(main: string, command: readonly [string, ...string[]]): Promise<Ended> {
      const cwd = posix.join(await files.resolve(''), posix.dirname(main))
      const leave = await asking.take()
      const ended = await run({ processes, clock, command, cwd, env: {}, limits: small }).ended.finally(leave)
      if (ended.code === 127) throw errors.notInstalled(command[0])
      return ended
    }
    const pdfOf = async (main: string) => {
      const { folder, job } = outputOf(main)
      return posix.join(await files.resolve(''), folder, `${job}.pdf`)
    }
    const mainOf = (viewer: Viewer) => mains.get(viewer) ?? viewer.params.path

    const served = serve(
      contract,
      {
        async build({ after, clean = false }, caller) {
          if (after && after.seq > 0) await seen(caller.params.path, after)
          const room = await enter(caller)
          return { number: room.build({ by: caller.user.name, clean }) }
        },
        async stop(_, caller) {
          ;(await roomOf(mainOf(caller))).halt(caller.user.name)
          return {}
        },
        async find({ file, line, column = 0 }, caller) {
          const main = mainOf(caller)
          const root = await files.resolve('')
          const inside = posix.relative(posix.dirname(main), file)
          const folder = posix.join(root, posix.dirname(main))
          const alignment = file === main && isWoven(main) ? await alignmentOf({ files, main }) : null
          // As TeX was told, which is how it names its files.
          const named = alignment
            ? `${folder}/${posix.relative(posix.dirname(main), wovenOf(main))}`
            : inside.startsWith('../')
              ? posix.join(root, file)
              : `${folder}/./${inside}`
          const at = alignment ? alignment.fromSource(line) : line
          const { printed } = await ask(main, ['synctex', 'view', '-i', `${at}:${column}:${named}`, '-o', await pdfOf(main)])
          return { spots: readView(Buffer.from(printed, 'latin1').toString('utf8')) }
        },
        async source({ page, x, y }, caller) {
          const main = mainOf(caller)
          const { printed } = await ask(main, ['synctex', 'edit', '-o', `${page}:${x}:${y}:${await pdfOf(main)}`])
          const found = readEdit(Buffer.from(printed, 'latin1').toString('utf8'))
          if (!found) return { source: null }
          const root = await files.resolve('')
          const file = posix.relative(root, posix.resolve(root, posix.dirname(main), found.input))
          if (isWoven(main) && file === wovenOf(main)) {
            const alignment = await alignmentOf({ files, main })
            return { source: alignment && { file: main, line: alignment.toSource(found.line) } }
          }
          const own = !file.startsWith('../') && !file.startsWith('.latex/')
          return { source: own ? { file, line: found.line } : null }
        },
        async count(_, caller) {
          const main = mainOf(caller)
          const { printed } = await ask(main, ['texcount', '-brief', '-total', '-inc', '-merge', '-utf8', `./${posix.basename(main)}`])
          const count = readCount(printed)
          if (!count) throw errors.notCounted(main, printed)
          return count
        },
        names: (_, caller) => namesOf(mainOf(caller), sources),
      },
      {
        async opened(caller) {
          const room = await enter(caller)
          await room.look()
          return room.state
        },
        closed: caller => void mains.delete(caller),
      },
    )
    started.add(() => standby.stop())
    started.add(async () => {
      for (const room of rooms.values()) await room.then(open => open.stop()).catch(() => undefined)
    })
    started.add(serveComments({ serve, documents, clock }))
    started.add(serveSpelling({ serve, documents }))
    started.add(routes.serve(spelling, { dictionary }))
    started.add(() => served.stop())
    started.add(routes.serve(contract, { pdf: request => pdf(files, request), log: request => logRoute(files, request) }))
    return () => started.stop()
  },
})
