import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Stop } from '@stoa/sdk/contract'
import { Activity, Files, Processes, Routes, projectPart } from '@stoa/sdk/project'
import { probe } from './contract.ts'

const json = (value: unknown) => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })

export default projectPart({
  needs: { activity: Activity, files: Files, processes: Processes, routes: Routes },
  start({ activity, files, processes, routes }) {
    let held: Stop | undefined
    return routes.serve(probe, {
      /** Runs a command in the inner sandbox; `signal` is sent once it has printed something. */
      async run({ body }) {
        const { command, signal } = JSON.parse(await text(body)) as {
          command: [string, ...string[]]
          signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL'
        }
        const program = processes.spawn(command)
        if (signal) program.stdout!.once('data', () => program.kill(signal))
        const [stdout, stderr, ended] = await Promise.all([text(program.stdout!), text(program.stderr!), program.exited])
        return json({ stdout, stderr, ...ended })
      },
      /** Runs a command under a terminal of the inner sandbox, types into it once it has printed something, and answers all of it. */
      async terminal({ body }) {
        const { command, typed } = JSON.parse(await text(body)) as { command: [string, ...string[]]; typed: string }
        const program = await processes.spawnTerminal(command, { size: { columns: 70, rows: 20 }, env: { PS1: '$ ' } })
        let stdout = ''
        const busy: boolean[] = []
        const rest = typed.split('|')
        const type = async (line: string) => {
          busy.push(await program.busy())
          await program.write(line)
        }
        program.onData(bytes => {
          stdout += Buffer.from(bytes).toString('latin1')
          if (rest.length > 0 && stdout.endsWith('$ ')) void type(rest.shift()!)
        })
        const ended = await program.exited
        return json({ stdout, busy, ...ended })
      },
      /** What the project server's own process has. */
      async server() {
        const open = readdirSync('/proc/self/fd').flatMap(fd => {
          try {
            return [readlinkSync(`/proc/self/fd/${fd}`)]
          } catch {
            return []
          }
        })
        return json({
          root: files.root,
          sandbox: processes.sandbox,
          scratch: processes.scratch,
          environment: process.env,
          argv: [...process.execArgv, ...process.argv],
          open,
          uid: process.getuid?.(),
          pid: process.pid,
          status: readFileSync('/proc/self/status', 'utf8'),
        })
      },
      async hold() {
        held ??= activity.hold('a probe')
        return json({})
      },
      async release() {
        await held?.()
        held = undefined
        return json({})
      },
      async crash({ path }) {
        if (path === 'exit') {
          process.stderr.write('the last words\n')
          process.exit(3)
        }
        setImmediate(() => {
          throw new Error('a probe broke something')
        })
        return json({})
      },
    })
  },
})
