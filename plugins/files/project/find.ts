import { stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Files, Processes } from '@stoa/sdk/project'
import type { Found } from '../contract.ts'
import { errors, refusal } from './errors.ts'
import { readMatches } from './ripgrep.ts'
import { expressionOf, type WalkFor } from './find-in.ts'

export type Query = { directory: string; text: string; expression: boolean; exactCase: boolean; hidden: boolean }
export type Ended = { matches: number; files: number; limited: boolean }

/** The most that one search finds: matches, and matches of one file. */
const most = { matches: 2000, each: 200 }
/** How many matches are sent together. */
const together = 50

/**
 * Looks for text in the files below a folder: with ripgrep where it is installed, else by our own walk in a thread of its own, so that an expression
 * that takes for ever holds up nobody. `found` may make the search wait. Resolves when all has been looked at, or there is too much.
 */
export async function find({
  files,
  processes,
  query,
  found,
  signal,
  ripgrep = onPath('rg'),
}: {
  files: Files
  processes: Processes
  query: Query
  found(some: Found[]): Promise<void>
  signal: AbortSignal
  ripgrep?: Promise<boolean>
}): Promise<Ended> {
  try {
    expressionOf(query)
  } catch (failure) {
    throw errors.searchInvalid(query.text, (failure as Error).message.replace(/^Invalid regular expression: /, ''))
  }
  const root = await files.resolve(query.directory).catch((failure: unknown) => {
    throw refusal(failure, query.directory)
  })
  const looking = (await ripgrep) ? readMatches({ processes, root, query, signal }) : walked({ root, query, signal })
  const ended: Ended = { matches: 0, files: 0, limited: false }
  const each = new Map<string, number>()
  let waiting: Found[] = []
  for await (const one of looking) {
    const path = query.directory === '' ? one.path : `${query.directory}/${one.path}`
    const count = (each.get(path) ?? 0) + 1
    each.set(path, count)
    if (count > most.each) ended.limited = true
    else {
      waiting.push({ ...one, path })
      if (++ended.matches >= most.matches) {
        ended.limited = true
        break
      }
    }
    if (waiting.length >= together) {
      await found(waiting)
      waiting = []
    }
  }
  if (signal.aborted) throw signal.reason
  if (waiting.length > 0) await found(waiting)
  return { ...ended, files: each.size }
}

async function onPath(name: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    if (
      await stat(join(folder, name)).then(
        one => one.isFile(),
        () => false,
      )
    )
      return true
  return false
}

async function* walked({ root, query, signal }: { root: string; query: Query; signal: AbortSignal }): AsyncGenerator<Found> {
  const fromSource = import.meta.url.endsWith('.ts')
  const worker = new Worker(new URL(fromSource ? './find-worker.ts' : './find-worker.js', import.meta.url), {
    workerData: { root, query } satisfies WalkFor,
    execArgv: [...(fromSource ? ['--conditions=stoa-source'] : []), '--disable-warning=ExperimentalWarning'],
  })
  let waiting: Found[] = []
  let ended: { failure?: Error } | null = null
  let wake = (): void => undefined
  const end = (failure?: Error): void => {
    ended ??= failure ? { failure } : {}
    wake()
  }
  worker.on('message', (some: Found[] | 'done') => {
    if (some === 'done') return end()
    waiting.push(...some)
    wake()
  })
  worker.on('error', end)
  worker.on('exit', () => end())
  const stop = (): void => end()
  signal.addEventListener('abort', stop)
  try {
    for (;;) {
      const some = waiting
      waiting = []
      yield* some
      // It waits for this before it goes on, so that no more than one message is under way.
      if (some.length > 0) worker.postMessage('more')
      if (waiting.length > 0) continue
      if (ended) {
        const { failure } = ended as { failure?: Error }
        if (failure !== undefined) throw failure
        return
      }
      await new Promise<void>(resolve => (wake = resolve))
    }
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
