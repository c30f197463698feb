import type { Role } from '@stoa/sdk/contract'

/** A role as people read it. */
export function roleTitle(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1)
}

/** What each role lets a person do, said where one is chosen. */
export const roleMeans: Record<Role, string> = {
  owner: 'everything, people included',
  editor: 'everything but people',
  runner: 'runs cells, changes no text',
  viewer: 'reads and follows',
}
