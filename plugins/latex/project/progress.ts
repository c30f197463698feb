/** What a build is doing: the program at work with its run, and the last page that was set. */
export type Progress = { readonly step?: string; readonly page?: number }

/** Reads what latexmk and TeX print while they run, piece by piece. `push` answers the progress if it is another now. */
export function createProgress(): { push(text: string): Progress | null } {
  let rest = ''
  let now: Progress = {}
  return {
    push(text) {
      const all = rest + text
      const end = all.lastIndexOf('\n') + 1
      // A line that has not ended yet may hold pages already, and may have no end at all.
      rest = all.length - end > 400 ? all.slice(-400) : all.slice(end)
      const before = now
      for (const line of all.slice(0, end).split('\n')) now = readLine(line, now)
      const page = lastPage(rest)
      if (page !== undefined && page > (now.page ?? 0)) now = { ...now, page }
      return now.step === before.step && now.page === before.page ? null : now
    },
  }
}

function readLine(line: string, now: Progress): Progress {
  const run = /^Run number (\d+) of rule '([^' ]+)/.exec(line)
  if (run) return { step: Number(run[1]) > 1 ? `${run[2]}, run ${run[1]}` : run[2]! }
  const page = lastPage(line)
  return page === undefined ? now : { ...now, page }
}

function lastPage(line: string): number | undefined {
  const pages = [...line.matchAll(/(?:^|[\s)\]}>])\[(\d{1,5})(?=[\s\]{<]|$)/g)]
  return pages.length > 0 ? Number(pages.at(-1)![1]) : undefined
}
