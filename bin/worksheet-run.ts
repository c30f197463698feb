import { randomUUID } from 'node:crypto'
import type { Text } from '@codemirror/state'
import { StoaError, stops, type Connect, type Remote } from '@stoa/sdk/contract'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { cellsOf, codeOf, headerLine, readPayload, repair, type Cell } from '@stoa/plugin-sagews/document'

/**
 * What became of one cell. `cell` counts from 1 as the page does. Where an error stands: `line` of the cell, and `fileLine` of the file as
 * it is afterwards; both from 1, null where it is not known.
 */
export type CellReport = {
  readonly cell: number
  readonly id: string
  readonly status: 'ok' | 'error' | 'interrupted'
  readonly seconds: number
  readonly error?: { readonly message: string; readonly line: number | null; readonly fileLine: number | null }
}
export type RunReport = {
  readonly file: string
  readonly kernel: string
  readonly status: 'ok' | 'error'
  readonly seconds: number
  readonly cells: readonly CellReport[]
}

/**
 * Runs every cell of a worksheet in order, as a person would who presses Run all, and waits for the outputs to be in the file (W-18).
 * An error does not stop the cells after it. `answers` are given to what cells ask for, in order; one that asks for more gets an error.
 */
export async function runWorksheet({
  connect,
  project,
  path,
  answers,
  stopped,
}: {
  connect: Connect
  project: string
  path: string
  answers: readonly string[]
  stopped: AbortSignal
}): Promise<RunReport> {
  const began = performance.now()
  const document = openProgramDocument({ connect, project, path })
  const running = connect<typeof sagews>('sagews@1', { project, params: { path } })
  try {
    await document.ready
    const opened = await running.opened
    let kernel = opened.kernel.language
    running.on('kernel', ({ language }) => void (kernel = language || kernel))
    mend(document)
    const ids = cellsOf(document.text()).flatMap(cell => (cell.header ? [cell.id] : []))
    const states = ids.length > 0 ? await runCells({ document, running, ids, answers, stopped }) : new Map<string, CellState>()
    await document.save()
    const written = new Map(cellsOf(document.text()).map(cell => [cell.id, cell]))
    const cells = ids.map((id, index) => report({ index, id, state: states.get(id), cell: written.get(id), text: document.text() }))
    return {
      file: path,
      kernel,
      status: cells.every(cell => cell.status === 'ok') ? 'ok' : 'error',
      seconds: rounded((performance.now() - began) / 1000),
      cells,
    }
  } finally {
    running.close()
    document.close()
  }
}

/** Gives every cell a header and an id of its own, as a page does with what a person types, so that each can be run by its name. */
function mend(document: ProgramDocument): void {
  const [first] = cellsOf(document.text())
  if (first && !first.header && codeOf(document.text(), first).trim() !== '')
    document.edit({ from: 0, insert: `${headerLine(randomUUID())}\n` })
  const fix = repair(document.text(), {})
  if (fix) document.edit(fix)
}

type Running = Remote<typeof sagews>

/** Runs the cells, and answers how each ended; one that was taken out of the queue or deleted is not there or `idle`. */
async function runCells({
  document,
  running,
  ids,
  answers,
  stopped,
}: {
  document: ProgramDocument
  running: Running
  ids: string[]
  answers: readonly string[]
  stopped: AbortSignal
}): Promise<Map<string, CellState>> {
  const ended = Promise.withResolvers<void>()
  let states = new Map<string, CellState>()
  let asked = false
  const over = (id: string) => !['waiting', 'running'].includes(states.get(id)?.state ?? 'idle')
  const look = () => {
    if (!asked) return
    const left = ids.filter(id => !over(id))
    if (left.length === 0) return ended.resolve()
    // One that was deleted by somebody is passed over in silence.
    const there = new Set(cellsOf(document.text()).map(cell => cell.id))
    if (!left.some(id => there.has(id))) ended.resolve()
  }
  const listening = stops()
  const answer = answering({ document, running, answers, states: () => states })
  listening.add(document.onChange(look))
  listening.add(document.onChange(answer))
  listening.add(
    running.on('cells', ({ cells }) => {
      for (const cell of cells) states.set(cell.id, cell)
      answer()
      look()
    }),
  )
  listening.add(
    running.onState((state, answer, error) => {
      if (state === 'closed')
        ended.reject(new StoaError(error ?? { code: 'project_lost', message: 'The project stopped while the worksheet ran.' }))
      if (state !== 'open' || !asked) return
      // The connection was lost and is back: what happened meanwhile is in the answer.
      states = new Map((answer as { cells: CellState[] }).cells.map(cell => [cell.id, cell]))
      look()
    }),
  )
  stopped.addEventListener('abort', () => {
    running.call('interrupt', {}).catch(() => undefined)
    ended.reject(new StoaError({ code: 'stopped', message: 'The run was stopped.' }))
  })
  try {
    await Promise.race([running.call('run', { cells: ids, after: document.committed() }), ended.promise])
    asked = true
    look()
    await ended.promise
    return states
  } finally {
    await listening.stop()
  }
}

