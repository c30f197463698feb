/** One thing that happened in a recording, `at` seconds from its start. */
export type Event = { readonly at: number; readonly kind: 'output' | 'size'; readonly data: string }
/** A recording, read. */
export type Cast = {
  readonly columns: number
  readonly rows: number
  readonly title: string
  readonly events: readonly Event[]
  /** In seconds, with pauses cut short. */
  readonly length: number
}

/** Longer pauses are played as this, in seconds. */
const longestPause = 2

/** Reads asciicast v2; null for what is none. A line that was cut off at the end is left out. */
export function readCast(text: string): Cast | null {
  const [first = '', ...rest] = text.split('\n')
  const head = parsed(first) as { version?: unknown; width?: unknown; height?: unknown; title?: unknown } | null
  if (typeof head !== 'object' || head?.version !== 2 || !isSize(head.width) || !isSize(head.height)) return null
  const events: Event[] = []
  let at = 0
  let before = 0
  for (const line of rest) {
    const one = parsed(line)
    if (!Array.isArray(one)) continue
    const [time, kind, data] = one as unknown[]
    if (typeof time !== 'number' || typeof data !== 'string' || (kind !== 'o' && kind !== 'r')) continue
    at += Math.min(longestPause, Math.max(0, time - before))
    before = Math.max(before, time)
    events.push({ at, kind: kind === 'o' ? 'output' : 'size', data })
  }
  return { columns: head.width, rows: head.height, title: typeof head.title === 'string' ? head.title : '', events, length: at }
}

/** The size that an event says, or null. */
export function sizeOf(data: string): { columns: number; rows: number } | null {
  const [, columns, rows] = /^(\d{1,3})x(\d{1,3})$/.exec(data) ?? []
  return isSize(Number(columns)) && isSize(Number(rows)) ? { columns: Number(columns), rows: Number(rows) } : null
}

/** Seconds as people read them: `1:05`. */
export function clockOf(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0 && (value as number) <= 500

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return null
  }
}
