import t from 'tap'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findCell, headerLine, readPayload, visible, cellsOf, type Message } from '../../document/index.ts'
import type { CellState, Kernel } from '../../contract.ts'
import { fakeDocument, memoryBlobs, plainProcesses, realClock, silentLog } from '../../test/fakes.ts'
import { findInterpreter, type Interpreter } from '../interpreter.ts'
import { openKernels } from '../kernels.ts'
import { sage } from '../spoken.ts'
import { openWorksheet } from '../worksheet.ts'

const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const app = join(import.meta.dirname, '..', '..', '..', '..')
const kernel = join(app, 'plugins', 'sagews', 'kernel')

/** The worksheet `cells`, open, with a real kernel, and how to wait for what happens in it. */
async function opened(t: { teardown(work: () => Promise<void>): void }, cells: string[], interpreter: Interpreter | null) {
  const scratch = await mkdtemp(join(tmpdir(), 'stoa-sagews-'))
  const processes = plainProcesses(scratch)
  const blobs = memoryBlobs()
  const kernels = openKernels({ processes, clock: realClock, interpreter, kernel, python: [] })
  const document = fakeDocument(cells.map((code, i) => `${headerLine(uuid(i + 1))}\n${code}\n`).join(''))
  const states = new Map<string, CellState>()
  const history: string[] = []
  let kernelState: Kernel = { state: 'stopped', language: '', notes: [] }
  const holds = { now: 0, ever: 0 }
  let look: () => void = () => {}
  const worksheet = openWorksheet({
    document,
    file: join(scratch, 'a.sagews'),
    kernels,
    processes,
    blobs,
    clock: realClock,
    log: silentLog,
    activity: {
      hold() {
        holds.now++
        holds.ever++
        return () => void holds.now--
      },
    },
    spoken: () => sage,
    kernelChanged(next) {
      kernelState = next
      look()
    },
    cellsChanged(changed) {
      for (const state of changed) {
        states.set(state.id, state)
        history.push(`${Number(state.id.slice(0, 8))} ${state.state}`)
      }
      look()
    },
  })
  document.onCommit(() => look())
  t.teardown(async () => {
    worksheet.stop()
    await kernels.stop()
    await rm(scratch, { recursive: true, force: true })
  })
  return {
    worksheet,
    document,
    blobs,
    states,
    history,
    holds,
    kernel: () => kernelState,
    until: (condition: () => boolean) =>
      new Promise<void>(resolve => {
        look = () => {
          if (condition()) resolve()
        }
        look()
      }),
    state: (n: number) => states.get(uuid(n))?.state,
    output: (n: number): Message[] => {
      const payload = findCell(document.text, uuid(n))
        ?.outputs.map(output => output.payload)
        .join('')
      return payload === undefined ? [] : visible(readPayload(payload))
    },
  }
}

const plain = findInterpreter({
  env: {
    ...process.env,
    PATH: process.env.PATH?.split(':')
      .filter(folder => !folder.includes('sage'))
      .join(':'),
  },
  app,
})
const python: Interpreter = plain?.sage ? { command: ['python3'], sage: false } : plain!

t.test('[W-2] cells run in the order asked and their output is in the document', async t => {
  const { worksheet, until, state, output, document, history, holds } = await opened(
    t,
    ['print(1+1)', 'print("ü" * 3)', '%md\n**größer**'],
    python,
  )
  worksheet.run({ cells: [uuid(2), uuid(1), uuid(3)], by: 'Ada' })
  t.equal(holds.now, 1)
  await until(() => state(3) === 'done')
  await until(() => !worksheet.busy)
  t.same([output(1), output(2), output(3)], [[{ stdout: '2\n' }], [{ stdout: 'üüü\n' }], [{ md: '**größer**' }]])
  t.same(
    history.filter(line => line.endsWith('done')),
    ['2 done', '1 done', '3 done'],
  )
  t.same(
    cellsOf(document.text).map(cell => cell.flags),
    ['s', 's', 's'],
  )
  t.match(document.text.toString(), /\{"done":true\}\n/)
  await until(() => holds.now === 0)
})

