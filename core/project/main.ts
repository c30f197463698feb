import { Console } from 'node:console'
import { closeSync, mkdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { StoaError } from '@stoa/sdk/contract'
import { systemClock } from './clock.ts'
import { readConfig, type HostNews, type ProjectNews } from './config.ts'
import { createDoor } from './http.ts'
import { closeInherited } from './inherited.ts'
import { createLease } from './lease.ts'
import { lineLog } from './log.ts'
import { lockProject } from './lock.ts'
import { installedPart } from './plugin.ts'
import { privateFolder, startProject } from './start.ts'

/** Longest time for stopping when no host is left to end this process, in milliseconds. */
const longestStop = 15_000
const tokenDescriptor = 3

// Standard output speaks to the host; what a plugin prints belongs in the log.
globalThis.console = new Console(process.stderr, process.stderr)

// Before any other code is loaded that could look for it.
const token = readFileSync(tokenDescriptor, 'utf8')
closeSync(tokenDescriptor)
closeInherited()

function tell(news: ProjectNews) {
  try {
    writeSync(1, `${JSON.stringify(news)}\n`)
  } catch {
    // The host is gone, and standard input says so too.
  }
}

function fail(failure: unknown): never {
  tell({ failed: failure instanceof Error ? failure.message : String(failure) })
  if (!(failure instanceof StoaError)) writeSync(2, `${failure instanceof Error ? failure.stack : String(failure)}\n`)
  process.exit(1)
}
process.on('uncaughtException', fail)

const { config: line, early, onLine, ended } = await host()
const config = readConfig(line)
const lease =
  config.until === undefined ? undefined : createLease({ until: Math.max(config.until, ...early.map(untilOf)), clock: systemClock })
onLine(text => lease?.extend(untilOf(text)))
lease?.onEnd(() => {
  // Others may run this project now: nothing is said any more, and nothing is saved.
  tell({ failed: 'Its machine could not renew its lease, so another may run the project.' })
  process.exit(1)
})
const log = lineLog({ write: text => writeSync(2, text), about: {} })
process.on('unhandledRejection', reason => {
  log.error({ failure: reason instanceof Error ? reason.stack : String(reason) }, 'A promise was rejected and nobody listened.')
})

const run = join(await privateFolder(config.root), 'run')
mkdirSync(run, { recursive: true, mode: 0o700 })
const unlock = lockProject({ file: join(run, 'lock'), root: config.root })
const project = await startProject({
  root: config.root,
  plugins: config.plugins.flatMap(plugin => installedPart(plugin, 'project') ?? []),
  clock: systemClock,
  log,
  sandbox: config.sandbox,
  policy: config.policy,
  epoch: config.epoch,
  ...(lease && { holds: lease.holds }),
})
const door = createDoor({
  token,
  accept: link => project.serving.accept(link),
  routes: project.routes,
  blobs: project.blobs,
  log,
  ...(lease && { holds: lease.holds }),
})
rmSync(config.socketPath, { force: true })
await door.listen(config.socketPath)
project.onIdle(idle => tell({ idle }))
tell({ ready: { plugins: project.plugins } })
tell({ idle: project.idle })

let stopping = false
async function stop() {
  if (stopping) return
  stopping = true
  setTimeout(() => fail(new Error('It did not stop in time.')), longestStop).unref()
  await door.close()
  await project.close()
  unlock()
  process.exit(0)
}
process.on('SIGTERM', () => void stop().catch(fail))
process.on('SIGINT', () => void stop().catch(fail))
void ended.then(stop).catch(fail)

function untilOf(text: string): number {
  return (JSON.parse(text) as HostNews).until
}

/** The host's lines, of which the first is the configuration, and its end: standard input closes when the host asks to stop, and when it dies. */
function host(): Promise<{
  config: string
  /** What was said before anybody listened. */
  early: readonly string[]
  onLine(listener: (line: string) => void): void
  ended: Promise<void>
}> {
  const ended = new Promise<void>(resolve => {
    process.stdin.once('end', () => resolve())
    process.stdin.once('close', () => resolve())
    process.stdin.on('error', () => undefined)
  })
  let began = false
  return new Promise(resolve => {
    const said: string[] = []
    let hear = (text: string): unknown => said.push(text)
    createInterface({ input: process.stdin }).on('line', text => {
      hear(text)
      if (began) return
      began = true
      // All that has come by now has been read before anything is done about it: starting may have taken longer than a lease.
      setImmediate(() => {
        const [config = '', ...early] = said
        resolve({ config, early, onLine: listener => (hear = listener), ended })
      })
    })
    // A host that dies before it has said anything wants nothing.
    void ended.then(() => (began ? undefined : process.exit(0)))
  })
}
