import type { Mode, Modes } from '../api.ts'

/** A registry of modes. What is added last counts, and what it hid counts again when it is taken away. */
export function createModes(): Modes {
  let all: readonly Mode[] = []
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  return {
    add(mode) {
      all = [...all, mode]
      changed()
      return () => {
        all = all.filter(other => other !== mode)
        changed()
      }
    },
    get: name => all.findLast(mode => mode.name === name),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
