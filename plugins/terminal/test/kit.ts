import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { Remote } from '@stoa/sdk/contract'
import { bundled, createTestHub, type Person, type TestProject } from '@stoa/sdk/test'
import type { About, Size, terminal as contract } from '../contract.ts'
import { createShown, type Shown } from '../project/test/cells.ts'

/** A hub with terminals, people in it and a project. */
export async function place(t: Test, { file = 'build.term' }: { file?: string } = {}) {
  const hub = await createTestHub({ folders: bundled('files', 'terminal') })
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('Zeta zeros')
  await mkdir(dirname(join(project.root, file)), { recursive: true })
  await writeFile(join(project.root, file), '')
  return { hub, ada, project }
}

/** A terminal as somebody's page has it, without the page. */
export type Window = {
  readonly remote: Remote<typeof contract>
  readonly shown: Shown
  readonly about: About
  /** Everything that came and was not understood as state: for looking at raw bytes. */
  readonly received: { readonly output: number; readonly states: number }
  types(data: string): Promise<void>
  /** Waits until the text of the screen fits. */
  sees(pattern: RegExp): Promise<void>
  /** Waits until something holds of it. */
  until(holds: (window: Window) => boolean): Promise<void>
  readonly position: number
  readonly stream: string
  /** Stops reading, as a page that hangs; answers how it goes on. */
  stalls(): () => void
  closes(): void
}

/** Opens a terminal as `person`. */
export async function opens({
  person,
  project,
  path = 'build.term',
  size = { columns: 80, rows: 24 },
  since,
}: {
  person: Person
  project: TestProject
  path?: string
  size?: Size
  since?: { stream: string; position: number }
}): Promise<Window> {
  const shown = createShown(size)
  const remote = person.connect<typeof contract>('terminal@1', {
    project: project.id,
    params: { path, size, writer: randomUUID(), ...(since && { since }) },
  })
  let about!: About
  let position = since?.position ?? 0
  let seq = 0
  let waiting = 0
  let states = 0
  let output = 0
  let look = () => {}
  let stalled: Promise<void> | null = null
  let screen: Uint8Array[] = []
  let order: Promise<void> = Promise.resolve()
  /** Everything is done in the order it came, when what came before is shown. */
  const then = (work: () => unknown) =>
    (order = order
      .then(() => stalled)
      .then(work)
      .then(() => look()))
  remote.on('state', head =>
    then(() => {
      position = head.position
      waiting = head.bytes
      states++
      screen = []
      shown.resize({ columns: head.columns, rows: head.rows })
    }),
  )
  remote.on('screen', piece =>
    then(() => {
      screen.push(piece.slice())
      waiting -= piece.length
      return waiting === 0 ? shown.write(`\x1bc${Buffer.concat(screen).toString()}`) : undefined
    }),
  )
  remote.on('output', bytes => {
    const copy = bytes.slice()
    return then(() => {
      position += copy.length
      output += copy.length
      return shown.write(copy)
    })
  })
  remote.on('size', next =>
    then(() => {
      position++
      shown.resize(next)
    }),
  )
  remote.on('about', next => then(() => (about = next)))
  const answer = await remote.opened
  about ??= answer.about
  const window: Window = {
    remote,
    shown,
    get about() {
      return about
    },
    get received() {
      return { output, states }
    },
    get position() {
      return position
    },
    stream: answer.stream,
    async types(data) {
      await remote.call('type', { seq: ++seq, shell: about.shell, data })
    },
    sees: pattern => window.until(() => pattern.test(shown.text())),
    async until(holds) {
      const end = performance.now() + 15_000
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`not seen: ${holds.toString()}\n${shown.text()}`)), end - performance.now())
        look = () => {
          if (!holds(window)) return
          clearTimeout(late)
          look = () => {}
          resolve()
        }
        look()
      })
    },
    stalls() {
      const { promise, resolve } = Promise.withResolvers<void>()
      stalled = promise
      return () => {
        stalled = null
        resolve()
      }
    },
    closes: () => remote.close(),
  }
  return window
}
