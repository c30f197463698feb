import type { LineWriter } from './gutter.ts'
import type { Burst } from './timeline.ts'

/** How a clock and a calendar are read here. */
const clockOf = (time: number): string => new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0)
const daysBetween = (time: number, now: number): number => Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000)

/** A day as people call it, seen from now: `Today`, `Yesterday`, `Tuesday`, `28 October`, `3 May 2024`. */
export function dayName(time: number, now: number): string {
  const days = daysBetween(time, now)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  const then = new Date(time)
  if (days < 7) return then.toLocaleDateString('en-GB', { weekday: 'long' })
  const sameYear = then.getFullYear() === new Date(now).getFullYear()
  return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...(!sameYear && { year: 'numeric' }) })
}

/** The time of a moment whose day is said already: `10:31`, or `now`. */
export function timeInDay(time: number, now: number): string {
  return now - time < 60_000 && now >= time ? 'now' : clockOf(time)
}

/** A whole moment within a sentence: `now`, `today 10:31`, `yesterday 16:05`, `Tuesday 16:05`, `28 October 16:05`. */
export function momentName(time: number, now: number): string {
  if (now - time < 60_000 && now >= time) return 'now'
  const day = dayName(time, now)
  return `${/^(Today|Yesterday)$/.test(day) ? day.toLowerCase() : day} ${clockOf(time)}`
}

/** Who made a change, as a person would say it. Parts of the server and the disk write too. */
export function writerName({ session, user }: { session: string; user: { id: string; name: string } }, viewer: string): string {
  if (session === '!disk') return 'Another program'
  if (session.startsWith('~')) return 'The server'
  // A program with somebody's key has their name, and an id with two parts.
  if (user.id.includes(':')) return user.id.startsWith(`${viewer}:`) ? 'Your program' : `${user.name}’s program`
  return user.id === viewer ? 'You' : user.name
}

/** Who wrote a line, as it is said beside it. Of what stood there before the first version that there still is, nobody can say more. */
export function lineWriter(
  { session, user, time, version, colour }: Pick<Burst, 'session' | 'user' | 'time' | 'colour'> & { version: number },
  { viewer, now }: { viewer: string; now: number },
): LineWriter {
  if (session === '') {
    const name = version === 0 ? 'Nobody' : `Before ${version}`
    const title = version === 0 ? 'Nobody has written here' : `Written before version ${version}; what came before it was removed`
    return { version, name, time: '', ink: 0, title }
  }
  const [name, when] = [writerName({ session, user }, viewer), momentName(time, now)]
  return { version, name, time: when, ink: colour, title: `${name}, ${when}, version ${version}` }
}

/** What was written, in a few signs: `+12 −3`. */
export function amount({ inserted, deleted }: { inserted: number; deleted: number }): string {
  return [inserted > 0 ? `+${inserted.toLocaleString('en')}` : '', deleted > 0 ? `−${deleted.toLocaleString('en')}` : '']
    .filter(Boolean)
    .join(' ')
}

/** A count of versions. */
export function versions(count: number): string {
  return count === 1 ? '1 version' : `${count.toLocaleString('en')} versions`
}

/** `siegel.py` as of version 812 is `siegel.v812.py`. */
export function fileName(path: string, version: number): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? `${name.slice(0, dot)}.v${version}${name.slice(dot)}` : `${name}.v${version}`
}
