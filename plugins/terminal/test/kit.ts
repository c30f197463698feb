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
  /** Bytes that came as they were printed, and screens that came whole. */
  readonly received: { readonly output: number; readonly states: number }
  types(data: string): Promise<void>
  /** Waits until the text of the screen fits. */
  sees(pattern: RegExp): Promise<void>
  /** Waits until something holds of it. */
  until(holds: (window: Window) => boolean): Promise<void>
  readonly position: number
  readonly stream: string
  /** Whether it went on from where it was. */
  readonly resumed: boolean
  /** Stops reading, as a page that hangs; answers how it goes on. */
  stalls(): () => void
  /** Leaves, when everything that came is shown. */
  closes(): Promise<void>
}

/** For what is waited for, in milliseconds; nothing is measured by it. */
const longest = 30_000

/** Opens a terminal as `person`. */
export async function opens({
  person,
  project,
  path = 'build.term',
  size = { columns: 80, rows: 24 },
  since,
  shown = createShown(size),
}: {
  person: Person
  project: TestProject
  path?: string
  size?: Size
  /** Where somebody was who comes back, and what they had on their screen. */
  since?: { stream: string; position: number }
  shown?: Shown
}): Promise<Window> {
  const remote = person.connect<typeof contract>('terminal@1', {
    project: project.id,
    params: { path, size, writer: randomUUID(), ...(since && { since }) },
  })
  let about!: About
  let position = since?.position ?? 0
  let seq = 0
  let waiting = 0
  let from = 0
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
      from = head.position
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
      if (waiting > 0) return
      shown.write(`\x1bc${Buffer.concat(screen).toString()}`)
      position = from
    }),
  )
  remote.on('output', bytes => {
    const copy = bytes.slice()
    return then(() => {
      shown.write(copy)
      position += copy.length
      output += copy.length
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
    resumed: answer.resumed,
    async types(data) {
      await remote.call('type', { seq: ++seq, shell: about.shell, data })
    },
    sees: pattern => window.until(() => pattern.test(shown.text())),
    async until(holds) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`not seen: ${holds.toString()}\n${shown.text().slice(-2000)}`)), longest)
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
    closes() {
      remote.close()
      return order
    },
  }
  return window
}
