import type { ControlKind, Controls } from '../api.ts'

/** A registry of control kinds. What is added last counts, and what it hid counts again when it is taken away. */
export function createControls(): Controls {
  const kinds = new Map<string, ControlKind[]>()
  const listeners = new Set<() => void>()
  const changed = () => listeners.forEach(listener => listener())
  return {
    add(kind) {
      kinds.set(kind.kind, [...(kinds.get(kind.kind) ?? []), kind])
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
