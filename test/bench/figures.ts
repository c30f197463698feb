/** The value that so much of the sorted measures lies below. */
export function percentile(measures: readonly number[], share: number): number {
  const sorted = measures.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
export const median = (measures: readonly number[]): number => percentile(measures, 0.5)

/** One figure beside a peer's, as a line of JSON. `ratio` above 1 means that ours is better. */
export function report({
  bench,
  ours,
  peer,
  theirs,
  unit,
  smallerIsBetter = true,
}: {
  bench: string
  ours: number
  peer: string
  theirs: number
  unit: string
  smallerIsBetter?: boolean
}): void {
  const ratio = smallerIsBetter ? theirs / ours : ours / theirs
  console.log(JSON.stringify({ bench, ours: rounded(ours), peer, theirs: rounded(theirs), unit, ratio: rounded(ratio) }))
}
const rounded = (value: number): number => Number(value.toPrecision(3))
