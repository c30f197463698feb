import { Console } from 'node:console'
import { closeSync, mkdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StoaError } from '@stoa/sdk/contract'
import { systemClock } from './clock.ts'
import { readConfig, type ProjectNews } from './config.ts'
import { createDoor } from './http.ts'
import { closeInherited } from './inherited.ts'
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

const { config: line, ended } = await host()
const config = readConfig(line)
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
})
const door = createDoor({ token, accept: link => project.serving.accept(link), routes: project.routes, blobs: project.blobs, log })
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

/** The host's one line, and its end: standard input closes when the host asks to stop, and when it dies. */
function host(): Promise<{ config: string; ended: Promise<void> }> {
  const ended = new Promise<void>(resolve => {
    process.stdin.once('end', () => resolve())
    process.stdin.once('close', () => resolve())
    process.stdin.on('error', () => undefined)
  })
  return new Promise(resolve => {
    let text = ''
    process.stdin.setEncoding('utf8')
    process.stdin.on('data', (data: string) => {
      text += data
      const end = text.indexOf('\n')
      if (end >= 0) resolve({ config: text.slice(0, end), ended })
    })
    // A host that dies before it has said anything wants nothing.
    void ended.then(() => (text.includes('\n') ? undefined : process.exit(0)))
  })
}
