/** How long to wait before the next attempt: doubling from 250 ms to 15 s, and between half and all of that, so that many clients do not come at once. */
export function backOff(attempt: number, random: () => number): number {
  const longest = Math.min(15_000, 250 * 2 ** Math.min(attempt, 10))
  return longest * (0.5 + random() / 2)
}
