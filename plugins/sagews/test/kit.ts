import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import { bundled, createTestHub, type Person } from '@stoa/sdk/test'
import type { CellState, Kernel, sagews } from '../contract.ts'
import { cellsOf, findCell, headerLine, readPayload, visible, type Message } from '../document/index.ts'

export const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
/** The text of a worksheet with these cells, numbered from 1. */
export const sheetOf = (cells: readonly string[]) => cells.map((code, i) => `${headerLine(uuid(i + 1))}\n${code}\n`).join('')

const environment = join(import.meta.dirname, '..', '..', '..', '.venv', 'bin', 'python')
/** The plain Python of this machine, as setup makes it. */
export const python = existsSync(environment) ? environment : 'python3'

/** Options of a test that needs SageMath: skipped by name where there is none, which under `CI=true` fails the run. */
export const sage = {
  skip: (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, 'sage'))) ? false : 'SageMath not installed',
} as const

/** Runs worksheets of this test process's projects with this interpreter, or the machine's own choice, until the test ends. */
export function interpreter(t: Test, command: string | undefined): void {
  const before = process.env.STOA_PYTHON
  const set = (value: string | undefined) => (value === undefined ? delete process.env.STOA_PYTHON : (process.env.STOA_PYTHON = value))
  set(command)
  t.teardown(() => void set(before))
}

/** One person's worksheet: its text and what the server says of its runs. */
export async function openSheet(person: Person, project: string, path: string, name = 'a.sagews') {
  const document = openProgramDocument({ connect: person.connect, project, path: path || name })
  await document.ready
  const remote = person.connect<typeof sagews>('sagews@1', { project, params: { path: path || name } })
  const states = new Map<string, CellState>()
  const history: string[] = []
  const first = await remote.opened
  let kernel: Kernel = first.kernel
  const looks = new Set<() => void>()
  const look = () => looks.forEach(one => one())
  const take = (cells: readonly CellState[]) => {
    for (const cell of cells) {
      states.set(cell.id, cell)
      history.push(`${Number(cell.id.slice(0, 8))} ${cell.state}`)
    }
    look()
  }
  take(first.cells)
  remote.on('cells', ({ cells }) => take(cells))
  remote.on('kernel', next => {
    kernel = next
    look()
  })
  document.onChange(look)
  document.onState(look)
  const until = (holds: () => boolean): Promise<void> =>
    new Promise(resolve => {
      const one = () => {
        if (!holds()) return
        looks.delete(one)
        resolve()
      }
      looks.add(one)
      one()
    })
  const ended = (n: number) => {
    const state = states.get(uuid(n))
    const flags = findCell(document.text(), uuid(n))?.flags ?? ''
    return /done|failed|interrupted/.test(state?.state ?? '') && (flags.includes('s') || (state!.earlier === true && !/[rw]/.test(flags)))
  }
  return {
    document,
    remote,
    states,
    history,
    kernel: () => kernel,
    text: () => document.text().toString(),
    state: (n: number) => states.get(uuid(n)),
    run: (...cells: number[]) => remote.call('run', { cells: cells.map(uuid), after: document.committed() }),
    output: (n: number): Message[] =>
      (findCell(document.text(), uuid(n))?.outputs ?? []).flatMap(({ payload }) => visible(readPayload(payload))),
    flags: () => cellsOf(document.text()).map(cell => cell.flags),
    /** Resolves when this has become true of the text, the states or the kernel. */
    until,
    /** Resolves when these cells ran and the text here has all of their output: the flag comes with its end. */
    done: (...cells: number[]) => until(() => cells.every(ended)),
  }
}

/** A hub with worksheets, and a project of Ada's with these files. */
export async function desk(t: Test, files: Readonly<Record<string, string | Uint8Array>>) {
  const hub = await createTestHub({ folders: bundled('sagews') })
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(project.root, path)), { recursive: true })
    await writeFile(join(project.root, path), content)
  }
  return { hub, ada, project, sheet: (path = 'a.sagews', person: Person = ada) => openSheet(person, project.id, path) }
}
