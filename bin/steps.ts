import { StoaError } from '@stoa/sdk/contract'

/** Does one step and answers what it made. `advice` says what to do when it fails. */
export type Step = <T>(title: string, advice: string, work: () => Promise<T>, seconds?: number) => Promise<T>

/** A step that failed and has been told. */
export class StepFailed extends Error {}

/** Tells each step with its time as it ends. A step that fails, or takes longer than its seconds, ends the walk with `StepFailed`. */
export function tellSteps({ write }: { write(line: string): void }): Step {
  return async (title, advice, work, seconds = 30) => {
    const began = performance.now()
    const took = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => late.reject(new StoaError({ code: 'late', message: `Nothing came within ${seconds} seconds.` })),
      seconds * 1000,
    )
    try {
      const made = await Promise.race([work(), late.promise])
      write(`✓ ${title}  ${took()}`)
      return made
    } catch (failure) {
      write(`✗ ${title}  ${took()}`)
      write(`  Reason: ${failure instanceof Error ? failure.message : String(failure)}`)
      write(`  What to do: ${advice}`)
      throw new StepFailed(title, { cause: failure })
    } finally {
      clearTimeout(timer)
    }
  }
}
