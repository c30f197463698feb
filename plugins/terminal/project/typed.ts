/** Who typed what last, so that nothing is typed twice. */
export type Typed = {
  /** The last number of this writer; 0 for one who is not known. */
  last(writer: string): number
  /** Takes a number; false if it was taken before. */
  take(writer: string, seq: number): boolean
}

/** Remembers the writers who typed last. */
export function createTyped({ most = 256 }: { most?: number } = {}): Typed {
  const writers = new Map<string, number>()
  const last = (writer: string): number => writers.get(writer) ?? 0
  return {
    last,
    take(writer, seq) {
      if (seq <= last(writer)) return false
      // The newest stands last, the one that has been silent longest goes first.
      writers.delete(writer)
      writers.set(writer, seq)
      if (writers.size > most) writers.delete(writers.keys().next().value!)
      return true
    },
  }
}
