import { createHash } from 'node:crypto'
import type { Problem } from '../contract.ts'

/** Names what Sage has to compute, whichever lines of the document it comes from: the same name needs no new run. */
export function sageWork(script: string): string {
  const code = script
    .split('\n')
    .filter(line => !/^\s*_st_\.(current_tex_line|goboom)|^\s*print .SageT|^##/.test(line))
    .join('\n')
  return createHash('sha256').update(code).digest('hex')
}

/** What went wrong when Sage ran a document's code, from all that it printed. Null when it says nothing of an error. */
export function sageProblem(printed: string, main: string): Problem | null {
  const boom = /Error in Sage code on line (\d+) of/.exec(printed)
  // What goes to the two streams comes in no order.
  const said = printed
    .split('\n')
    .map(line => line.trim())
    .findLast(line => /^[A-Z]\w*(Error|Exception|Interrupt|Exit|Warning)\b/.test(line))
  if (!boom && said === undefined) return null
  return {
    kind: 'error',
    message: `Sage: ${said ?? 'the code of this line failed'}`,
    file: main,
    ...(boom && { line: Number(boom[1]) }),
    advice: 'The values of this document’s Sage code are from an earlier build, or missing.',
  }
}
