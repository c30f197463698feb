import type { PageAddress } from '@stoa/sdk/ui'
import type { Query } from '../router.ts'

/** The address of one page, as the shell holds it: it says what the address bar says, and when the page is out of sight. */
export type ShownAddress = PageAddress & { shows(query: Query): void; hides(): void }

/** `replace` writes the address bar. */
export function createPageAddress({ query: first, replace }: { query: Query; replace(query: Query): void }): ShownAddress {
  const listeners = new Set<() => void>()
  let query = first
  let inSight = true
  return {
    get query() {
      return query
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    write(next) {
      if (!inSight || same(next, query)) return
      query = next
      replace(next)
    },
    shows(next) {
      // Whoever comes here anew means what the address says, even if the page has gone elsewhere without saying so.
      const comes = !inSight
      inSight = true
      if (!comes && same(next, query)) return
      query = next
      for (const listener of [...listeners]) listener()
    },
    hides: () => void (inSight = false),
  }
}

const same = (one: Query, other: Query): boolean => JSON.stringify(one) === JSON.stringify(other)