/** Answers what the cell that runs asks for, once for each question; when there are no more answers it says so, which ends the cell. */
function answering({
  document,
  running,
  answers,
  states,
}: {
  document: ProgramDocument
  running: Running
  answers: readonly string[]
  states(): ReadonlyMap<string, CellState>
}): () => void {
  const left = [...answers]
  const answered = new Set<string>()
  let looks = 0
  const look = () => {
    looks++
    const cell = cellsOf(document.text()).find(one => states().get(one.id)?.state === 'running')
    const questions = (cell?.outputs ?? []).flatMap(({ payload }) =>
      payload.includes('"raw_input"') ? readPayload(payload).filter(({ message }) => message?.['raw_input']) : [],
    )
    const at = questions.length - 1
    const question = questions[at]?.message?.['raw_input'] as { submitted?: unknown } | undefined
    const name = `${cell?.id} ${at}`
    if (!cell || !question || question.submitted === true || answered.has(name)) return
    answered.add(name)
    const [value = null] = left.splice(0, 1)
    const now = looks
    // What an earlier run had asked for stands there until this one puts something out; then the answer is not lost.
    running.call('reply', { cell: cell.id, value }).catch(() => {
      answered.delete(name)
      if (value !== null) left.unshift(value)
      if (looks !== now) look()
    })
  }
  return look
}

type Ended = { index: number; id: string; state: CellState | undefined; cell: Cell | undefined; text: Text }

function report({ index, id, state, cell, text }: Ended): CellReport {
  const status = state?.state === 'done' ? 'ok' : state?.state === 'failed' ? 'error' : 'interrupted'
  const common = { cell: index + 1, id, status, seconds: rounded(state?.elapsed ?? 0) } as const
  if (status === 'ok') return common
  const unrun = state === undefined || state.state === 'idle' ? 'It was taken out of the queue before it ran.' : 'See its output.'
  const line = state?.line ?? null
  return {
    ...common,
    error: {
      message: state?.reason ?? raised(cell) ?? unrun,
      line,
      fileLine: line === null || !cell ? null : fileLine({ text, cell, line }),
    },
  }
}

/** The line of the file, from 1, that a line of a cell's code is. */
function fileLine({ text, cell, line }: { text: Text; cell: Cell; line: number }): number | null {
  let left = line
  for (const { from, to } of cell.code) {
    const [first, last] = [text.lineAt(from).number, text.lineAt(to).number]
    if (left <= last - first + 1) return first + left - 1
    left -= last - first + 1
  }
  return null
}

/** What was raised, as the cell's output tells it. */
function raised(cell: Cell | undefined): string | undefined {
  for (const output of cell?.outputs ?? [])
    for (const { message } of readPayload(output.payload)) {
      const traceback = message?.['traceback'] as { name?: string; message?: string } | undefined
      if (!traceback) continue
      const said = [traceback.name, traceback.message].filter(Boolean).join(': ')
      return traceback.name === 'EOFError' ? `${said} Give answers with --input TEXT, a line for each question.` : said
    }
  return undefined
}

const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000
