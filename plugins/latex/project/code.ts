import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Clock, Files, Processes } from '@stoa/sdk/project'
import type { Problem } from '../contract.ts'
import { outputOf } from './output.ts'
import type { Progress } from './progress.ts'
import { readText } from './read.ts'
import { run, type Ended, type Limits } from './run.ts'

/** A program that computes what stands in a document: TeX writes its code to a file, and reads what came of it when it runs again. */
export type Code = {
  readonly name: 'sage' | 'pythontex'
  readonly title: string
  /** How the file with the code ends, after the document's name. */
  readonly script: string
  /** A file that TeX has read when the document uses it. */
  readonly style: string
  /** Parts of the code's file that say where in the document it stands, and not what it is. */
  readonly place: RegExp
  command(job: string): readonly [string, ...string[]]
  /** The document's line in what was printed of an error. */
  readonly line: RegExp
}

/** What documents may compute with. */
export const codes: readonly Code[] = [
  {
    name: 'sage',
    title: 'Sage',
    script: '.sagetex.sage',
    style: 'sagetex.sty',
    place: /^\s*_st_\.(?:current_tex_line|goboom).*$|^\s*print .SageT.*$|^##.*$/gm,
    command: job => ['sage', `${job}.sagetex.sage`],
    line: /Error in Sage code on line (\d+) of/,
  },
  {
    name: 'pythontex',
    title: 'Python',
    script: '.pytxcode',
    style: 'pythontex.sty',
    place: /(?<=^=>PYTHONTEX#.*#)\d+(?=#$)/gm,
    command: job => ['pythontex', job],
    line: /PythonTeX stderr - error on line (\d+)/,
  },
]

/** Names what is to be computed, whichever lines of the document it comes from: the same name needs no new run. */
export function workOf({ place }: Code, script: string): string {
  return createHash('sha256').update(script.replace(place, '')).digest('hex')
}

/** What went wrong when a document's code ran, from all that was printed: the two streams come in no order. */
export function codeProblem({ title, line }: Code, { printed, main }: { printed: string; main: string }): Problem {
  const found = line.exec(printed)
  const said = printed
    .split('\n')
    .map(one => one.trim())
    .findLast(one => /^[A-Z]\w*(Error|Exception|Interrupt|Exit|Warning)\b/.test(one))
  return {
    kind: 'error',
    message: `${title}: ${said ?? (found ? 'the code of this line failed' : 'the document’s code failed')}`,
    file: main,
    ...(found && { line: Number(found[1]) }),
    advice: `The values of this document’s ${title} code are from an earlier build, or missing.`,
  }
}

type Kept = { readonly work: string; readonly problem: Problem | null }
type Place = { readonly files: Files; readonly main: string; readonly code: Code }

const recordOf = ({ main, code }: Place): string => `${outputOf(main).folder}/${code.name}.json`

/** The code's text, or null if the document does not use it, or not any more. */
async function scriptOf({ files, main, code }: Place): Promise<string | null> {
  const { folder, job } = outputOf(main)
  const script = await readText(files, `${folder}/${job}${code.script}`)
  if (script === null) return null
  const inputs = await readText(files, `${folder}/${job}.fls`)
  return inputs?.includes(code.style) === true ? script : null
}

async function readKept(place: Place): Promise<Kept | null> {
  try {
    const kept = JSON.parse((await readText(place.files, recordOf(place))) ?? 'null') as Partial<Kept> | null
    const { work, problem } = kept ?? {}
    if (typeof work !== 'string') return null
    return { work, problem: problem && typeof problem.message === 'string' ? problem : null }
  } catch {
    return null
  }
}

/** What the code ran into the last time, as long as it is the document's code. */
export async function keptProblem(place: Place): Promise<Problem | null> {
  const script = await scriptOf(place)
  const kept = script === null ? null : await readKept(place)
  return kept?.work === workOf(place.code, script ?? '') ? kept.problem : null
}

/**
 * Runs a document's code, if it is other code than the last time, in the output's folder; modules and files are found beside the document.
 * `again` when TeX has something new to read, `early` when it did not end by itself.
 */
export async function runCode(
  given: Place & { processes: Processes; clock: Clock; limits: Limits; progress(progress: Progress): void },
  running: (started: { stop(): void }) => void,
): Promise<{ again: boolean; early?: Ended }> {
  const { files, main, code, processes, clock, limits, progress } = given
  const script = await scriptOf(given)
  if (script === null) return { again: false }
  const work = workOf(code, script)
  if ((await readKept(given))?.work === work) return { again: false }
  progress({ step: code.name })
  const { folder, job } = outputOf(main)
  const root = await files.resolve('')
  const sources = posix.join(root, posix.dirname(main))
  const started = run({
    processes,
    clock,
    command: code.command(job),
    cwd: posix.join(root, folder),
    env: { PYTHONPATH: sources, SAGE_LOAD_ATTACH_PATH: sources, DOT_SAGE: posix.join(root, '.latex/var/sage') },
    limits,
  })
  running(started)
  const ended = await started.ended
  if (ended.by !== 'itself') return { again: false, early: ended }
  const problem: Problem | null =
    ended.code === 127
      ? {
          kind: 'warning',
          message: `“${code.name}” is not installed here, so this document’s ${code.title} values are missing`,
          file: main,
        }
      : ended.code === 0
        ? null
        : codeProblem(code, { printed: ended.printed, main })
  await using handle = await files.open(recordOf(given), 'w')
  await handle.writeFile(JSON.stringify({ work, problem } satisfies Kept))
  return { again: problem === null }
}
