import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { TerminalProcess } from '@stoa/sdk/project'
import { startProcesses } from '../processes.ts'
import { hasAnother } from '../pty.ts'
import { keptLog } from './kept-log.ts'

const skip = process.platform !== 'linux' && 'Linux'

// Here without a sandbox; with one, the tests of the host do the same.
async function place(t: Test) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-pty-')))
  const started = await startProcesses({ root, sandbox: { kind: 'none', sentence: 'No sandbox.' }, log: keptLog() })
  t.teardown(async () => {
    await started.stop()
    await rm(root, { recursive: true, force: true })
  })
  return { root, ...started }
}

/** What a terminal prints, and a way to wait for it. */
function reading(terminal: TerminalProcess) {
  let said = ''
  let look = () => {}
  terminal.onData(bytes => {
    said += Buffer.from(bytes).toString('latin1')
    look()
  })
  return {
    said: () => said,
    until: (pattern: RegExp) =>
      new Promise<void>(resolve => {
        look = () => void (pattern.test(said) && resolve())
        look()
      }),
  }
}

t.test(
  '[T-1] a program has a terminal of its own, in the project, of the size that was asked for and of the next one',
  { skip },
  async t => {
    const { root, processes } = await place(t)
    const terminal = await processes.spawnTerminal(['bash', '--norc', '--noprofile'], {
      size: { columns: 91, rows: 17 },
      env: { PS1: '$ ', GIVEN: 'yes' },
    })
    const read = reading(terminal)
    await read.until(/\$ $/)
    await terminal.write('pwd; tty; stty size; echo $GIVEN $TERM\n')
    await read.until(/xterm-256color\r\n/)
    t.match(read.said(), new RegExp(`${root}\\r\\n/dev/pts/\\d+\\r\\n17 91\\r\\nyes xterm-256color`))
    terminal.resize({ columns: 33, rows: 5 })
    await terminal.write('stty size; exit 3\n')
    t.same(await terminal.exited, { code: 3, signal: null })
    t.match(read.said(), /5 33\r\n/)
    t.equal(await terminal.busy(), false)
    await terminal.write('nobody is there')
    terminal.resize({ columns: 80, rows: 24 })
    terminal.kill()
  },
)

t.test('[T-1] keys send signals, jobs stop and go on, and whether one has the terminal is known', { skip }, async t => {
  const { processes } = await place(t)
  const terminal = await processes.spawnTerminal(['bash', '--norc', '--noprofile', '-i'], {
    size: { columns: 80, rows: 24 },
    env: { PS1: 'ready> ' },
  })
  const read = reading(terminal)
  await read.until(/ready> $/)
  t.equal(await terminal.busy(), false)
  await terminal.write(`bash -c "echo o''n; exec sleep 1000"\n`)
  await read.until(/\ron\r\n/)
  t.equal(await terminal.busy(), true)
  await terminal.write('\x1a')
  await read.until(/Stopped[^]*ready> $/)
  t.equal(await terminal.busy(), false)
  await terminal.write('fg\n')
  await read.until(/\rbash -c/)
  // The shell says which job goes on a moment before that has the terminal.
  while (!(await terminal.busy())) await new Promise(resolve => setImmediate(resolve))
  await terminal.write('\x03')
  await read.until(/\^C[^]*ready> $/)
  await terminal.write('echo $?\n')
  await read.until(/130\r\n/)
  terminal.kill()
  t.same(await terminal.exited, { code: null, signal: 'SIGKILL' })
})

t.test('[T-5] what is not read has to wait: a program that prints for ever stands still while it is paused', { skip }, async t => {
  const { processes } = await place(t)
  const terminal = await processes.spawnTerminal(['sh', '-c', 'yes & echo $!; wait'], { size: { columns: 80, rows: 24 } })
  const read = reading(terminal)
  await read.until(/y\r\ny\r\n/)
  terminal.pause()
  const before = read.said().length
  await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  t.ok(read.said().length - before < 1 << 20)
  terminal.resume()
  const more = read.said().length + 100_000
  await new Promise<void>(resolve => {
    const stop = terminal.onData(() => {
      if (read.said().length < more) return
      void stop()
      resolve()
    })
  })
  terminal.kill()
  await terminal.exited
})

t.test('[T-1] a group in the foreground is told from the program, whatever its name is', async t => {
  t.equal(hasAnother('7 (bash) S 1 7 7 34816 7 4194304 0'), false)
  t.equal(hasAnother('7 (a) b (c) S 1 7 7 34816 19 4194304 0'), true)
  t.equal(hasAnother('7 (sh) S 1 7 7 0 -1 4194304 0'), false)
  t.equal(hasAnother(''), false)
})
