import { isProgram } from './timeline.ts'

const inks = 8

/**
 * The ink of each writer, 1 to 8. One that the document has given (`known`) is theirs; whoever it has not told of, having left before, gets
 * one that no other writer here has, as far as there are any, and the same at each visit as long as the writers are the same.
 */
export function inksOf(writers: Iterable<string>, known: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const given = new Map(known)
  const unknown = [...new Set(writers)].filter(id => !given.has(id)).sort()
  for (const id of unknown) {
    const taken = new Set(given.values())
    const wish = inkOf(id)
    const free = Array.from({ length: inks }, (_, step) => ((wish - 1 + step) % inks) + 1).find(ink => !taken.has(ink))
    given.set(id, free ?? wish)
  }
  return given
}

/** The ink of somebody alone, as the page shows people where no document has given one. */
function inkOf(id: string): number {
  let sum = 0
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)!) >>> 0
  return (sum % inks) + 1
}

/** The ink of whoever wrote; 0, which is grey, for programs and parts of the server. */
export function inkFor({ session, user }: { session: string; user: { id: string } }, inks: ReadonlyMap<string, number>): number {
  return isProgram(session) ? 0 : (inks.get(user.id) ?? 1)
}
