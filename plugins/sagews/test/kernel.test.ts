import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'

// The kernel's own tests, under each interpreter that a project may have.
t.setTimeout(10 * 60_000)

const kernel = fileURLToPath(new URL('../kernel', import.meta.url))
const environment = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url))
const mathematics = ['-c', 'import sympy, numpy, matplotlib']
const { PYTHONPATH: _, ...env } = process.env
const works = (command: string, args: readonly string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

const plain = [environment, 'python3'].find(python => (python === 'python3' || existsSync(python)) && works(python, mathematics))
const interpreters = [
  { name: 'Python 3 with SymPy, NumPy and Matplotlib', command: plain ? [plain] : null },
  { name: 'SageMath', command: works('sage', ['--version']) ? ['sage', '-python'] : null },
]

for (const { name, command } of interpreters) {
  if (command) void t.test(`[W-3] the kernel under ${name}`, test => runPython(test, command))
  else if (process.env.CI === 'true') void t.fail(`${name} is not installed here, and with CI=true nothing may be skipped`)
  else void t.test(`the kernel under ${name}`, { skip: `${name} is not installed here` }, () => {})
}

/** Runs the Python tests and passes on what became of each. */
async function runPython(test: Test, [program, ...args]: readonly string[]): Promise<void> {
  const child = spawn(program!, [...args, '-B', '-m', 'unittest', '-v'], { cwd: kernel, stdio: ['ignore', 'ignore', 'pipe'], env })
  test.teardown(() => void child.kill('SIGKILL'))
  let report = ''
  child.stderr.setEncoding('utf8').on('data', (data: string) => (report += data))
  const code = await new Promise(resolve => child.once('close', resolve))
  const results = [...report.matchAll(/^(\S.*) \.\.\. (.*)$/gm)]
  const details = report.split('='.repeat(70)).slice(1)
  for (const [, title, result] of results)
    test.equal(result, 'ok', String(title), { python: details.find(one => one.includes(String(title)))?.slice(-4_000) })
  test.equal(code, 0, 'the Python test run ends well')
  test.ok(results.length > 50, `all of its tests are told (${results.length})`)
}
