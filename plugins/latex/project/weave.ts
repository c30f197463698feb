import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Clock, Files, Processes } from '@stoa/sdk/project'
import type { Problem } from '../contract.ts'
import { align, type Alignment } from './alignment.ts'
import { outputOf } from './output.ts'
import type { Progress } from './progress.ts'
import { readText } from './read.ts'
import { filesOf } from './root.ts'
import { run, type Ended, type Limits } from './run.ts'
import { sourcesOf } from './sources.ts'

/** Whether a file is LaTeX with R in it, of which knitr makes LaTeX. */
export const isWoven = (path: string): boolean => /\.rnw$/i.test(path)

/** Where the LaTeX of such a file goes. */
export function wovenOf(main: string): string {
  const { folder, job } = outputOf(main)
  return `${folder}/${job}.tex`
}

/** What R is told: pictures and caches go to the output's folder, files are found beside the document, and the first error ends it. */
const script = `
given <- commandArgs(TRUE)
if (!requireNamespace("knitr", quietly = TRUE)) quit(status = 127)
knitr::opts_knit$set(base.dir = paste0(given[2], "/"), root.dir = getwd())
knitr::opts_chunk$set(error = FALSE, fig.path = "figure/", cache.path = paste0(given[2], "/cache/"))
knitr::knit(given[1], output = given[3], quiet = TRUE, encoding = "UTF-8")
`

type Place = { readonly files: Files; readonly main: string }
type Kept = { readonly work: string; readonly problem: Problem | null }

const recordOf = (main: string): string => `${outputOf(main).folder}/knitr.json`

/** Names the document with all that it includes: the same name needs no new run. */
async function workOf({ files, main }: Place): Promise<string> {
  const sources = sourcesOf(files)
  const hash = createHash('sha256')
  for (const path of await filesOf(main, sources)) if (isWoven(path)) hash.update(`${path}\0${(await sources.read(path)) ?? ''}\0`)
  return hash.digest('hex')
}

async function readKept({ files, main }: Place): Promise<Kept | null> {
  try {
    const { work, problem } = JSON.parse((await readText(files, recordOf(main))) ?? '{}') as Partial<Kept>
    return typeof work === 'string' ? { work, problem: typeof problem?.message === 'string' ? problem : null } : null
  } catch {
    return null
  }
}

/** What R ran into the last time, as long as the document is the same. */
export async function keptWeaving(place: Place): Promise<Problem | null> {
  const kept = await readKept(place)
  return kept?.problem && kept.work === (await workOf(place)) ? kept.problem : null
}

/** How the LaTeX that was made fits its source; null where there is none. */
export async function alignmentOf({ files, main }: Place): Promise<Alignment | null> {
  const [source, made] = [await readText(files, main), await readText(files, wovenOf(main))]
  return source === null || made === null ? null : align(source, made)
}

/** Makes LaTeX of a document with R, if it is another document than the last time. `problem` when R could not; `early` when it did not end by itself. */
export async function weave(
  given: Place & { processes: Processes; clock: Clock; limits: Limits; progress(progress: Progress): void },
  running: (started: { stop(): void }) => void,
): Promise<{ problem: Problem | null; early?: Ended }> {
  const { files, main, processes, clock, limits, progress } = given
  const work = await workOf(given)
  const kept = await readKept(given)
  if (kept?.work === work && (kept.problem !== null || (await readText(files, wovenOf(main))) !== null)) return { problem: kept.problem }
  progress({ step: 'knitr' })
  const root = await files.resolve('')
  const started = run({
    processes,
    clock,
    command: [
      'Rscript',
      '--vanilla',
      '-e',
      script,
      posix.basename(main),
      posix.join(root, outputOf(main).folder),
      posix.join(root, wovenOf(main)),
    ],
    cwd: posix.join(root, posix.dirname(main)),
    env: {},
    limits,
  })
  running(started)
  const ended = await started.ended
  if (ended.by !== 'itself') return { problem: null, early: ended }
  const source = (await readText(files, main)) ?? ''
  const problem: Problem | null =
    ended.code === 127
      ? {
          kind: 'error',
          message: 'R with knitr is not installed here, so this document cannot be built',
          file: main,
          advice: 'Ask whoever looks after the server to install it.',
        }
      : ended.code === 0
        ? null
        : weavingProblem({ printed: Buffer.from(ended.printed, 'latin1').toString('utf8'), main, source })
  if (problem) {
    // What R said is the log of a build that went no further.
    await using log = await files.open(outputOf(main).log, 'w')
    await log.writeFile(ended.printed, 'latin1')
  }
  await using handle = await files.open(recordOf(main), 'w')
  await handle.writeFile(JSON.stringify({ work, problem } satisfies Kept))
  return { problem }
}

/** What R could not do, from what knitr printed: it names the lines of the block, and R the call or the line within it. */
export function weavingProblem({ printed, main, source }: { printed: string; main: string; source: string }): Problem {
  const quit = /^Quitting from (?:lines (\d+)-(\d+)|.*?:(\d+)-(\d+))/m.exec(printed)
  const [first, last] = quit ? [Number(quit[1] ?? quit[3]), Number(quit[2] ?? quit[4])] : []
  const error = /^Error(?: in (.+?))? ?:\s*([^]*?)(?=\n(?:Calls:|In addition:|Execution halted|Backtrace:)|$(?![^]))/m.exec(printed)
  const said = (error?.[2] ?? '').replace(/\s+/g, ' ').trim()
  const within = /^<text>:(\d+):\d+: (.*)$/.exec(said)
  const call = error?.[1]?.replace(/\s+/g, '')
  const lines = source.split('\n')
  const found =
    first === undefined || call === undefined
      ? -1
      : lines.findIndex((text, at) => at >= first - 1 && at < last! && text.replace(/\s+/g, '').includes(call))
  const line = first === undefined ? undefined : within ? first + Number(within[1]) - 1 : found >= 0 ? found + 1 : first
  return {
    kind: 'error',
    message: `R: ${(within?.[2] ?? said) || 'the code of this document failed'}`,
    file: main,
    ...(line !== undefined && line >= 1 && line <= lines.length && { line }),
    advice: 'No PDF is made until the code runs.',
  }
}