t.test('[W-2] the old output stays until new output comes, and goes when there is none', async t => {
  const { worksheet, until, state, output, document } = await opened(t, ['print(1)'], python)
  worksheet.run({ cells: [uuid(1)], by: 'Ada' })
  await until(() => state(1) === 'done')
  document.type({
    from: document.text.toString().indexOf('print(1)'),
    to: document.text.toString().indexOf('print(1)') + 8,
    insert: 'x = 1',
  })
  await until(() => cellsOf(document.text)[0]!.flags === '')
  t.same(output(1), [{ stdout: '1\n' }])
  worksheet.run({ cells: [uuid(1)], by: 'Ada' })
  await until(() => state(1) === 'running')
  await until(() => state(1) === 'done')
  t.same(output(1), [])
})

t.test('[W-5] a failed cell says which line, and the next one runs nevertheless', async t => {
  const { worksheet, until, state, states, output } = await opened(t, ['a = 1\n1/0', 'print(a)'], python)
  worksheet.run({ cells: [uuid(1), uuid(2)], by: 'Ada' })
  await until(() => state(2) === 'done')
  t.equal(state(1), 'failed')
  t.equal(states.get(uuid(1))?.line, 2)
  t.match(output(1), [{ stderr: /ZeroDivisionError/ }])
  t.same(output(2), [{ stdout: '1\n' }])
})

t.test('[W-9] an endless loop is limited, interrupted, and what exceeds the limit is kept as a file', async t => {
  const { worksheet, until, states, state, output, blobs, document } = await opened(
    t,
    ['while True: print("x" * 1000)', 'print(2)'],
    python,
  )
  worksheet.run({ cells: [uuid(1), uuid(2)], by: 'Ada' })
  await until(() => output(1).some(message => 'limited' in message))
  worksheet.interrupt({ by: 'Mira' })
  await until(() => state(1) === 'interrupted')
  t.equal(states.get(uuid(1))?.by, 'Mira')
  t.equal(state(2), 'idle', 'what waited does not run')
  const limited = output(1).find(message => 'limited' in message)?.limited as { sha: string; size: number }
  t.equal(blobs.kept.get(limited.sha)?.length, limited.size)
  t.ok(document.text.length < 300_000)
})

t.test('[W-2] a cell that is gone drops its output and the run goes on', async t => {
  const { worksheet, until, state, document, output } = await opened(
    t,
    [
      'import time\nfor i in range(3):\n    print(i, flush=True)\n    time.sleep(0.2)\nopen("done.txt", "w")',
      'print(open("done.txt").read() == "")',
    ],
    python,
  )
  worksheet.run({ cells: [uuid(1), uuid(2)], by: 'Ada' })
  await until(() => output(1).length > 0)
  const cell = findCell(document.text, uuid(1))!
  document.type({ from: 0, to: cell.to + 1 })
  await until(() => state(2) === 'done')
  t.same(output(2), [{ stdout: 'True\n' }])
  t.notMatch(document.text.toString(), uuid(1))
})

t.test('[W-3] a session that dies is told, and the next run gets a new one', async t => {
  const { worksheet, until, state, states, output, kernel } = await opened(
    t,
    ['import os, signal\nmine = 1\nos.kill(os.getpid(), signal.SIGKILL)', 'print("mine" in globals())'],
    python,
  )
  worksheet.run({ cells: [uuid(1), uuid(2)], by: 'Ada' })
  await until(() => state(1) === 'failed')
  t.match(states.get(uuid(1))?.reason, /^It was killed/)
  t.match(output(1), [{ error: /^It was killed/ }])
  await until(() => kernel().state === 'dead')
  worksheet.run({ cells: [uuid(2)], by: 'Ada' })
  await until(() => state(2) === 'done')
  t.same(output(2), [{ stdout: 'False\n' }])
})

t.test('[W-3] lines that a cell writes to the connection itself are no messages', async t => {
  const forge = [
    'null',
    '7',
    '{"event":"output","id":"r1"}',
    '{"event":"output","id":"r1","message":null}',
    '{"event":"output","id":"r1","message":["file"]}',
  ]
  const code = `import os\nfor i in range(3, 99):\n    try: os.write(i, ${JSON.stringify(forge.join('\n') + '\n')}.encode())\n    except OSError: pass\nprint("done")`
  const { worksheet, until, state, output } = await opened(t, [`def f():\n    ${code.replaceAll('\n', '\n    ')}\nf()`, 'print(2)'], python)
  worksheet.run({ cells: [uuid(1), uuid(2)], by: 'Ada' })
  await until(() => state(2) === 'done')
  t.same([output(1), output(2)], [[{ stdout: 'done\n' }], [{ stdout: '2\n' }]])
})

