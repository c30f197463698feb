import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { openProgramDocument } from '@stoa/sdk/client'
import type { interact } from '@stoa/plugin-interact/contract'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { findCell, headerLine, nest, readPayload, visible } from '@stoa/plugin-sagews/document'
import { bench, type Ending } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { startJupyter } from './kit/jupyter.ts'
import { pythonWith } from './kit/programs.ts'
import { startStoa } from './kit/stoa.ts'
import { startWidget } from './kit/widgets.ts'

// A slider is dragged through 200 values, one each 16 ms, and draws a plot by Matplotlib. Counted are the plots that another client gets, and
// the time from the last value to its plot. Both sides run the same Python with the same packages.
const runs = 5
const events = 200
const packages = ['jupyter-server', 'ipykernel', 'ipywidgets', 'matplotlib', 'matplotlib-inline', 'sympy']
const plot = `import numpy as np, matplotlib.pyplot as plt
xs = np.linspace(0, 6, 400)
def draw(c):
    plt.figure(figsize=(6, 2.2))
    plt.plot(xs, np.sin(xs + c / 20))
    plt.title(str(c))
    plt.show()
`

/** A slider, and the values whose plots have come. */
type Slider = { set(value: number): void; onFrame(heard: (value: number) => void): void }

await bench(async ending => {
  const python = pythonWith({ name: 'widgets', packages })
  const jupyter = python === null ? null : await startJupyter({ ending, with: { name: 'widgets', packages } })
  const ours = await stoaSlider({ ending, env: { STOA_PYTHON: python ?? '' } })
  const inline = `%matplotlib inline\n${plot}import ipywidgets\n`
  const made = `${inline}slider = ipywidgets.IntSlider(min=0, max=${events})\nout = ipywidgets.interactive_output(draw, {'c': slider})\nprint('COMM', slider.comm.comm_id)`
  const theirs = jupyter === null ? null : await startWidget({ ending, jupyter, code: made })
  const measures = { ours: [] as Drag[], theirs: [] as Drag[] }
  // The first run of each warms up and is not counted.
  for (let run = 0; run <= runs; run++) {
    const [mine, others] = [await drag(ours), theirs && (await drag(theirs))]
    if (run === 0) continue
    measures.ours.push(mine)
    if (others) measures.theirs.push(others)
  }
  const common = { bench: 'interact.drag', peer: 'ipywidgets 8, ipykernel' } as const
  const figures = (which: 'frames' | 'last') => ({
    ours: median(measures.ours.map(one => one[which])),
    theirs: theirs === null ? null : median(measures.theirs.map(one => one[which])),
  })
  report({ ...common, about: 'plots shown of 200', ...figures('frames'), unit: 'plots', better: 'more' })
  report({ ...common, about: 'last value to its plot', ...figures('last'), unit: 'ms', better: 'less' })
})

type Drag = { readonly frames: number; readonly last: number }

async function drag(slider: Slider): Promise<Drag> {
  const frames = new Set<number>()
  const end = Promise.withResolvers<void>()
  slider.onFrame(value => {
    frames.add(value)
    if (value === events) end.resolve()
  })
  for (let value = 1; value <= events; value++) {
    slider.set(value)
    if (value < events) await pause(16)
  }
  const began = performance.now()
  await end.promise
  const last = performance.now() - began
  const back = Promise.withResolvers<void>()
  slider.onFrame(value => value === 0 && back.resolve())
  slider.set(0)
  await back.promise
  return { frames: frames.size, last }
}

/** A worksheet with one interact, one client who moves it as the page does, and another who gets the plots. */
async function stoaSlider({ ending, env }: { ending: Ending; env: Readonly<Record<string, string>> }): Promise<Slider> {
  const stoa = await startStoa({ ending, env })
  const [one, other] = [await stoa.client(), await stoa.client()]
  const where = { project: stoa.project, path: 'bench.sagews' }
  const id = randomUUID()
  const writer = openProgramDocument({ connect: one.connect, ...where, create: true })
  await writer.ready
  const code = `${plot}@interact\ndef f(c=slider(0, ${events}, 1)):\n    draw(c)\n`
  writer.edit({ from: 0, to: writer.text().length, insert: `${headerLine(id)}\n${code}` })
  await writer.acknowledged()
  const params = { path: where.path }
  const sheet = one.connect<typeof sagews>('sagews@1', { project: stoa.project, params })
  await sheet.opened
  const over = new Promise<void>((resolve, reject) =>
    sheet.on('cells', ({ cells }: { cells: CellState[] }) =>
      cells.forEach(({ state }) => (state === 'done' ? resolve() : state === 'failed' ? reject(new Error('The cell failed.')) : undefined)),
    ),
  )
  await sheet.call('run', { cells: [id] })
  await over
  const reader = openProgramDocument({ connect: other.connect, ...where })
  await reader.ready
  const shown = () => {
    const outputs = findCell(reader.text(), id)?.outputs ?? []
    const group = nest(outputs.flatMap(({ payload }) => visible(readPayload(payload)))).find(one => one.id !== null)
    const about = group?.message.interact as { controls: { default: number }[] } | undefined
    const file = group?.inside.find(({ message }) => message.file)?.message.file as { sha?: string } | undefined
    return { interact: group?.id ?? '', value: about?.controls[0]?.default ?? -1, sha: file?.sha ?? '' }
  }
  let frame = (_: number): void => {}
  let before = shown().sha
  reader.onChange(() => {
    const { value, sha } = shown()
    if (sha === before) return
    before = sha
    frame(value)
  })
  const controls = one.connect<typeof interact>('interact@1', { project: stoa.project, params })
  await controls.opened
  const which = shown().interact
  let next: number | null = null
  let under = 0
  const go = () => {
    if (under >= 3 || next === null) return
    const value = next
    next = null
    under++
    void controls.call('set', { cell: id, interact: which, values: { c: value } }).finally(() => {
      under--
      go()
    })
  }
  return {
    set(value) {
      next = value
      go()
    },
    onFrame: heard => void (frame = heard),
  }
}
