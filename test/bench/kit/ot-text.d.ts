declare module 'ot-text' {
  /** What is skipped, inserted and deleted, in order; the rest of the text stays. */
  type Op = (number | string | { d: number })[]
  const otText: {
    type: {
      apply(text: string, op: Op): string
      compose(first: Op, second: Op): Op
      transform(op: Op, over: Op, side: 'left' | 'right'): Op
    }
  }
  export default otText
}
