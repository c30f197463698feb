/** The bytes from `start` to `end`, both included. */
export type Range = { start: number; end: number }

/**
 * Reads a Range header against a size: the range, `all` for none or one that HTTP lets a server pass over (several ranges, other units,
 * nonsense), or `outside` when no byte of it exists.
 */
export function readRange(header: string | undefined, size: number): Range | 'all' | 'outside' {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '')
  if (!match) return 'all'
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return 'all'
  if (from === '') {
    const last = Number(to)
    return last === 0 || size === 0 ? 'outside' : { start: Math.max(0, size - last), end: size - 1 }
  }
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < start) return 'all'
  return start >= size ? 'outside' : { start, end }
}
