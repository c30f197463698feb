import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openProgramDocument, type Client, type ProgramDocument } from '@stoa/sdk/client'
import type { members, projects } from '@stoa/core/hub/contracts'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { cellsOf } from '@stoa/plugin-sagews/document'
import { needs } from '../kit/program.ts'
import { startServer } from '../kit/server.ts'
import { newcomer } from '../kit/newcomer.ts'

const cell = '0f5e0f0e-1b2c-4d3e-8f90-a1b2c3d4e5f6'
const path = 'notes.sagews'
/** Prints for about ten seconds, so that each kill falls into it. */
const code = "import time\nfor n in range(500):\n    print('line', n, flush=True)\n    time.sleep(float(0.02))"
const worksheet = `ada writes:\nbob writes:\n\uFE20${cell}\uFE20\n${code}\n`

t.test(
  '[S-2][R-4][W-5] kill -9 of the project server, then of the hub, while two people type and a cell prints, loses and doubles nothing',
  { ...needs('python3'), timeout: 120_000 },
  async t => {
    const server = await startServer(t)
    const [ada, bob] = [await newcomer(t, server.url, 'Ada'), await newcomer(t, server.url, 'Bob')]
    const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Notes' })
    const { url } = await ada.connect<typeof members>('members@1').call('invite', { project, role: 'editor', expiresInHours: 1, uses: 1 })
    await bob.connect<typeof members>('members@1').call('accept', { token: url.split('#')[1]! })

    const hers = await typist(ada, project, 'ada')
    hers.document.edit({ from: 0, insert: worksheet })
    await hers.document.acknowledged()
    const his = await typist(bob, project, 'bob')
    const cells = watchCell(ada, project)
    await cells.opened

    for (const kill of [() => server.killProject(project), async () => (await server.killHub(), await server.restart())]) {
      await cells.runs(hers.document)
      await until(hers.document, () => outputOf(hers.document).includes('line 20'))
      const [a, b] = [hers.taken.length, his.taken.length]
      t.ok(a > 0 && b > 0, `${a} and ${b} words were taken before`)
      await kill()
      await Promise.all([hers.takes(a + 20), his.takes(b + 20)])
      await cells.settled
      t.not(cells.state?.state, 'running', 'its session is gone, so it does not run')
      t.same(
        cellsOf(hers.document.text())
          .find(({ id }) => id === cell)
          ?.flags.match(/[rw]/),
        null,
        'and no flag says that it does',
      )
      t.match(outputOf(hers.document), /line 20/, 'what it had put out is there')
    }

    await Promise.all([hers.rest(), his.rest()])
    await Promise.all([
      until(hers.document, () => his.words.every(word => textOf(hers.document).includes(word))),
      until(his.document, () => textOf(his.document) === textOf(hers.document)),
    ])
    const text = textOf(hers.document)
    t.equal(textOf(his.document), text, 'both show the same')
    for (const { name, words } of [hers, his]) {
      const line = text.split('\n').find(one => one.startsWith(`${name} writes:`))
      t.equal(line, `${name} writes:${words.join('')}`, `each of the ${words.length} words of ${name} once, in order`)
    }
    await hers.document.save()
    t.equal(await readFile(join(server.data, 'projects', project, path), 'utf8'), textOf(hers.document), 'and so does the file')

    await cells.runs(hers.document)
    await until(hers.document, () => outputOf(hers.document).includes('line 20'))
    t.match(cells.state, { state: 'running' }, 'a new session runs it')
  },
)

const textOf = (document: ProgramDocument) => document.text().toString()
const outputOf = (document: ProgramDocument) =>
  cellsOf(document.text())
    .find(({ id }) => id === cell)
    ?.outputs.map(({ payload }) => payload)
    .join('') ?? ''

/** Resolves when something that changes with the document has become true. */
function until(document: ProgramDocument, holds: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = () => {
    if (holds()) resolve()
  }
  const stops = [document.onChange(look), document.onState(look)]
  look()
  return promise.finally(() => {
    for (const stop of stops) void stop()
  })
}

/** Somebody who types word after word at the end of a line of their own, without waiting for what comes of it, until told to rest. */
async function typist(client: Client, project: string, name: string) {
  const document = openProgramDocument({ connect: client.connect, project, path, create: true })
  await document.ready
  const words: string[] = []
  const taken: string[] = []
  let resting = false
  const typing = (async () => {
    await until(document, () => textOf(document).includes(`${name} writes:`))
    while (!resting) {
      const word = ` ${name}${words.length}`
      const line = textOf(document).indexOf(`${name} writes:`)
      document.edit({ from: document.text().lineAt(line).to, insert: word })
      words.push(word)
      document.acknowledged().then(
        () => taken.push(word),
        () => undefined,
      )
      await new Promise(resolve => setTimeout(resolve, 25))
    }
    await document.acknowledged()
  })()
  return {
    name,
    document,
    words,
    taken,
    takes: (count: number) => until(document, () => taken.length >= count),
    rest() {
      resting = true
      return typing
    },
  }
}

/** What the server says of the one cell. `settled` is renewed by each run, and resolves when the run is over, however it ended. */
function watchCell(client: Client, project: string) {
  const channel = client.connect<typeof sagews>('sagews@1', { project, params: { path } })
  let state: CellState | undefined
  let settled = Promise.withResolvers<void>()
  const look = (cells: readonly CellState[]) => {
    state = cells.find(({ id }) => id === cell)
    if (state?.state !== 'running' && state?.state !== 'waiting') settled.resolve()
  }
  channel.on('cells', ({ cells }) => look(cells))
  channel.onState((now, answer) => {
    if (now === 'open') look((answer as { cells: CellState[] }).cells)
  })
  return {
    opened: channel.opened,
    get state() {
      return state
    },
    get settled() {
      return settled.promise
    },
    async runs(document: ProgramDocument) {
      settled = Promise.withResolvers()
      await channel.call('run', { cells: [cell], after: document.committed() })
    },
  }
}
