import { posix } from 'node:path'
import type { Clock, Files, Processes } from '@stoa/sdk/project'
import type { Problem } from '../contract.ts'
import { readBibliographyLog } from './log/bibliography.ts'
import { readLog } from './log/log.ts'
import { pinpoint, type Found } from './log/pinpoint.ts'
import type { Engine } from './magic.ts'
import { clearOutput, makeOutput, outputOf } from './output.ts'
import { createProgress, type Progress } from './progress.ts'
import { bibliographies, filesOf, inFolder } from './root.ts'
import { run, type Ended, type Limits } from './run.ts'
import { sageProblem, sageWork } from './sage.ts'
import { sourcesOf } from './sources.ts'

const minutes = 60_000
const mega = 1024 * 1024
/** What TeX may use, with everything that latexmk runs for it. */
export const texLimits: Limits = { time: 4 * minutes, memory: 4096 * mega, printed: 20 * mega, file: 512 * mega }
/** What the Sage code of a document may use. */
export const sageLimits: Limits = { time: 10 * minutes, memory: 0, printed: 20 * mega, file: 512 * mega }

/** What a build is made with. */
export type BuildGiven = {
  readonly files: Files
  readonly processes: Processes
  readonly clock: Clock
  readonly main: string
  readonly engine: Engine
  readonly sagetex: boolean
  readonly clean: boolean
  progress(progress: Progress): void
}

/** What came of a build. `fatal` is why it ended early; `stopped` when somebody ended it. */
export type Built = { readonly problems: readonly Problem[]; readonly made: boolean; readonly fatal?: string; readonly stopped?: boolean }

/** Builds a document: latexmk, then Sage if the document needs it, then latexmk again. */
export function startBuild(given: BuildGiven): { built: Promise<Built>; stop(): void } {
  let current: { stop(): void } | null = null
  let stopped = false
  return {
    built: build(given, started => {
      current = started
      if (stopped) started.stop()
    }),
    stop() {
      stopped = true
      current?.stop()
    },
  }
}

type Running = (started: { stop(): void }) => void

