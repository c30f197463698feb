import type { Clock } from '@stoa/sdk/hub'

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Pick<Clock, 'elapsed' | 'after' | 'every'> = {
  elapsed: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms).unref()
    return () => clearTimeout(timer)
  },
  every(ms, work) {
    const timer = setInterval(work, ms).unref()
    return () => clearInterval(timer)
  },
}
