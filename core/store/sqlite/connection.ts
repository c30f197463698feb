import { Worker } from 'node:worker_threads'
import { storeErrors } from '../errors.ts'
import type { Answer, FromWorker, Opening, Operation, ToWorker } from './protocol.ts'

/** The main thread's end of the worker. */
export type Connection = {
  run(operation: Operation): Promise<Exclude<Answer, { kind: 'failed' }>>
  close(): Promise<void>
}

const largestBatch = 1000

/**
 * Starts the worker and resolves when its tables are there. One batch is under way at a time; what is asked for
 * meanwhile goes with the next, so that many small writes share one commit.
 */
export async function connectWorker(opening: Opening): Promise<Connection> {
  const fromSource = import.meta.url.endsWith('.ts')
  const worker = new Worker(new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url), {
    workerData: opening,
    execArgv: [...(fromSource ? ['--conditions=stoa-source'] : []), '--disable-warning=ExperimentalWarning'],
  })
  type Waiting = { operation: Operation; done: PromiseWithResolvers<Exclude<Answer, { kind: 'failed' }>> }
  const ready = Promise.withResolvers<void>()
  const exited = Promise.withResolvers<void>()
  let waiting: Waiting[] = []
  let underWay: Waiting[] = []
  let closing = false
  let broken: Error | undefined

  const send = (message: ToWorker) => worker.postMessage(message)
  const next = () => {
    if (underWay.length > 0 || broken) return
    if (waiting.length > 0) {
      underWay = waiting.splice(0, largestBatch)
      send({ batch: underWay.map(({ operation }) => operation) })
    } else if (closing) send({ close: true })
  }
  const fail = (error: Error) => {
    broken ??= error
    ready.reject(broken)
    for (const { done } of [...underWay, ...waiting]) done.reject(broken)
    underWay = []
    waiting = []
  }
  worker.on('message', (message: FromWorker) => {
    if ('ready' in message) return ready.resolve()
    if ('failed' in message) return fail(storeErrors.failed(message.failed))
    const answered = underWay
    underWay = []
    answered.forEach(({ done }, at) => {
      const answer = message.answers[at]!
      if (answer.kind === 'failed') done.reject(storeErrors.failed(answer))
      else done.resolve(answer)
    })
    next()
  })
  worker.on('error', thrown =>
    fail(storeErrors.failed({ code: 'store_failed', detail: `The store's thread failed: ${(thrown as Error).message}` })),
  )
  worker.on('exit', () => {
    fail(storeErrors.closed())
    exited.resolve()
  })

  await ready.promise.catch(async (thrown: unknown) => {
    await exited.promise
    throw thrown
  })
  return {
    run(operation) {
      if (closing || broken) return Promise.reject(broken ?? storeErrors.closed())
      const done = Promise.withResolvers<Exclude<Answer, { kind: 'failed' }>>()
      waiting.push({ operation, done })
      // After the caller's own microtasks, so that what one of them asks for in a row travels together.
      if (underWay.length === 0 && waiting.length === 1) queueMicrotask(next)
      return done.promise
    },
    close() {
      if (!closing) {
        closing = true
        next()
      }
      return exited.promise
    },
  }
}
