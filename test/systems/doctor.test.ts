import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { keys } from '@stoa/core/hub/contracts'
import { needs } from '../kit/program.ts'
import { newcomer } from '../kit/newcomer.ts'
import { startServer } from '../kit/server.ts'

const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))

/** What `stoa` printed and how it ended. */
function stoa(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [command, ...words], { env: { ...process.env, ...environment } }, (_failure, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

const steps = [
  'start a server',
  'sign up the first administrator',
  'connect twice',
  'get the page',
  'make a project',
  'start its server',
  'create a file',
  'edit it from two places',
  'save it',
  'run 2+2 in it',
  'plot, with',
  'delete the project',
]

/** Titles of steps with how each went, in order. */
const walked = (stdout: string) =>
  stdout
    .split('\n')
    .filter(line => /^[✓✗]/.test(line))
    .map(line => line.replace(/ {2}[\d.]+ s$/, ''))

async function emptyFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-empty-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  // A project's own user must be able to pass through it.
  await chmod(folder, 0o711)
  return folder
}

t.test(
  '[doctor] a healthy machine walks the whole golden path and leaves nothing',
  { ...needs('python3', 'bwrap'), timeout: 240_000 },
  async t => {
    const folder = await emptyFolder(t)
    const { code, stdout, stderr } = await stoa(['doctor'], { TMPDIR: folder })
    t.equal(code, 0, stdout + stderr)
    const seen = walked(stdout)
    t.equal(seen.length, steps.length)
    steps.forEach((title, n) => t.ok(seen[n]?.startsWith(`✓ ${title}`), title))
    t.same(
      (await readdir(folder)).filter(name => name.startsWith('stoa-')),
      [],
    )
  },
)

t.test(
  '[doctor] the step that fails is named with its reason and what to do, and the project is deleted all the same',
  { timeout: 240_000 },
  async t => {
    const { code, stdout } = await stoa(['doctor'], { STOA_SANDBOX: 'none', STOA_PYTHON: '/bin/false' })
    t.equal(code, 1)
    const seen = walked(stdout)
    t.same(
      seen.filter(line => line.startsWith('✗')),
      ['✗ run 2+2 in it'],
    )
    t.equal(seen.at(-1), '✓ delete the project')
    t.match(stdout, /✗ run 2\+2 in it.*\n {2}Reason: .+\n {2}What to do: Worksheets need SageMath, or Python/)
    t.match(stdout, /Not well: “run 2\+2 in it” failed\./)
  },
)

t.test('[doctor] with an address and a key it looks at a server that runs', { ...needs('python3'), timeout: 240_000 }, async t => {
  const server = await startServer(t)
  const ada = await newcomer(t, server.url, 'Ada')
  const { secret } = await ada.connect<typeof keys>('keys@1').call('create', { title: 'doctor', role: 'owner' })
  const { code, stdout, stderr } = await stoa(['doctor', '--url', server.url], { STOA_KEY: secret })
  t.equal(code, 0, stdout + stderr)
  t.same(walked(stdout)[0], '✓ connect twice')
  const refused = await stoa(['doctor', '--url', server.url], { STOA_KEY: 'wrong' })
  t.equal(refused.code, 1)
  t.match(refused.stdout, /✗ connect twice/)
})

t.test('[command] what stoa does not know it says in a sentence, with what there is, and ends with 2', async t => {
  const { code, stderr } = await stoa(['strat'])
  t.equal(code, 2)
  t.match(stderr, /^There is no command “strat”\. There are: convert, doctor, host, hosts, run, start, status, help\.\n$/)
  const help = await stoa(['help'])
  t.equal(help.code, 0)
  for (const name of ['doctor', 'run', 'start', 'status']) t.match(help.stdout, new RegExp(`^ {2}${name} +\\S`, 'm'))
  const option = await stoa(['status', '--colour'])
  t.equal(option.code, 2)
  t.match(option.stderr, /--colour.*stoa status: /s)
})
