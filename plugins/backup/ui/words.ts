/** A time as people say it: `16:05` today, `Tue 16:05` within a week, else `24 Nov 2026, 16:05`. */
export function timeText(time: number, now: number): string {
  const date = new Date(time)
  const clock = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (date.toDateString() === new Date(now).toDateString()) return clock
  if (now - time < 6 * 86_400_000) return `${date.toLocaleDateString('en-GB', { weekday: 'short' })} ${clock}`
  return `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}, ${clock}`
}

/** How each snapshot is called in a list; those of one minute are told apart by their seconds. */
export function labelsOf(times: readonly number[], now: number): string[] {
  const plain = times.map(time => timeText(time, now))
  return plain.map((label, at) =>
    plain.indexOf(label) === plain.lastIndexOf(label) ? label : `${label}:${String(new Date(times[at]!).getSeconds()).padStart(2, '0')}`,
  )
}

/** Bytes as people say them. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = -1
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** What must be known of a snapshot that is not quite one moment, or not all of the project. */
export function doubt({ partial, raced }: { partial: boolean; raced: boolean }): string | undefined {
  if (partial) return 'Some files could not be read'
  return raced ? 'Files changed meanwhile' : undefined
}
