import type { Count } from '../contract.ts'

/** Reads the last line of `texcount -brief -total`: `120+4+7 (3/1/5/2) Total`: text, headers, captions; headers, floats, formulas. */
export function readCount(printed: string): Count | null {
  const found = [...printed.matchAll(/(\d+)\+(\d+)\+(\d+) \((\d+)\/(\d+)\/(\d+)\/(\d+)\)/g)].at(-1)
  if (!found) return null
  const [words, inHeadings, inCaptions, headings, , inline, displayed] = found.slice(1).map(Number) as number[] & { length: 7 }
  return { words: words! + inHeadings!, headings: headings!, captions: inCaptions!, formulas: inline! + displayed! }
}
