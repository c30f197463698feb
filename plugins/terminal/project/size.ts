import { atLeast, type Role } from '@stoa/sdk/contract'
import type { Size } from '../contract.ts'

/** A viewer, as far as its size matters. */
export type Sized = {
  readonly viewer: string
  readonly name: string
  readonly role: Role
  readonly size: Size
  /** Somebody looks at it. */
  readonly active: boolean
}
/** A size, and whose it is: of two who each are the smallest in one direction, the narrower. */
export type Decided = Size & { readonly viewer: string; readonly name: string; readonly taken: boolean }

/** The size of a terminal: of who took it, else the smallest of those who may type and look. Null leaves it as it is. */
export function decideSize(viewers: readonly Sized[], taker: string | null): Decided | null {
  const may = viewers.filter(({ role }) => atLeast(role, 'editor'))
  const took = may.find(({ viewer }) => viewer === taker)
  if (took) return { ...took.size, viewer: took.viewer, name: took.name, taken: true }
  const looking = may.filter(({ active }) => active)
  const narrowest = looking.toSorted((a, b) => a.size.columns - b.size.columns || a.size.rows - b.size.rows)[0]
  if (!narrowest) return null
  return {
    columns: narrowest.size.columns,
    rows: Math.min(...looking.map(({ size }) => size.rows)),
    viewer: narrowest.viewer,
    name: narrowest.name,
    taken: false,
  }
}
