import { stops } from '@stoa/sdk/contract'

/** What a benchmark started, to be stopped when it ends: last started first. */
export type Ending = ReturnType<typeof stops>

/** Runs a benchmark to its end, however it ends, stops what it started, and ends the process: with 1 if it could not measure. */
export async function bench(measure: (ending: Ending) => Promise<void>): Promise<never> {
  const ending = stops()
  const interrupted = new Promise<never>((_resolve, reject) =>
    process.once('SIGINT', () => reject(new Error('The benchmark was interrupted.'))),
  )
  let code = 0
  try {
    await Promise.race([measure(ending), interrupted])
  } catch (failure) {
    console.error(failure)
    code = 1
  }
  await ending.stop()
  return process.exit(code)
}

/** Does one part of a benchmark and stops what that started, however it ends. */
export async function within<T>(whole: Ending, work: (ending: Ending) => Promise<T>): Promise<T> {
  const ending = stops()
  whole.add(ending.stop)
  try {
    return await work(ending)
  } finally {
    await ending.stop()
  }
}
