import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { delimiter } from 'node:path'
import t, { type Test } from 'tap'

// The Python package's own tests, under each interpreter that a project may have.
t.setTimeout(5 * 60_000)

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const environment = folder('../../../.venv/bin/python')
const works = (command: string, args: readonly string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0
const plain = [environment, 'python3'].find(python => (python === 'python3' || existsSync(python)) && works(python, ['-c', 'import sympy']))
const interpreters = [
  { name: 'Python 3 with SymPy', command: plain ? [plain] : null },
  { name: 'SageMath', command: works('sage', ['--version']) ? ['sage', '-python'] : null },
]

for (const { name, command } of interpreters) {
  if (command) void t.test(`[I-1][I-2] the controls under ${name}`, test => runPython(test, command))
  else if (process.env.CI === 'true') void t.fail(`${name} is not installed here, and with CI=true nothing may be skipped`)
  else void t.test(`the controls under ${name}`, { skip: `${name} is not installed here` }, () => {})
}

/** Runs the Python tests and passes on what became of each. */
async function runPython(test: Test, [program, ...args]: readonly string[]): Promise<void> {
  const env = { ...process.env, PYTHONPATH: [folder('../python'), folder('../../sagews/kernel')].join(delimiter) }
  const child = spawn(program!, [...args, '-B', '-m', 'unittest', 'discover', '-v', '-s', 'python', '-t', '.'], {
    cwd: folder('.'),
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  })
  test.teardown(() => void child.kill('SIGKILL'))
  let report = ''
  child.stderr.setEncoding('utf8').on('data', (data: string) => (report += data))
  const code = await new Promise(resolve => child.once('close', resolve))
  const results = [...report.matchAll(/^(\S.*) \.\.\. (.*)$/gm)]
  for (const [, title, result] of results) test.match(result, /^(ok|skipped 'needs SageMath')$/, String(title))
  if (code !== 0) test.comment(report.slice(-20_000))
  test.equal(code, 0, 'the Python test run ends well')
  test.ok(results.length > 20, `all of its tests are told (${results.length})`)
}
