import type { Stop } from '@stoa/sdk/contract'

/**
 * What changed in a project: who its members are or what they may do, its title and other facts, or whether it exists
 * (deleted, restored).
 */
export type ProjectChange = { project: string; what: 'members' | 'facts' | 'existence' }

/** Tells who listens in this process of changes made in this process, after they are stored. */
export function projectListeners() {
  const listening = new Map<string, Set<(change: ProjectChange) => void>>()
  return {
    /** Listens to one project until stopped. The listener must not throw. */
    onChange: (project: string, listener: (change: ProjectChange) => void): Stop => {
      const listeners = listening.get(project) ?? new Set()
      listening.set(project, listeners)
      // Wrapped, so that one function given twice is two listeners.
      const entry = (change: ProjectChange) => listener(change)
      listeners.add(entry)
      return () => {
        listeners.delete(entry)
        if (listeners.size === 0 && listening.get(project) === listeners) listening.delete(project)
      }
    },
    tell: (change: ProjectChange): void => {
      for (const listener of listening.get(change.project) ?? []) listener(change)
    },
  }
}
