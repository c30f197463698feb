import type { OutputKind, Outputs } from '../api.ts'

/** A registry of output kinds. What is added last counts, and what it hid counts again when it is taken away. */
export function createOutputs(): Outputs {
  const kinds = new Map<string, OutputKind[]>()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  return {
    add(kind) {
      const stack = kinds.get(kind.kind) ?? []
      kinds.set(kind.kind, [...stack, kind])
      changed()
      return () => {
        kinds.set(
          kind.kind,
          (kinds.get(kind.kind) ?? []).filter(other => other !== kind),
        )
        changed()
      }
    },
    get: kind => kinds.get(kind)?.at(-1),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
