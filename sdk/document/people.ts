import type { ChangeDesc } from '@codemirror/state'
import type { Person } from './contract.ts'

/** The others at a document, their selections kept in the text as it is shown here. */
export type People = ReturnType<typeof createPeople>

/** Keeps the others and where they are. `changed` is called when either is another. */
export function createPeople({ changed }: { changed(): void }) {
  const people = new Map<string, Person>()
  // What counts in a version that has not arrived here yet.
  let early: Person[] = []

  function place(person: Person, { waiting, length }: { waiting: readonly ChangeDesc[]; length: number }): void {
    const map = (position: number): number =>
      Math.min(
        waiting.reduce((at, changes) => changes.mapPos(Math.min(at, changes.length)), position),
        length,
      )
    people.set(person.session, { ...person, ranges: person.ranges?.map(([anchor, head]) => [map(anchor), map(head)]) ?? null })
  }

  return {
    get list(): readonly Person[] {
      return [...people.values()]
    },
    /** News from the server; `waiting` is what was made here and is not confirmed, `length` that of the text shown. */
    heard(
      news: { people: readonly Person[]; left: readonly string[] },
      here: { session: string; version: number; waiting: readonly ChangeDesc[]; length: number },
    ): void {
      for (const session of news.left) people.delete(session)
      early = early.filter(one => !news.left.includes(one.session))
      for (const person of news.people) {
        if (person.session === here.session) continue
        early = early.filter(one => one.session !== person.session)
        if (person.version > here.version) {
          early.push(person)
          if (!people.has(person.session)) people.set(person.session, { ...person, ranges: null })
        } else place(person, here)
      }
      changed()
    },
    /** The text shown has changed; `author` is who changed it, null for what was made here. A writer's caret is where the writing ended. */
    moved(changes: ChangeDesc, author: string | null): void {
      let last = -1
      changes.iterChangedRanges((_fromA, _toA, _fromB, toB) => (last = toB))
      for (const [session, person] of people) {
        if (!person.ranges) continue
        const ranges: [number, number][] =
          session === author && last >= 0
            ? [[last, last]]
            : person.ranges.map(([anchor, head]) => [changes.mapPos(anchor), changes.mapPos(head)])
        people.set(session, { ...person, ranges })
      }
    },
    /** A version was confirmed. */
    reached(here: { version: number; waiting: readonly ChangeDesc[]; length: number }): void {
      if (early.length === 0) return
      const due = early.filter(person => person.version <= here.version)
      early = early.filter(person => person.version > here.version)
      for (const person of due) place(person, here)
      if (due.length > 0) changed()
    },
    clear(): void {
      people.clear()
      early = []
      changed()
    },
  }
}
