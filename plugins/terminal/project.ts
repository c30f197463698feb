import { stops, type Caller, type Served } from '@stoa/sdk/contract'
import { Activity, Clock, Files, Log, Processes, projectPart } from '@stoa/sdk/project'
import { terminal as contract } from './contract.ts'
import { makeBeside } from './project/beside.ts'
import { errors } from './project/errors.ts'
import { keptScreens } from './project/kept.ts'
import { openSession, type Services, type Session } from './project/session.ts'

type Viewer = Caller<typeof contract>

/** Answers `terminal@1`: one session for each `.term` file that is open. */
export default projectPart({
  needs: { activity: Activity, clock: Clock, files: Files, log: Log, processes: Processes },
  start({ activity, clock, files, log, processes, serve }) {
    const started = stops()
    const sessions = new Map<string, Session>()
    const entered = new Map<Viewer, Session>()
    const here = (caller: Viewer): Session => {
      const session = entered.get(caller)
      if (!session) throw errors.notHere(caller.params.path)
      return session
    }

    const kept = keptScreens(files)
    const services: Services = { files, processes, activity, clock, log, kept, emit: (name, body, to) => served.emit(name, body, to) }

    const served: Served<typeof contract> = serve(
      contract,
      {
        async type(input, caller) {
          await here(caller).type(caller, input)
          return {}
        },
        look(input, caller) {
          here(caller).look(caller, input)
          return {}
        },
        takeSize({ take }, caller) {
          here(caller).takeSize(caller, take)
          return {}
        },
        async save(_input, caller) {
          const text = here(caller).text()
          if (text === '') throw errors.nothingToSave(caller.params.path)
          const { path, file } = await makeBeside({ files, path: caller.params.path, ending: '.txt' })
          try {
            await file.writeFile(text)
          } finally {
            await file.close()
          }
          return { path }
        },
        async record({ on }, caller) {
          return { path: await here(caller).record(caller, on) }
        },
      },
      {
        async opened(caller) {
          const { path } = caller.params
          if (!path.endsWith('.term')) throw errors.notTerminal(path)
          const absolute = await files.resolve(path)
          await files.open(path).then(
            file => file.close(),
            (failure: unknown) => {
              throw (failure as NodeJS.ErrnoException).code === 'ENOENT' ? errors.notFound(path) : failure
            },
          )
          // Two who come at once share one: it is looked again after what was waited for.
          const before = sessions.has(absolute) ? null : await kept.load(path)
          const session = sessions.get(absolute) ?? openSession({ path, before, services })
          sessions.set(absolute, session)
          entered.set(caller, session)
          return session.enter(caller)
        },
        closed(caller) {
          const session = entered.get(caller)
          entered.delete(caller)
          if (!session) return
          session.leave(caller)
          for (const [path, one] of sessions) {
            if (one !== session || !session.forgettable) continue
            sessions.delete(path)
            void session.stop()
          }
        },
        roleChanged: caller => entered.get(caller)?.look(caller),
      },
    )
    started.add(() => Promise.all([...sessions.values()].map(session => session.stop())).then(() => undefined))
    started.add(() => served.stop())
    return started.stop
  },
})
