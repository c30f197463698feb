import type { Build, LatexState, Problem } from '../contract.ts'

/** How a build stands, in a few words. */
export function buildSentence({ state, step, page, again, by, seconds, reason }: Build): string {
  const took = seconds === undefined ? '' : ` after ${seconds} s`
  switch (state) {
    case 'never':
      return 'Not built yet'
    case 'queued':
      return 'Waiting for other builds'
    case 'running':
      return [`Building`, step, page === undefined ? undefined : `page ${page}`, again ? 'once more after this' : undefined]
        .filter(part => part !== undefined)
        .join(', ')
    case 'done':
      return seconds === undefined ? 'Built' : `Built in ${seconds} s`
    case 'failed':
      return reason === undefined ? `Build failed${took}` : `Build failed${took}. ${reason}`
    case 'stopped':
      return by === undefined || by === '' ? `Build stopped${took}` : `Build stopped${took} by ${by}`
  }
}

/** What the build found, counted, and how old the PDF is when the build did not make it. */
export function resultSentence({ build, problems, more, pdf }: LatexState): string {
  if (build.state === 'never' || build.state === 'queued' || build.state === 'running') return ''
  const count = (kind: Problem['kind'], one: string, many: string) => {
    const found = problems.filter(problem => problem.kind === kind).length
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`]
  }
  const counted = [
    ...count('error', 'error', 'errors'),
    ...count('warning', 'warning', 'warnings'),
    ...count('box', 'bad box', 'bad boxes'),
  ]
  if (more > 0) counted.push(`${more} more in the log`)
  const old = pdf && !pdf.current ? [`the PDF is from ${timeOf(pdf.made)}`] : []
  return [counted.join(', '), ...old].filter(part => part !== '').join('; ')
}

/** Of today the time, of another day the date too. */
export function timeOf(made: number, now = new Date()): string {
  const date = new Date(made)
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return date.toDateString() === now.toDateString()
    ? time
    : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}, ${time}`
}
