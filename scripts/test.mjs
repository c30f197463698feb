// Runs everything that must hold: types, lint, form, and every test file; or the files that are named. Its last line counts.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeBinary, setUp } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = name => join(root, 'node_modules', '.bin', name)
/** Tests that start browsers, servers or Sage: one at a time, so that none is slow because of another. */
const heavy = /^test\/(browser|systems)\/|browser\.test\.ts$|kernel\.test\.ts$|^core\/host\//

try {
  await setUp({ mode: 'test' })
} catch (failure) {
  console.error(failure.message)
  process.exit(1)
}
/** A file that runs longer than this hangs, in milliseconds. */
const longest = 15 * 60_000
const { Parser } = await import('tap-parser')

const named = process.argv.slice(2)
const files = named.length > 0 ? named.map(path => relative(root, join(process.cwd(), path))) : testFiles('')
const counts = { passed: 0, failed: 0, skipped: 0 }
const failures = []
const skips = []

if (named.length === 0) {
  check('types', [bin('tsc'), '-b'])
  check('lint', [bin('oxlint'), '--type-aware', '--deny-warnings'])
  check('form', [bin('oxfmt'), '--check'])
}
await runFiles(files.filter(file => !heavy.test(file)), { jobs: 2 })
await runFiles(files.filter(file => heavy.test(file)), { jobs: 1 })

for (const { name, detail } of failures) console.log(`\nFAILED ${name}${detail ? `\n${detail}` : ''}`)
if (skips.length > 0) console.log(`\nSkipped:\n${skips.map(skip => `  ${skip}`).join('\n')}`)
const strict = process.env.CI === 'true' && counts.skipped > 0
if (strict) console.log('With CI=true nothing may be skipped.')
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed > 0 || strict ? 1 : 0)

function check(name, [command, ...args]) {
  console.log(`# ${name}`)
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status === 0) counts.passed++
  else {
    counts.failed++
    failures.push({ name, detail: `${stdout}${stderr}`.slice(0, 20_000) })
  }
}

/** Every test in a folder of its own package; what was compiled is not tested again. */
function testFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist', '.git', '.tap', 'data', '.venv', 'template', 'fixtures'].includes(entry.name) ? [] : testFiles(path)
    return /\.test\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** Runs files, each in a process of its own, and counts the stories in them. */
async function runFiles(some, { jobs }) {
  const waiting = [...some]
  const next = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await runFile(file)
  }
  await Promise.all(Array.from({ length: jobs }, next))
}

async function runFile(file) {
  const began = performance.now()
  const child = spawn(nodeBinary, ['--conditions=stoa-source', '--disable-warning=ExperimentalWarning', file], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TAP_TIMEOUT: String(longest / 1000) } })
  const noise = []
  child.stderr.on('data', piece => noise.push(piece))
  const timer = setTimeout(() => child.kill('SIGKILL'), longest)
  const ended = new Promise(resolve => child.on('close', (code, signal) => resolve(signal ?? code)))
  const before = { ...counts }
  await count(child.stdout, file)
  const code = await ended
  clearTimeout(timer)
  if (code !== 0 && counts.failed === before.failed) {
    counts.failed++
    failures.push({ name: file, detail: code === 'SIGKILL' ? `It did not end within ${longest / 60_000} minutes.` : `It ended with ${code}.` })
  }
  if (counts.failed > before.failed) failures.at(-1).detail += `\n${Buffer.concat(noise).toString().slice(-4000)}`
  const verdict = counts.failed > before.failed ? 'NOT OK' : counts.passed === before.passed ? 'skip  ' : 'ok    '
  console.log(`${verdict} ${file}  ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

function count(output, file) {
  return new Promise(resolve => {
    const whole = new Parser()
    whole.on('child', story =>
      story.on('assert', result => {
        if (!result.ok && !result.todo && !result.skip) failures.push({ name: `${file} > ${story.name} > ${result.name}`, detail: detailOf(result) })
      }),
    )
    whole.on('assert', result => tally(result, file))
    whole.on('complete', resolve)
    output.pipe(whole)
  })
}

/** What a failed assertion says of itself, without the frames of tap. */
function detailOf({ diag }) {
  if (!diag) return ''
  const { at, diff, found, wanted, stack, source } = diag
  return JSON.stringify({ at: at && `${at.fileName}:${at.lineNumber}`, diff, found, wanted, stack: diff ? undefined : stack, source: diff ? undefined : source }, null, 2).replaceAll('\\n', '\n')
}

function tally(result, file) {
  const name = `${file} > ${result.name}`
  if (result.skip || result.todo) {
    counts.skipped++
    skips.push(`${name}: ${typeof result.skip === 'string' ? result.skip : typeof result.todo === 'string' ? result.todo : 'skipped'}`)
  } else if (result.ok) counts.passed++
  else {
    counts.failed++
    if (!failures.some(failure => failure.name.startsWith(name))) failures.push({ name, detail: detailOf(result) })
  }
}
