import type { projects as contract } from '@stoa/core/hub/contracts'
import type { Static } from '@stoa/sdk/contract'

export type ListedProject = Static<(typeof contract)['calls']['list']['output']>['projects'][number]

/** Projects whose title or description has every word of a search; starred ones first, then those used last. */
export function bySearch(projects: readonly ListedProject[], search: string): ListedProject[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return projects
    .filter(({ title, description }) => words.every(word => `${title} ${description}`.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(b.starred) - Number(a.starred) || b.lastUsed - a.lastUsed)
}
