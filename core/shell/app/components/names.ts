/** At most two letters that stand for a person. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!].map(first) : [...(words[0] ?? '?')].slice(0, 2)
  return letters.join('').toLocaleUpperCase()
}

/** The letter that stands for a project: its first letter or digit, else its first character. */
export function letterOf(title: string): string {
  return /[\p{L}\p{N}]/u.exec(title)?.[0] ?? first(title) ?? '·'
}

const first = (word: string): string => [...word][0] ?? ''

/** The same ink for the same person wherever no document has given one: 1 to 8. */
export function colourOf(id: string): number {
  let sum = 0
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)!) >>> 0
  return (sum % 8) + 1
}

/** A moment as a person says it, seen from now: `10:42`, `yesterday`, `Tuesday`, `28 October`, `3 May 2024`. */
export function moment(time: number, now: number): string {
  const then = new Date(time)
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000)
  if (days <= 0) {
    const minutes = Math.floor((now - time) / 60_000)
    if (minutes < 1) return 'now'
    if (minutes < 60) return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`
    return `today ${then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
  }
  if (days === 1) return 'yesterday'
  if (days < 7) return then.toLocaleDateString('en-GB', { weekday: 'long' })
  const sameYear = then.getFullYear() === new Date(now).getFullYear()
  return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...(!sameYear && { year: 'numeric' }) })
}

const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0)
