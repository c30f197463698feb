import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { startProcesses } from '../processes.ts'
import { keptLog } from './kept-log.ts'

// Here without a sandbox; what the sandbox holds is shown by the tests of the host, which has the real one.
async function place(t: Test) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-processes-')))
  const log = keptLog()
  const started = await startProcesses({ root, sandbox: { kind: 'none', sentence: 'No sandbox.' }, log })
  t.teardown(async () => {
    await started.stop()
    await rm(root, { recursive: true, force: true })
  })
  return { root, log, ...started }
}
const alive = (pid: number) =>
  readdir(`/proc/${pid}`).then(
    () => true,
    () => false,
  )
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 5))
}
const skip = process.platform !== 'linux' && 'Linux'

void t.test(
  '[R-5] a program runs in the project with who and where one is in its environment, and nothing of the server’s',
  { skip },
  async t => {
    process.env.STOA_SECRET_OF_TEST = 'secret'
    process.env.NODE_OPTIONS_OF_TEST = 'secret'
    t.teardown(() => {
      delete process.env.STOA_SECRET_OF_TEST
      delete process.env.NODE_OPTIONS_OF_TEST
    })
    const { root, processes } = await place(t)
    const program = processes.spawn(['sh', '-c', 'pwd; env; cat'], { env: { GIVEN: 'yes' }, stdin: 'pipe' })
    program.stdin!.end('typed')
    const said = await text(program.stdout!)
    t.same(await program.exited, { code: 0, signal: null })
    t.match(said, new RegExp(`^${root}\\n`))
    t.match(said, /\nGIVEN=yes\n/)
    t.match(said, /typed$/)
    t.notMatch(said, /secret/)
  },
)

void t.test('[R-5] how it ends is told: a code, a signal, or that it could not be started', { skip }, async t => {
  const { processes, log } = await place(t)
  const ended = (...command: [string, ...string[]]) => processes.spawn(command).exited
  t.same(await ended('sh', '-c', 'exit 7'), { code: 7, signal: null })
  t.same(await ended('sh', '-c', 'kill -SEGV $$'), { code: null, signal: 'SIGSEGV' })
  t.match(await ended('no-such-program'), { code: 127 })
  const interrupted = processes.spawn(['sh', '-c', 'trap "echo interrupted; exit 3" INT; echo on; while :; do sleep 0.01; done'])
  interrupted.stdout!.once('data', () => interrupted.kill('SIGINT'))
  t.match(await text(interrupted.stdout!), /interrupted/)
  t.same(await interrupted.exited, { code: 3, signal: null })
  interrupted.kill('SIGKILL')
  t.ok(log.lines.every(({ level }) => level === 'warn'))
})

void t.test('[R-5] stopping ends every program with all that it has started, and takes the scratch place away', { skip }, async t => {
  const { processes, stop } = await place(t)
  const program = processes.spawn(['sh', '-c', 'sleep 1000 & echo $!; sleep 1000'])
  const child = await new Promise<number>(resolve => program.stdout!.once('data', (data: Buffer) => resolve(Number(data))))
  t.ok(await alive(child))
  await stop()
  await stop()
  t.match(await program.exited, { signal: 'SIGKILL' })
  await until(async () => !(await alive(child)))
  await t.rejects(readdir(processes.scratch), { code: 'ENOENT' })
})
