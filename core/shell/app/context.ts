import { createContext, use } from 'react'
import type { Api } from './api.ts'
import type { Boot } from './boot.ts'
import type { Navigation } from './navigation.ts'
import type { Session } from './session.ts'
import type { World } from './world.ts'

/** What the whole page shares. */
export type Shell = { readonly boot: Boot; readonly api: Api; readonly navigation: Navigation; readonly session: Session }

const ShellContext = createContext<Shell | null>(null)
const WorldContext = createContext<World | null>(null)
export const ShellProvider = ShellContext.Provider
export const WorldProvider = WorldContext.Provider

export function useShell(): Shell {
  const shell = use(ShellContext)
  if (!shell) throw new Error('used outside of the shell')
  return shell
}

/** What is there for somebody signed in. Only below a page that asks for it. */
export function useWorld(): World {
  const world = use(WorldContext)
  if (!world) throw new Error('used where nobody is signed in')
  return world
}
