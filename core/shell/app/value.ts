import { useSyncExternalStore } from 'react'
import type { Stop } from '@stoa/sdk/contract'

/** Something that changes and can be watched. `get` answers the same object until it changes. */
export type Readable<T> = { get(): T; onChange(listener: () => void): Stop }
export type Value<T> = Readable<T> & {
  set(next: T): void
  update(change: (now: T) => T): void
}

/** A value in memory. Setting what it is already tells nobody. */
export function createValue<T>(initial: T): Value<T> {
  let now = initial
  const listeners = new Set<() => void>()
  const value: Value<T> = {
    get: () => now,
    set(next) {
      if (Object.is(next, now)) return
      now = next
      for (const listener of [...listeners]) listener()
    },
    update: change => value.set(change(now)),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return value
}

/** The value now, drawing the component again when it changes. */
export function useValue<T>(value: Readable<T>): T {
  return useSyncExternalStore(value.onChange as (listener: () => void) => () => void, value.get)
}
