import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProgramDocument, type Client } from '@stoa/sdk/client'
import type { projects } from '@stoa/core/hub/contracts'
import type { interact } from '@stoa/plugin-interact/contract'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { findCell, headerLine, nest, readPayload, visible } from '@stoa/plugin-sagews/document'
import { newcomer } from '../kit/newcomer.ts'
import { startServer } from '../kit/server.ts'

const environment = join(import.meta.dirname, '..', '..', '.venv', 'bin', 'python')
const cell = '00000001-0000-4000-8000-000000000000'
const path = 'a.sagews'
/** The session kills itself as the system does when its memory ends, at the value that says so. */
const code = `import os, signal, time
@interact
def f(n=slider(0, 400, 1)):
    time.sleep(float(0.01))
    if n == 400:
        os.kill(os.getpid(), signal.SIGKILL)
    print('n is', n)`

/** Somebody at the interact. */
async function seat(client: Client, project: string) {
  const document = openProgramDocument({ connect: client.connect, project, path, create: true })
  await document.ready
  const runs = client.connect<typeof sagews>('sagews@1', { project, params: { path } })
  const controls = client.connect<typeof interact>('interact@1', { project, params: { path } })
  await Promise.all([runs.opened, controls.opened])
  let state: CellState | undefined
  let kernel = ''
  let opened = 0
  const looks = new Set<() => void>()
  const look = () => looks.forEach(one => one())
  const take = (cells: readonly CellState[]) => {
    state = cells.find(({ id }) => id === cell) ?? state
    look()
  }
  runs.on('cells', ({ cells }) => take(cells))
  runs.on('kernel', now => {
    kernel = now.state
    look()
  })
  runs.onState((now, answer) => {
    if (now !== 'open') return
    opened++
    kernel = answer!.kernel.state
    state = undefined
    take(answer!.cells)
  })
  document.onChange(look)
  document.onState(look)
  const shown = () => {
    const found = findCell(document.text(), cell)
    const group = nest((found?.outputs ?? []).flatMap(({ payload }) => visible(readPayload(payload)))).find(one => one.id !== null)
    const about = group?.message.interact as { controls: { default: number }[] } | undefined
    const printed = group?.inside.map(({ message }) => String(message.stdout ?? '')).join('') ?? ''
    return { flags: found?.flags ?? '', id: group?.id ?? '', value: about?.controls[0]?.default, printed }
  }
  const until = (holds: () => boolean) =>
    new Promise<void>(resolve => {
      const one = () => {
        if (!holds()) return
        looks.delete(one)
        resolve()
      }
      looks.add(one)
      one()
    })
  return {
    document,
    shown,
    /** Resolves when the server is here anew, after it was gone. */
    again(): Promise<void> {
      const before = opened
      return until(() => opened > before)
    },
    until,
    controls,
    set: (value: number) => controls.call('set', { cell, interact: shown().id, values: { n: value } }),
    /** Runs the cell until its controls stand there anew and belong to the session that runs. */
    async run() {
      const before = shown().id
      await document.acknowledged()
      await runs.call('run', { cells: [cell], keep: true, after: document.committed() })
      await until(() => shown().id !== before && shown().printed !== '' && state?.state === 'done' && kernel === 'ready')
    },
    /** Nothing runs or waits any more, by what the server says and by what the worksheet says. */
    still: () => until(() => !/running|waiting/.test(state?.state ?? '') && !/[rw]/.test(shown().flags) && !/busy|starting/.test(kernel)),
  }
}

/** A drag through values, one as soon as one of three requests under way is answered, as the page does it. */
function drag(at: Awaited<ReturnType<typeof seat>>) {
  const answers: Promise<unknown>[] = []
  let over = false
  let sent = 0
  const one = async (): Promise<void> => {
    while (!over && sent < 390) {
      const answer = at.set(++sent)
      answers.push(answer.catch(() => undefined))
      const failed = await answer.then(
        () => false,
        () => true,
      )
      if (failed) return
    }
  }
  const lanes = Promise.all([one(), one(), one()])
  return {
    get sent() {
      return sent
    },
    /** Ends the drag, and waits until each value that was sent has an answer. */
    async ends() {
      over = true
      await lanes
      await Promise.all(answers)
    },
  }
}

/** In the end nothing is under way, and what is shown is the outcome of a value that was sent: its control says so and so does what was printed. */
async function isTrue(t: Test, at: Awaited<ReturnType<typeof seat>>, sent: number) {
  await at.still()
  await at.until(() => at.shown().printed === `n is ${at.shown().value}\n`)
  await at.still()
  const { value } = at.shown()
  t.ok(value !== undefined && value > 0 && value <= sent, `${value} is one of the ${sent} values`)
}

t.test(
  '[I-4][I-5][W-5] the session, the project server and whoever drags are killed amid a drag: what is shown is true, nothing runs for ever, and it goes on',
  { timeout: 240_000 },
  async t => {
    const server = await startServer(t, { environment: { STOA_PYTHON: existsSync(environment) ? environment : 'python3' } })
    const ada = await newcomer(t, server.url, 'Ada')
    const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Drags' })
    const hers = await seat(ada, project)
    hers.document.edit({ from: 0, insert: `${headerLine(cell)}\n${code}\n` })
    await hers.run()

    const first = drag(hers)
    await hers.until(() => (hers.shown().value ?? 0) > 20)
    const deadly = hers.set(400).then(
      () => 'answered',
      () => 'refused',
    )
    await first.ends()
    t.match(await deadly, /answered|refused/)
    await isTrue(t, hers, first.sent)
    await t.rejects(hers.set(5), { code: /no_session|interact_gone/ })
    await hers.run()

    const second = drag(hers)
    await hers.until(() => (hers.shown().value ?? 0) > 20 && (hers.shown().value ?? 0) <= second.sent)
    const again = hers.again()
    await server.killProject(project)
    await Promise.all([second.ends(), again])
    await isTrue(t, hers, 390)
    await hers.run()

    const visitor = await newcomer(t, server.url, 'Ada', 'sign-in')
    const theirs = await seat(visitor, project)
    const third = drag(theirs)
    const kept = hers.shown().value
    await hers.until(() => third.sent > 30 && hers.shown().value !== kept)
    visitor.close()
    await third.ends()
    await isTrue(t, hers, 390)
    await hers.set(7)
    await hers.until(() => hers.shown().printed === 'n is 7\n')
  },
)
