import type { Remote, Stop } from '@stoa/sdk/contract'
import type { CellState, Kernel, sagews } from '../contract.ts'

/** A cell's state as the page knows it. `seconds()` goes on counting while it runs. */
export type CellRun = CellState & { seconds(): number | undefined }

/** What the server says of the worksheet's runs, kept up to date. */
export type Runs = {
  readonly kernel: Kernel
  get(id: string): CellRun | undefined
  /** How many cells run and wait. */
  readonly counts: { running: number; waiting: number }
  /** The cell that runs. */
  readonly running: string | null
  /** Hears which cells changed; null for all of them or the kernel. */
  onChange(listener: (ids: ReadonlySet<string> | null) => void): Stop
  /** Hears about ten times a second while a cell runs. */
  onTick(listener: () => void): Stop
  stop(): void
}

const none: Kernel = { state: 'stopped', language: '', notes: [] }

/** Follows one worksheet's channel; `remote` is closed by whoever opened it. */
export function followRuns(remote: Pick<Remote<typeof sagews>, 'on' | 'onState' | 'opened'>): Runs {
  const cells = new Map<string, CellState & { heard: number }>()
  const listeners = new Set<(ids: ReadonlySet<string> | null) => void>()
  const ticks = new Set<() => void>()
  let kernel = none
  let timer: ReturnType<typeof setInterval> | null = null

  const take = (changed: readonly CellState[]) => {
    const heard = performance.now()
    for (const cell of changed) cells.set(cell.id, { ...cell, heard })
    const running = [...cells.values()].some(cell => cell.state === 'running')
    if (running && !timer) timer = setInterval(() => ticks.forEach(tick => tick()), 100)
    if (!running && timer) {
      clearInterval(timer)
      timer = null
    }
  }
  const tell = (ids: ReadonlySet<string> | null) => listeners.forEach(listener => listener(ids))
  const whole = (answer: { kernel: Kernel; cells: CellState[] } | undefined) => {
    if (!answer) return
    cells.clear()
    kernel = answer.kernel
    take(answer.cells)
    tell(null)
  }
  const stops = [
    remote.on('cells', ({ cells: changed }) => {
      take(changed)
      tell(new Set(changed.map(cell => cell.id)))
    }),
    remote.on('kernel', next => {
      kernel = next
      tell(null)
    }),
    remote.onState((state, answer) => {
      if (state === 'open') whole(answer)
    }),
  ]
  remote.opened.then(whole, () => {})

  return {
    get kernel() {
      return kernel
    },
    get(id) {
      const cell = cells.get(id)
      if (!cell) return undefined
      return {
        ...cell,
        seconds: () =>
          cell.elapsed === undefined ? undefined : cell.elapsed + (cell.state === 'running' ? (performance.now() - cell.heard) / 1000 : 0),
      }
    },
    get counts() {
      let running = 0
      let waiting = 0
      for (const { state } of cells.values()) {
        if (state === 'running') running++
        if (state === 'waiting') waiting++
      }
      return { running, waiting }
    },
    get running() {
      for (const { id, state } of cells.values()) if (state === 'running') return id
      return null
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onTick(listener) {
      ticks.add(listener)
      return () => void ticks.delete(listener)
    },
    stop() {
      for (const stop of stops) stop()
      if (timer) clearInterval(timer)
    },
  }
}

/** Seconds as people read them: `0.02 s`, `12.4 s`, `3 min 20 s`. While it runs, tenths only up to ten seconds. */
export function seconds(value: number, running = false): string {
  if (running) return value < 10 ? `${value.toFixed(1)} s` : minutes(Math.floor(value))
  if (value < 10) return `${value.toFixed(2)} s`
  return value < 60 ? `${value.toFixed(1)} s` : minutes(Math.round(value))
}

function minutes(value: number): string {
  if (value < 60) return `${value} s`
  if (value < 3600) return `${Math.floor(value / 60)} min ${value % 60} s`
  return `${Math.floor(value / 3600)} h ${Math.floor((value % 3600) / 60)} min`
}
