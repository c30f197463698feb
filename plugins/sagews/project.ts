import { join } from 'node:path'
import { Activity, Blobs, Clock, Documents, Files, Log, Processes, Routes, projectPart, type SharedDocument } from '@stoa/sdk/project'
import type { Caller, Stop } from '@stoa/sdk/contract'
import { Worksheets } from './api.ts'
import { sagews } from './contract.ts'
import { serveConversion } from './project/serve-conversion.ts'
import { errors } from './project/errors.ts'
import { findInterpreter } from './project/interpreter.ts'
import { notebookFile } from './project/notebook-file.ts'
import { sage, type Spoken } from './project/spoken.ts'
import { openKernels } from './project/kernels.ts'
import { openWorksheet, type Worksheet } from './project/worksheet.ts'
import { codePoints, utf16 } from './project/positions.ts'

/** Minutes that a session outlives the last person who looked at its worksheet, while nothing runs. */
const restAfter = 30 * 60_000

/** Characters that one answer to a program may have. */
const longestAnswer = 900_000

/** Runs worksheets: one zygote for the project, one session and one queue for each worksheet. */
export default projectPart({
  needs: {
    files: Files,
    documents: Documents,
    processes: Processes,
    blobs: Blobs,
    activity: Activity,
    clock: Clock,
    log: Log,
    routes: Routes,
  },
  provides: { worksheets: Worksheets },
  start({ serve, python, files, documents, processes, blobs, activity, clock, log, routes }) {
    const here = import.meta.dirname
    const languages = new Map<string, Spoken>()
    const stopNotebooks = documents.translate({
      fits: path => /\.ipynb$/i.test(path),
      open: path => notebookFile({ path, blobs, languages }),
    })
    const stopConverting = serveConversion({ serve, routes, log, files, documents, blobs, processes, clock })
    const kernels = openKernels({
      processes,
      clock,
      interpreter: findInterpreter({ env: process.env, app: join(here, '..', '..') }),
      kernel: join(here, 'kernel'),
      python,
    })
    type Viewer = Caller<typeof sagews>
    type Open = { path: string; document: SharedDocument | null; worksheet: Promise<Worksheet>; viewers: Set<Viewer>; rest: Stop | null }
    const open = new Set<Open>()

    const load = async (path: string, entry: Open): Promise<Worksheet> => {
      const file = await files.resolve(path)
      const document = await documents.open(path)
      entry.document = document
      return openWorksheet({
        document,
        file,
        kernels,
        processes,
        blobs,
        activity,
        clock,
        log,
        spoken: () => languages.get(document.path) ?? sage,
        kernelChanged: kernel => served.emit('kernel', kernel, entry.viewers),
        cellsChanged: cells => {
          if (cells.length > 0) served.emit('cells', { cells }, entry.viewers)
          restIfLeft(entry)
        },
      })
    }
    /** A renamed worksheet goes on with its session under the new name. */
    const known = (path: string) => {
      for (const entry of open) if ((entry.document?.path ?? entry.path) === path) return entry
      return undefined
    }
    const enter = (path: string): Open => {
      const found = known(path)
      if (found) return found
      const entry: Open = { path, document: null, worksheet: null as never, viewers: new Set(), rest: null }
      entry.worksheet = load(path, entry)
      entry.worksheet.catch(() => open.delete(entry))
      open.add(entry)
      return entry
    }
    const restIfLeft = (entry: Open) => {
      void entry.rest?.()
      if (entry.viewers.size > 0) return
      entry.rest = clock.after(restAfter, () => {
        void entry.worksheet.then(worksheet => {
          if (entry.viewers.size > 0 || worksheet.busy) return
          open.delete(entry)
          worksheet.stop()
        })
      })
    }
    const entryOf = (caller: Viewer) => {
      for (const entry of open) if (entry.viewers.has(caller)) return entry
      return enter(caller.params.path)
    }
    const of = (caller: Viewer) => entryOf(caller).worksheet
    const idle = async (caller: Viewer) => {
      const worksheet = await of(caller)
      if (!worksheet.session || worksheet.busy) throw errors.busy()
      return worksheet.session
    }

    const served = serve(
      sagews,
      {
        async run({ cells, keep = false, after }, caller) {
          const worksheet = await of(caller)
          if (after) await entryOf(caller).document!.after(after)
          worksheet.run({ cells, keep, by: caller.user.name })
          return {}
        },
        async interrupt({ cell }, caller) {
          ;(await of(caller)).interrupt({ ...(cell === undefined ? {} : { cell }), by: caller.user.name })
          return {}
        },
        async restart(_, caller) {
          ;(await of(caller)).restart({ by: caller.user.name })
          return {}
        },
        async reply({ cell, value }, caller) {
          ;(await of(caller)).reply({ cell, value })
          return {}
        },
        async complete({ code, cursor }, caller) {
          const session = await idle(caller)
          const answer = await session.ask({
            event: 'complete',
            code,
            cursor: codePoints(code, cursor),
            ...(languages.get(entryOf(caller).document?.path ?? '') ?? sage),
          })
          return {
            from: utf16(code, Number(answer.start)),
            to: utf16(code, Number(answer.end)),
            matches: (answer.matches as string[]).slice(0, 1000),
          }
        },
        async introspect({ code, cursor, detail }, caller) {
          const session = await idle(caller)
          const answer = await session.ask({ event: 'introspect', code, cursor: codePoints(code, cursor), detail })
          return {
            target: String(answer.target ?? ''),
            kind: answer.kind as 'docstring' | 'source' | 'none',
            text: String(answer.text ?? ''),
            ...(answer.signature ? { signature: String(answer.signature) } : {}),
            ...(answer.filename ? { filename: String(answer.filename) } : {}),
          }
        },
        async execute({ cell, code, data = null, preparse = true }, caller) {
          const worksheet = await of(caller)
          const { messages } = await worksheet.perform({
            cell,
            group: '',
            handler: 'execute',
            apart: true,
            body: () => ({ code, data, preparse }),
          })
          if (JSON.stringify(messages).length > longestAnswer) throw errors.answerTooLarge()
          return { messages: [...messages] }
        },
        async deleteOutput({ cells }, caller) {
          ;(await of(caller)).deleteOutput(cells)
          return {}
        },
      },
      {
        async opened(caller) {
          const entry = enter(caller.params.path)
          const worksheet = await entry.worksheet
          void entry.rest?.()
          entry.viewers.add(caller)
          return worksheet.state
        },
        closed(caller) {
          for (const entry of open) if (entry.viewers.delete(caller)) restIfLeft(entry)
        },
      },
    )
    const worksheets: Worksheets = {
      async perform(path, request) {
        const entry = known(path)
        if (!entry) throw errors.noSession()
        return (await entry.worksheet).perform(request)
      },
    }
    const stop = async () => {
      await stopConverting()
      await stopNotebooks()
      await served.stop()
      for (const { worksheet, rest } of open) {
        void rest?.()
        await worksheet.then(open => open.stop()).catch(() => {})
      }
      await kernels.stop()
    }
    return { provided: { worksheets }, stop }
  },
})
