import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { HostNews, PluginReport, ProjectConfig, ProjectNews } from '@stoa/core/project'
import type { Clock, Log } from '@stoa/sdk/hub'
import { descriptors, type Launch } from './confine.ts'
import type { Group } from './groups.ts'
import { reasonOf } from './reason.ts'
import { spawnLaunch } from './spawn.ts'
import { watchMemory } from './watcher.ts'

/** Longest time to become ready, and to stop when asked, in milliseconds. */
const longestStart = 60_000
const longestStop = 10_000

/** One running project server. */
export type Server = {
  readonly pid: number
  readonly token: string
  /** Resolves when it answers; rejects never: `ended` tells instead. */
  readonly ready: Promise<{ plugins: readonly PluginReport[]; startup: number } | null>
  /** The sentence of its end. `asked` when it was told to stop and did. */
  readonly ended: Promise<{ reason: string; asked: boolean }>
  readonly idle: boolean
  onIdle(listener: (idle: boolean) => void): void
  /** Tells it that its lease was renewed. */
  extend(until: number): void
  /** Ends it at once, nothing saved: another host may run the project. */
  end(): void
  /** Asks it to save and end, and ends it after ten seconds. */
  stop(): Promise<void>
}

export type ServerOptions = {
  launch: Launch
  config: ProjectConfig
  group: Group | null
  memoryLimit: number
  clock: Clock
  log: Log
}

/** Starts a project server and listens to what it says of itself. Its token goes through a descriptor and nowhere else. */
export function startServer({ launch, config, group, memoryLimit, clock, log }: ServerOptions): Server {
  const token = randomBytes(32).toString('base64url')
  const began = clock.elapsed()
  const child = spawnLaunch({ launch, written: new Map([[descriptors.token, token]]) })
  child.stdin!.write(`${JSON.stringify(config)}\n`)

  const idleListeners = new Set<(idle: boolean) => void>()
  const lastLines: string[] = []
  let idle = true
  let failed: string | null = null
  let watcherKilledAll = false
  let asked = false
  let isReady!: (ready: { plugins: readonly PluginReport[]; startup: number } | null) => void
  const ready = new Promise<{ plugins: readonly PluginReport[]; startup: number } | null>(resolve => {
    isReady = resolve
  })

  function hear(line: string) {
    let news: ProjectNews
    try {
      news = JSON.parse(line) as ProjectNews
    } catch {
      log.warn({ project: config.project, line: line.slice(0, 200) }, 'A project server said something that is not news.')
      return
    }
    if ('ready' in news) isReady({ plugins: news.ready.plugins, startup: clock.elapsed() - began })
    else if ('failed' in news) failed = news.failed
    else {
      idle = news.idle
      for (const listener of idleListeners) listener(idle)
    }
  }
  createInterface({ input: child.stdout! }).on('line', hear)
  createInterface({ input: child.stderr! }).on('line', line => {
    relay({ line, project: config.project, log })
    lastLines.push(plain(line))
    if (lastLines.length > 5) lastLines.shift()
  })

  function end() {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // All of it has ended.
    }
  }

  const stopWatching =
    group || child.pid === undefined
      ? null
      : watchMemory({
          pid: child.pid,
          limit: memoryLimit,
          clock,
          killed(all) {
            watcherKilledAll ||= all
            log.warn({ project: config.project, all }, 'Memory ran out: the largest process was ended.')
          },
        })
  const tooLate = clock.after(longestStart, () => {
    failed = 'The project server did not become ready within a minute.'
    end()
  })
  void ready.then(tooLate)

  const ended = new Promise<{ reason: string; asked: boolean }>(resolve => {
    let told = false
    const finish = (code: number | null, signal: string | null) => {
      if (told) return
      told = true
      void stopWatching?.()
      const outOfMemory = watcherKilledAll || (group?.outOfMemory() ?? 0) > 0
      end()
      group?.remove()
      isReady(null)
      if (asked && code === 0) resolve({ reason: 'The project was stopped.', asked: true })
      else resolve({ reason: reasonOf({ code, signal, failed, outOfMemory, memoryLimit, lastLines }), asked })
    }
    child.once('error', failure => {
      failed = `The project server could not be started: ${failure.message}.`
      finish(null, null)
    })
    child.once('close', finish)
    // Its output may be held open by what it left behind; its end does not wait for that.
    child.once('exit', (code, signal) => setTimeout(finish, 200, code, signal))
  })

  return {
    pid: child.pid ?? -1,
    token,
    ready,
    ended,
    get idle() {
      return idle
    },
    onIdle: listener => void idleListeners.add(listener),
    extend(until) {
      const news: HostNews = { until }
      if (child.stdin!.writable) child.stdin!.write(`${JSON.stringify(news)}\n`)
    },
    end,
    async stop() {
      asked = true
      child.stdin!.end()
      const giveUp = clock.after(longestStop, end)
      await ended
      await giveUp()
    },
  }
}

/** Hands a line of a project server's log on; what is not one is told as it is. */
function relay({ line, project, log }: { line: string; project: string; log: Log }): void {
  try {
    const { level, msg, ...facts } = JSON.parse(line) as { level: 'info' | 'warn' | 'error'; msg: string }
    if (typeof msg === 'string' && (level === 'info' || level === 'warn' || level === 'error')) {
      log[level]({ project, ...facts }, msg)
      return
    }
  } catch {
    // Not a line of ours.
  }
  log.warn({ project, line: line.slice(0, 1000) }, 'A project server printed something.')
}

function plain(line: string): string {
  try {
    const { msg } = JSON.parse(line) as { msg?: unknown }
    if (typeof msg === 'string') return msg
  } catch {
    // Not a line of ours.
  }
  return line
}