t.test('[W-5] restart: what ran is interrupted by name, results are of an earlier session, %auto cells run again', async t => {
  const { worksheet, until, states, state, output } = await opened(
    t,
    ['%auto\ny = 5', 'import time\nprint(y, flush=True)\ntime.sleep(60)', 'print(y)'],
    python,
  )
  worksheet.run({ cells: [uuid(2)], by: 'Ada' })
  await until(() => output(2).length > 0)
  worksheet.restart({ by: 'Mira' })
  await until(() => state(2) === 'interrupted' && states.get(uuid(1))?.earlier !== true && state(1) === 'done')
  t.equal(states.get(uuid(2))?.by, 'Mira')
  worksheet.run({ cells: [uuid(3)], by: 'Ada' })
  await until(() => state(3) === 'done')
  t.same(output(3), [{ stdout: '5\n' }])
})

t.test('[W-5] a file saved while it ran shows that nothing runs, and is not written to until somebody edits it', async t => {
  const { document } = await opened(t, ['1', '2'], python)
  const stale = fakeDocument(
    document.text
      .toString()
      .replace(headerLine(uuid(1)), headerLine(uuid(1), 'ri'))
      .replace(headerLine(uuid(2)), headerLine(uuid(2), 'w')),
  )
  const before = stale.text.toString()
  const scratch = await mkdtemp(join(tmpdir(), 'stoa-sagews-'))
  t.teardown(() => rm(scratch, { recursive: true, force: true }))
  const processes = plainProcesses(scratch)
  const worksheet = openWorksheet({
    document: stale,
    file: join(scratch, 'a.sagews'),
    kernels: openKernels({ processes, clock: realClock, interpreter: null, kernel, python: [] }),
    processes,
    blobs: memoryBlobs(),
    activity: { hold: () => () => {} },
    clock: realClock,
    log: silentLog,
    spoken: () => sage,
    kernelChanged() {},
    cellsChanged() {},
  })
  t.teardown(() => worksheet.stop())
  t.match(worksheet.state.cells, [{ id: uuid(1), state: 'interrupted' }])
  await new Promise(resolve => setImmediate(resolve))
  t.equal(stale.text.toString(), before)
  stale.type({ from: stale.text.length, insert: '3' })
  await new Promise(resolve => setImmediate(resolve))
  t.same(
    cellsOf(stale.text).map(cell => cell.flags),
    ['i', ''],
  )
})

t.test('[W-3] without any interpreter the cell says what to do', async t => {
  const { worksheet, until, state, output } = await opened(t, ['1+1'], null)
  worksheet.run({ cells: [uuid(1)], by: 'Ada' })
  await until(() => state(1) === 'failed')
  t.match(output(1), [{ error: /SageMath/ }])
})

t.test('[W-14] a picture is kept by its content and the worksheet refers to it', async t => {
  const { worksheet, until, state, output, blobs } = await opened(
    t,
    ['_ = open("a.svg", "w").write("<svg/>")\nsalvus.file("a.svg")\nprint("after")'],
    python,
  )
  worksheet.run({ cells: [uuid(1)], by: 'Ada' })
  await until(() => state(1) === 'done' || state(1) === 'failed')
  const file = output(1).find(message => 'file' in message)?.file as { sha: string; filename: string } | undefined
  t.ok(file && blobs.kept.has(file.sha), JSON.stringify(output(1)).slice(0, 500))
  t.notOk(file && 'path' in file)
  t.equal(new TextDecoder().decode(blobs.kept.get(file!.sha)), '<svg/>')
  t.same(output(1)[1], { stdout: 'after\n' }, 'what follows a file stays behind it')
})

t.test('[W-7] a question is answered and stays in the document as answered', async t => {
  const { worksheet, until, state, output } = await opened(t, ['name = input("who? ")\nprint("hello " + str(name))'], python)
  worksheet.run({ cells: [uuid(1)], by: 'Ada' })
  await until(() => output(1).some(message => 'raw_input' in message))
  worksheet.reply({ cell: uuid(1), value: '"Ada"' })
  await until(() => state(1) === 'done' || state(1) === 'failed')
  t.match(output(1), [{ raw_input: { submitted: true, value: '"Ada"' } }, { stdout: /hello/ }])
})
