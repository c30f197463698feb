import type { Stop } from '@stoa/sdk/contract'

const open = new Map<string, Set<(line: number) => void>>()
const keyOf = (project: string, path: string): string => JSON.stringify([project, path])

/** Says that a file is open here and can be taken to a line. */
export function acceptJumps({ project, path, goTo }: { project: string; path: string; goTo(line: number): void }): Stop {
  const key = keyOf(project, path)
  const all = open.get(key) ?? new Set()
  all.add(goTo)
  open.set(key, all)
  return () => {
    all.delete(goTo)
    if (all.size === 0) open.delete(key)
  }
}

/** Takes a file that is open to a line; answers whether it is. */
export function jump({ project, path, line }: { project: string; path: string; line: number }): boolean {
  const all = open.get(keyOf(project, path))
  for (const goTo of all ?? []) goTo(line)
  return all !== undefined
}
