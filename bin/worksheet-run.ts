import { StoaError, type Connect } from '@stoa/sdk/contract'
import { openProgramDocument } from '@stoa/sdk/client'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { cellsOf, readPayload, type Cell } from '@stoa/plugin-sagews/document'

/** What became of one cell. `cell` counts from 1 as the page does; `line` is the cell's line, from 1, where an error stands. */
export type CellReport = {
  readonly cell: number
  readonly id: string
  readonly status: 'ok' | 'error' | 'interrupted'
  readonly seconds: number
  readonly error?: { readonly message: string; readonly line: number | null }
}
export type RunReport = { readonly file: string; readonly kernel: string; readonly status: 'ok' | 'error'; readonly seconds: number; readonly cells: readonly CellReport[] }

const settled: ReadonlySet<CellState['state']> = new Set(['done', 'failed', 'interrupted'])

/**
 * Runs every cell of a worksheet in order, as a person would who presses Run all, and waits for the outputs to be in the file (W-18).
 * An error does not stop the cells after it.
 */
export async function runWorksheet({ connect, project, path, stopped }: { connect: Connect; project: string; path: string; stopped?: AbortSignal }): Promise<RunReport> {
  const began = performance.now()
  const document = openProgramDocument({ connect, project, path })
  await document.ready
  const running = connect<typeof sagews>('sagews@1', { project, params: { path } })
  const states = new Map<string, CellState>()
  let kernel = (await running.opened).kernel.language
  running.on('kernel', ({ language }) => void (kernel = language))
  const ids = cellsOf(document.text()).map(cell => cell.id)

  const finished = Promise.withResolvers<void>()
  running.on('cells', ({ cells }) => {
    for (const cell of cells) states.set(cell.id, cell)
    if (ids.every(id => settled.has(states.get(id)?.state ?? 'idle'))) finished.resolve()
  })
  running.onState((state, _answer, error) => {
    if (state === 'waiting' || state === 'closed') finished.reject(new StoaError(error ?? { code: 'project_lost', message: 'The project stopped while the worksheet ran.' }))
  })
  stopped?.addEventListener('abort', () => {
    running.call('interrupt', {}).catch(() => undefined)
    finished.reject(new StoaError({ code: 'stopped', message: 'The run was stopped.' }))
  })
  try {
    if (ids.length > 0) {
      await running.call('run', { cells: ids })
      await finished.promise
    }
    await document.save()
    const written = new Map(cellsOf(document.text()).map(cell => [cell.id, cell]))
    const cells = ids.map((id, index) => report({ index, id, state: states.get(id)!, cell: written.get(id) }))
    return { file: path, kernel, status: cells.every(cell => cell.status === 'ok') ? 'ok' : 'error', seconds: rounded((performance.now() - began) / 1000), cells }
  } finally {
    running.close()
    document.close()
  }
}

function report({ index, id, state, cell }: { index: number; id: string; state: CellState; cell: Cell | undefined }): CellReport {
  const status = state.state === 'done' ? 'ok' : state.state === 'failed' ? 'error' : 'interrupted'
  const error = status === 'ok' ? {} : { error: { message: state.reason ?? raised(cell) ?? 'See its output.', line: state.line ?? null } }
  return { cell: index + 1, id, status, seconds: rounded(state.elapsed ?? 0), ...error }
}

/** What was raised, as the cell's output tells it. */
function raised(cell: Cell | undefined): string | undefined {
  for (const output of cell?.outputs ?? [])
    for (const { message } of readPayload(output.payload)) {
      const traceback = message?.['traceback'] as { name?: string; message?: string } | undefined
      if (traceback) return [traceback.name, traceback.message].filter(Boolean).join(': ')
    }
  return undefined
}

const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000