async function build(given: BuildGiven, running: Running): Promise<Built> {
  const { files, main, clean } = given
  if (/["$`\\#%{}~^&]/.test(main))
    return failed(`TeX cannot build a file with ${JSON.stringify(/["$`\\#%{}~^&]/.exec(main)![0])} in its path. Rename it, or its folder.`)
  if (clean) await clearOutput(files, main)
  await makeOutput(files, main)
  const first = await latexmk(given, running)
  const early = whyEarly(first, texLimits, given.engine)
  if (early || !given.sagetex) return early ?? finish(given, [])
  const sage = await runSage(given, running)
  if (sage.again) {
    const second = await latexmk(given, running)
    const late = whyEarly(second, texLimits, given.engine)
    if (late) return late
  }
  return sage.early ?? finish(given, sage.problems)
}

const failed = (fatal: string): Built => ({ problems: [], made: false, fatal })

function whyEarly({ by, code, signal }: Ended, limits: Limits, program: string): Built | null {
  if (by === 'person') return { problems: [], made: false, stopped: true }
  if (by === 'time')
    return failed(`It was stopped after ${limits.time / minutes} minutes. Look for a command that calls itself without end.`)
  if (by === 'output')
    return failed(`It was stopped after printing ${limits.printed / mega} MB. Look for a command that repeats without end.`)
  if (code === 127)
    return failed('“latexmk” is not installed where this project runs. Ask whoever looks after the server to install TeX Live.')
  if (signal !== null) return failed(`“${program}” was ended from outside (${signal}), most likely because memory ran out.`)
  return null
}

/** What every program of a build is told: no lines broken in logs, nothing run from within TeX, caches in the output's folder. */
function environment(root: string, out: string): Record<string, string> {
  const caches = posix.join(root, '.latex/var')
  return {
    max_print_line: '10000',
    error_line: '254',
    half_error_line: '238',
    shell_escape: 'f',
    openout_any: 'p',
    TEXINPUTS: `.:${out}:`,
    TEXMFVAR: caches,
    TEXMFCACHE: caches,
  }
}

async function latexmk({ files, processes, clock, main, engine, progress }: BuildGiven, running: Running): Promise<Ended> {
  const { folder, job } = outputOf(main)
  const root = await files.resolve('')
  const out = posix.join(root, folder)
  const reader = createProgress()
  const started = run({
    processes,
    clock,
    command: [
      'latexmk',
      '-norc',
      { pdflatex: '-pdf', xelatex: '-pdfxe', lualatex: '-pdflua' }[engine],
      // Goes on after errors, so that one of them does not leave every reference undefined.
      '-f',
      '-synctex=1',
      '-file-line-error',
      '-interaction=nonstopmode',
      '-recorder',
      '-latexoption=-no-shell-escape',
      `-outdir=${out}`,
      `-jobname=${job}`,
      `./${posix.basename(main)}`,
    ],
    cwd: posix.join(root, posix.dirname(main)),
    env: environment(root, out),
    limits: texLimits,
    heard(text) {
      const now = reader.push(text)
      if (now) progress(now)
    },
  })
  running(started)
  return started.ended
}

type Kept = { work: string; problem: Problem | null }

/** Runs a document's Sage code, if it is other code than the last time. `again` when TeX has something new to read. */
async function runSage(given: BuildGiven, running: Running): Promise<{ problems: Problem[]; again: boolean; early?: Built }> {
  const { files, processes, clock, main, progress } = given
  const { folder, job } = outputOf(main)
  const script = await readText(files, `${folder}/${job}.sagetex.sage`)
  const inputs = await readText(files, `${folder}/${job}.fls`)
  if (script === null || !inputs?.includes('sagetex.sty')) return { problems: [], again: false }
  const record = `${folder}/${job}.sagetex.json`
  const work = sageWork(script)
  const kept = readKept(await readText(files, record))
  if (kept?.work === work) return { problems: kept.problem ? [kept.problem] : [], again: false }
  progress({ step: 'sage' })
  const root = await files.resolve('')
  const out = posix.join(root, folder)
  const sources = posix.join(root, posix.dirname(main))
  const started = run({
    processes,
    clock,
    command: ['sage', `${job}.sagetex.sage`],
    cwd: out,
    env: { PYTHONPATH: sources, SAGE_LOAD_ATTACH_PATH: sources, DOT_SAGE: posix.join(root, '.latex/var/sage') },
    limits: sageLimits,
  })
  running(started)
  const ended = await started.ended
  if (ended.by !== 'itself') return { problems: [], again: false, early: whyEarly(ended, sageLimits, 'sage')! }
  const problem: Problem | null =
    ended.code === 127
      ? { kind: 'warning', message: 'Sage is not installed here, so this document’s Sage values are missing', file: main }
      : ended.code === 0
        ? null
        : (sageProblem(ended.printed, main) ?? { kind: 'error', message: 'Sage: the document’s code failed', file: main })
  {
    await using handle = await files.open(record, 'w')
    await handle.writeFile(JSON.stringify({ work, problem } satisfies Kept))
  }
  return { problems: problem ? [problem] : [], again: problem === null }
}

function readKept(text: string | null): Kept | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<Kept> | null
    const { work, problem } = kept ?? {}
    if (typeof work !== 'string') return null
    return { work, problem: problem && typeof problem.message === 'string' ? problem : null }
  } catch {
    return null
  }
}

async function finish(given: BuildGiven, sage: readonly Problem[]): Promise<Built> {
  const read = await readResult(given.files, given.main)
  if (read === null) return { problems: sage, made: false, fatal: 'TeX left no log. The full output says why.' }
  return { problems: [...sage, ...read.problems], made: read.made }
}

/** What the logs of the last build say; null if there was none. */
export async function readResult(files: Files, main: string): Promise<{ problems: Problem[]; made: boolean } | null> {
  const { folder, job, log: path } = outputOf(main)
  const log = await readText(files, path)
  if (log === null) return null
  const root = await files.resolve('')
  const recorded = (await readText(files, `${folder}/${job}.fls`)) ?? ''
  const inputs = [...new Set([...recorded.matchAll(/^INPUT (.+)$/gm)].map(([, name]) => name!))]
  const { problems, made } = readLog({ log, main, root, output: folder, inputs })
  const bibliography = (await readText(files, `${folder}/${job}.blg`)) ?? ''
  const besides = readBibliographyLog(bibliography, name => {
    const inside = name.startsWith('/') ? posix.relative(root, name) : posix.normalize(posix.join(posix.dirname(main), name))
    return inside.startsWith('../') || inside.startsWith(`${folder}/`) ? undefined : inside
  })
  const citations = new Set(
    problems.map(({ message }) => /^Citation “(.+)” is undefined$/.exec(message)?.[1]).filter(key => key !== undefined),
  )
  // TeX names the line of a citation, the bibliography's program does not.
  const others = besides.filter(({ message }) => !citations.has(/^No entry “(.+)” in/.exec(message)?.[1] ?? ''))
  const found: Found[] = [...problems, ...others]
  if (citations.size > 0) found.push(...(await lostBibliographies(files, main, found)))
  const sources = sourcesOf(files)
  return {
    problems: await Promise.all(
      found.map(async problem => pinpoint(problem, problem.file === undefined ? null : await sources.read(problem.file))),
    ),
    made,
  }
}

/** latexmk starts no bibliography program for files that are not there, so nobody else says it. */
async function lostBibliographies(files: Files, main: string, known: readonly Found[]): Promise<Found[]> {
  const sources = sourcesOf(files)
  const lost: Found[] = []
  for (const path of await filesOf(main, sources))
    for (const name of bibliographies((await sources.read(path)) ?? '')) {
      const bib = inFolder(posix.dirname(main), name)
      const message = `Bibliography “${name}” was not found`
      if (bib !== null && (await sources.read(bib)) === null && !known.some(one => one.message === message))
        lost.push({ kind: 'error', message, file: path, advice: 'Names are relative to the folder of the main file.' })
    }
  return lost
}

const mostRead = 16 * mega

/** A file as text, its first 16 MB; null where there is none. Logs hold the bytes of sources in any encoding. */
async function readText(files: Files, path: string): Promise<string | null> {
  try {
    await using handle = await files.open(path)
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, mostRead))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    return bytes.toString('utf8', 0, bytesRead)
  } catch {
    return null
  }
}
