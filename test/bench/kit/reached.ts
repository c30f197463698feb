/** Resolves when something has become true that changes only when the listener is called. */
export function reached(listen: (listener: () => void) => () => unknown, holds: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (!holds()) return
      stop()
      resolve()
    }
    const stop = listen(look)
    look()
  })
}
