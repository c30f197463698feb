// Runs everything that must hold: types, lint, form, and every test file; or the files and folders that are named. Its last line counts.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeBinary, setUp } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = name => join(root, 'node_modules', '.bin', name)
/** Tests that start browsers, servers or Sage: one at a time, so that none is slow because of another. */
const heavy = /^test\/(browser|systems)\/|browser\.test\.ts$|kernel\.test\.ts$|^core\/host\//
/** A file that runs longer than this hangs, in milliseconds. */
const longest = 15 * 60_000

try {
  await setUp({ mode: 'test' })
} catch (failure) {
  console.error(failure.message)
  process.exit(1)
}
const { Parser } = await import('tap-parser')

const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    for (const child of running) endGroup(child)
    process.exit(130)
  })

const named = process.argv.slice(2)
const files = named.length > 0 ? named.flatMap(testsAt) : testFiles('')
const results = []
if (named.length === 0) {
  check('types', [bin('tsc'), '-b'])
  check('lint', [bin('oxlint'), '--type-aware', '--deny-warnings'])
  check('form', [bin('oxfmt'), '--check'])
}
await runFiles(
  files.filter(file => !heavy.test(file)),
  { jobs: 2 },
)
await runFiles(
  files.filter(file => heavy.test(file)),
  { jobs: 1 },
)
process.exit(summary() ? 0 : 1)

/** Tells failures at length, skips by name, and counts. Answers whether all is well. */
function summary() {
  const failures = results.flatMap(({ failures }) => failures)
  const skips = results.flatMap(({ skips }) => skips)
  const passed = results.reduce((sum, { passed }) => sum + passed, 0)
  for (const { name, detail } of failures) console.log(`\nFAILED ${name}${detail ? `\n${detail}` : ''}`)
  if (skips.length > 0) console.log(`\nSkipped:\n${skips.map(skip => `  ${skip}`).join('\n')}`)
  const strict = process.env.CI === 'true' && skips.length > 0
  if (strict) console.log('With CI=true nothing may be skipped.')
  console.log(`\n${passed} passed, ${failures.length} failed, ${skips.length} skipped`)
  return failures.length === 0 && !strict
}

function check(name, [command, ...args]) {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  const failures = status === 0 ? [] : [{ name, detail: `${stdout}${stderr}`.slice(0, 20_000) }]
  results.push({ passed: status === 0 ? 1 : 0, failures, skips: [] })
  told({ verdict: status === 0 ? 'ok    ' : 'NOT OK', name, began })
}

function told({ verdict, name, began }) {
  console.log(`${verdict} ${name}  ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

/** The file that is named, or every test in the folder that is. npm runs this at the top, wherever one stands. */
function testsAt(path) {
  const place = relative(root, resolve(process.env.INIT_CWD ?? '.', path))
  return statSync(join(root, place), { throwIfNoEntry: false })?.isDirectory() ? testFiles(place) : [place]
}

/** Every test in a folder of its own package; what was compiled is not tested again. */
function testFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory())
      return ['node_modules', 'dist', '.git', '.tap', 'data', '.venv', 'template', 'fixtures'].includes(entry.name) ? [] : testFiles(path)
    return /\.test\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** Runs files, each in a process of its own, so many at a time. */
async function runFiles(some, { jobs }) {
  const waiting = [...some]
  const next = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) results.push(await runFile(file))
  }
  await Promise.all(Array.from({ length: jobs }, next))
}

/** Runs one file and counts the stories in it. */
async function runFile(file) {
  const began = performance.now()
  const child = spawn(nodeBinary, ['--conditions=stoa-source', '--disable-warning=ExperimentalWarning', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TAP_TIMEOUT: String(longest / 1000) },
    // A group of its own, so that what it started can be ended with it.
    detached: true,
  })
  running.add(child)
  const noise = []
  child.stderr.on('data', piece => noise.push(piece))
  const timer = setTimeout(() => endGroup(child), longest)
  const ended = new Promise(resolve => child.on('close', (code, signal) => resolve(signal ?? code)))
  const result = await count(child.stdout, file)
  const code = await ended
  clearTimeout(timer)
  running.delete(child)
  if (code !== 0 && result.failures.length === 0) {
    result.failures.push({
      name: file,
      detail: code === 'SIGKILL' ? `It did not end within ${longest / 60_000} minutes.` : `It ended with ${code}.`,
    })
  }
  if (code === 0 && result.passed + result.failures.length + result.skips.length === 0)
    result.failures.push({ name: file, detail: 'It tells no story.' })
  if (result.failures.length > 0) result.failures.at(-1).detail += `\n${Buffer.concat(noise).toString().slice(-4000)}`
  told({ verdict: result.failures.length > 0 ? 'NOT OK' : result.passed === 0 ? 'skip  ' : 'ok    ', name: file, began })
  return result
}

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** Reads what a test file says. Each story counts once; of one that failed, what did not hold in it is told too. */
function count(output, file) {
  const result = { passed: 0, failures: [], skips: [] }
  return new Promise(resolve => {
    const whole = new Parser()
    let wrong = []
    whole.on('child', story => {
      wrong = []
      story.on('assert', one => {
        if (one.skip || one.todo) result.skips.push(skipped(`${file} > ${story.name} > ${one.name}`, one))
        else if (!one.ok) wrong.push(`${one.name}\n${detailOf(one)}`)
      })
    })
    whole.on('assert', story => {
      const name = `${file} > ${story.name}`
      if (story.skip || story.todo) result.skips.push(skipped(name, story))
      else if (story.ok) result.passed++
      else result.failures.push({ name, detail: wrong.length > 0 ? wrong.join('\n') : detailOf(story) })
      wrong = []
    })
    whole.on('complete', () => resolve(result))
    output.pipe(whole)
  })
}

function skipped(name, { skip, todo }) {
  return `${name}: ${[skip, todo].find(reason => typeof reason === 'string') ?? 'skipped'}`
}

/** What a failed assertion says of itself, without the frames of tap. */
function detailOf({ diag }) {
  if (!diag) return ''
  const { at, diff, found, wanted, stack, source } = diag
  return JSON.stringify(
    {
      at: at && `${at.fileName}:${at.lineNumber}`,
      diff,
      found,
      wanted,
      stack: diff ? undefined : stack,
      source: diff ? undefined : source,
    },
    null,
    2,
  ).replaceAll('\\n', '\n')
}
