import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import type { Clock, Files, Processes } from '@stoa/sdk/project'
import type { Problem } from '../contract.ts'
import { codes, runCode } from './code.ts'
import type { Engine } from './magic.ts'
import { clearOutput, dropLarge, hasMade, makeOutput, outputOf } from './output.ts'
import { createProgress, type Progress } from './progress.ts'
import { readResult } from './result.ts'
import { hold, run, type Ended, type Held, type Limits } from './run.ts'
import type { Standby } from './standby.ts'
import { isWoven, weave, wovenOf } from './weave.ts'

const minutes = 60_000
const mega = 1024 * 1024
/** What TeX may use, with everything that latexmk runs for it. */
export const texLimits: Limits = { time: 4 * minutes, memory: 4096 * mega, printed: 20 * mega, file: 512 * mega }
/** What the Sage or Python code of a document may use. */
export const codeLimits: Limits = { time: 10 * minutes, memory: 0, printed: 20 * mega, file: 512 * mega }

/** What is known of a build before it is asked for. */
export type Prepared = {
  readonly files: Files
  readonly processes: Processes
  readonly clock: Clock
  readonly main: string
  readonly engine: Engine
}

/** What a build is made with. */
export type BuildGiven = Prepared & {
  readonly standby: Standby
  readonly sagetex: boolean
  readonly clean: boolean
  progress(progress: Progress): void
}

/** What came of a build. `fatal` is why it ended early; `stopped` when somebody ended it. */
export type Built = { readonly problems: readonly Problem[]; readonly made: boolean; readonly fatal?: string; readonly stopped?: boolean }

/** Builds a document: knitr if it has R in it, latexmk, then Sage if the document needs it, then latexmk again. */
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

/** Is told what runs now, so that it can be stopped. */
export type Running = (started: { stop(): void }) => void

async function build(given: BuildGiven, running: Running): Promise<Built> {
  const { files, main, clean } = given
  if (/ {2}/.test(main)) return failed('TeX cannot build a file with two blanks in a row in its path. Rename it, or its folder.')
  if (/["$`\\#%{}~^&]/.test(main))
    return failed(`TeX cannot build a file with ${JSON.stringify(/["$`\\#%{}~^&]/.exec(main)![0])} in its path. Rename it, or its folder.`)
  if (clean) await clearOutput(files, main)
  await makeOutput(files, main)
  if (isWoven(main)) {
    const woven = await weave({ ...given, limits: codeLimits }, running)
    if (woven.early) return whyEarly(woven.early, codeLimits, 'knitr')!
    if (woven.problem) return { problems: [woven.problem], made: false }
  }
  const first = await latexmk(given, running)
  const early = whyEarly(first, texLimits, given.engine)
  if (early) return early
  let again = false
  for (const code of given.sagetex ? codes : codes.filter(({ name }) => name !== 'sage')) {
    const ran = await runCode({ ...given, code, limits: codeLimits }, running)
    if (ran.early) return whyEarly(ran.early, codeLimits, code.name)!
    again ||= ran.again
  }
  const last = again ? await latexmk(given, running) : first
  return whyEarly(last, texLimits, given.engine) ?? whyNothing(await finish(given), last, given)
}

const failed = (fatal: string): Built => ({ problems: [], made: false, fatal })

/** A build that made nothing says why, whatever TeX left of its log. */
async function whyNothing(built: Built, { printed }: Ended, { files, main, engine }: BuildGiven): Promise<Built> {
  if (built.made || built.fatal !== undefined || built.problems.some(({ kind }) => kind === 'error')) return built
  if (/File size limit exceeded|\bsignal 25\b|return code 153\b/.test(printed)) {
    await dropLarge(files, main, texLimits.file)
    return {
      ...built,
      fatal: `It was stopped when a file grew above ${texLimits.file / mega} MB. Look for a command that writes without end.`,
    }
  }
  return { ...built, fatal: `“${engine}” ended without a PDF and without an error. The full log may say more.` }
}

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
function environment(root: string, out: string, made: boolean): Record<string, string> {
  const caches = posix.join(root, '.latex/var')
  return {
    max_print_line: '10000',
    error_line: '254',
    half_error_line: '238',
    shell_escape: 'f',
    openout_any: 'p',
    // Only for pictures: text is read from the output's folder anyhow, and to look there for everything costs each run 4 %.
    ...(made && { TEXINPUTS: `.:${out}:` }),
    TEXMFVAR: caches,
    TEXMFCACHE: caches,
  }
}

/** Tells latexmk how glossaries are sorted; the output's folder is where they are. */
const glossaries = `for (['glo', 'gls'], ['acn', 'acr']) { add_cus_dep($$_[0], $$_[1], 0, 'stoa_glossary') } sub stoa_glossary { my ($base, $path) = fileparse($_[0]); return system('makeglossaries', '-q', '-d', $path, $base) }`

/** Everything that latexmk is started with. */
async function order({ files, processes, clock, main, engine }: Prepared) {
  const { folder, job } = outputOf(main)
  const root = await files.resolve('')
  const out = posix.join(root, folder)
  const cwd = posix.join(root, posix.dirname(main))
  const command: readonly [string, ...string[]] = [
    'latexmk',
    '-norc',
    { pdflatex: '-pdf', xelatex: '-pdfxe', lualatex: '-pdflua' }[engine],
    // Goes on after errors, so that one of them does not leave every reference undefined.
    '-f',
    '-synctex=1',
    '-file-line-error',
    '-interaction=nonstopmode',
    '-recorder',
    '-e',
    glossaries,
    '-latexoption=-no-shell-escape',
    `-outdir=${out}`,
    `-jobname=${job}`,
    isWoven(main) ? posix.relative(posix.dirname(main), wovenOf(main)) : `./${posix.basename(main)}`,
  ]
  return { processes, clock, command, cwd, env: environment(root, out, await hasMade(files, main)), limits: texLimits }
}

/** Has latexmk wait at its own beginning, once it is read. */
const waits = ['-e', 'exit 1 unless defined(my $stoa_go = <STDIN>);'] as const

/** Says all that a program was started with, its folder by what it is and not by its name alone. */
async function keyOf({ command, cwd, env }: Awaited<ReturnType<typeof order>>): Promise<string> {
  const { dev, ino } = await stat(cwd)
  return JSON.stringify([command, cwd, env, dev, ino])
}

/** Starts latexmk for the next build of a document and has it wait. */
export async function prepareBuild(given: Prepared): Promise<{ key: string; held: Held }> {
  const made = await order(given)
  const [program, ...rest] = made.command
  return { key: await keyOf(made), held: hold({ ...made, command: [program, ...waits, ...rest] }) }
}

async function latexmk(given: BuildGiven, running: Running): Promise<Ended> {
  const { progress, standby } = given
  const made = await order(given)
  const reader = createProgress()
  const heard = (text: string) => {
    const now = reader.push(text)
    if (now) progress(now)
  }
  const held = standby.take(await keyOf(made))
  const started = held ?? run({ ...made, heard })
  held?.go(heard)
  running(started)
  return started.ended
}

async function finish({ files, main, sagetex }: BuildGiven): Promise<Built> {
  const read = await readResult(files, main, { sagetex })
  return read ?? { problems: [], made: false, fatal: 'TeX left no log.' }
}
