import type { Test } from 'tap'

/** Looks again until it sees what is wanted, for at most so many seconds; then says what it saw. */
export async function until<T>(t: Test, look: () => Promise<T>, wanted: T, seconds = 10): Promise<void> {
  const end = Date.now() + seconds * 1000
  let found = await look()
  while (JSON.stringify(found) !== JSON.stringify(wanted) && Date.now() < end) {
    await new Promise(resolve => setTimeout(resolve, 30))
    found = await look()
  }
  t.strictSame(found, wanted)
}
