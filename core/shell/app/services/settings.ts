import type { Settings } from '@stoa/sdk/ui'
import type { Api } from '../api.ts'

/** Settings in memory, saved to the account shortly after the last change of each. `failed` hears why one could not be saved. */
export function createSettings({
  initial,
  api,
  failed,
  after = 400,
}: {
  initial: Readonly<Record<string, unknown>>
  api: Pick<Api, 'saveSetting'>
  failed(error: unknown): void
  /** Milliseconds that a change waits for the next one of the same setting. */
  after?: number
}): Settings & { flush(): Promise<void> } {
  const values = new Map(Object.entries(initial))
  const listeners = new Set<(key: string) => void>()
  const dirty = new Map<string, ReturnType<typeof setTimeout>>()

  async function save(key: string): Promise<void> {
    clearTimeout(dirty.get(key))
    if (!dirty.delete(key)) return
    try {
      await api.saveSetting(key, values.get(key) ?? null)
    } catch (error) {
      failed(error)
    }
  }

  return {
    get<T>(key: string, otherwise: T): T {
      const value = values.get(key)
      return value === undefined || value === null ? otherwise : (value as T)
    },
    set(key, value) {
      if (JSON.stringify(values.get(key)) === JSON.stringify(value)) return
      values.set(key, value)
      clearTimeout(dirty.get(key))
      dirty.set(
        key,
        setTimeout(() => void save(key), after),
      )
      for (const listener of [...listeners]) listener(key)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async flush() {
      await Promise.all([...dirty.keys()].map(save))
    },
  }
}
