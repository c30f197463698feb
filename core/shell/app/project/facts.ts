import type { Command } from '@stoa/sdk/ui'
import { createValue, type Value } from '../value.ts'

/** Somebody else who looks at a view. `colour` counts from 1 to 8. */
export type Onlooker = { readonly session: string; readonly name: string; readonly colour: number }

/** What a view has told the chrome around it. */
export type ViewFacts = {
  readonly left: string
  readonly right: string
  readonly unsaved: boolean
  /** What happened since it was looked at last. */
  readonly news: 'activity' | 'bell' | null
  readonly people: readonly Onlooker[]
  readonly commands: readonly Command[]
}
export const noFacts: ViewFacts = { left: '', right: '', unsaved: false, news: null, people: [], commands: [] }

/** The facts of every view of a project, by the view's key; each can be watched alone. */
export function createViewFacts(): { of(key: string): Value<ViewFacts> } {
  const all = new Map<string, Value<ViewFacts>>()
  return {
    of(key) {
      const found = all.get(key) ?? createValue(noFacts)
      all.set(key, found)
      return found
    },
  }
}
