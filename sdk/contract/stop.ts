/** How something that was started is stopped. Calling it twice is safe. */
export type Stop = () => void | Promise<void>

/** One Stop of many: last started stops first, each once, and a failing one does not keep the others from stopping. */
export function stops(): { add(stop: Stop | void): void; stop(): Promise<void> } {
  const started: Stop[] = []
  return {
    add(stop) {
      if (stop) started.push(stop)
    },
    async stop() {
      const failures: unknown[] = []
      for (let stop = started.pop(); stop; stop = started.pop()) {
        try {
          await stop()
        } catch (failure) {
          failures.push(failure)
        }
      }
      if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'several things failed to stop')
    },
  }
}
