/** The value that a share of the measures lies below: 0.99 of them for p99. */
export function percentile(measures: readonly number[], share: number): number {
  const sorted = measures.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export const median = (measures: readonly number[]): number => percentile(measures, 0.5)

/** One figure beside a peer's. `about` says which case it is of, such as `10 clients, p99`; `theirs` is null where the peer can't be had. */
export type Figure = {
  bench: string
  about?: string
  ours: number
  peer: string
  theirs: number | null
  unit: string
  better: 'less' | 'more'
}

/** A figure as one line of JSON. `ratio` above 1 means that ours is better. */
export function lineOf({ bench, about, ours, peer, theirs, unit, better }: Figure): string {
  const ratio = theirs === null ? null : better === 'less' ? theirs / ours : ours / theirs
  return JSON.stringify({
    bench,
    ...(about !== undefined && { about }),
    ours: rounded(ours),
    peer,
    theirs: rounded(theirs),
    unit,
    ratio: rounded(ratio),
  })
}

export const report = (figure: Figure): void => console.log(lineOf(figure))

const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(3)))
