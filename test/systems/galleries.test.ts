import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import { bundled, createTestHub } from '@stoa/sdk/test'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { cellsOf, codeOf, findCell, nest, readPayload, visible, type Message } from '@stoa/plugin-sagews/document'
import { needs } from '../kit/program.ts'

t.setTimeout(5 * 60_000)
// Sage, where it is installed, as for whoever follows the README.
delete process.env.STOA_PYTHON

/** Runs every cell of a gallery in a project of its own, answering what it asks; what each cell of it shows in the end. */
async function gallery(t: Test, name: string) {
  const file = fileURLToPath(new URL(`../../plugins/sagews/gallery/${name}.sagews`, import.meta.url))
  const hub = await createTestHub({ folders: bundled('sagews') })
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('Galleries')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'a.sagews'), await readFile(file))
  const where = { project: project.id, path: 'a.sagews' }
  const document = openProgramDocument({ connect: ada.connect, ...where })
  await document.ready
  const runs = ada.connect<typeof sagews>('sagews@1', { project: project.id, params: { path: where.path } })
  await runs.opened
  const states = new Map<string, CellState>()
  const cells = cellsOf(document.text()).map(cell => ({ id: cell.id, code: codeOf(document.text(), cell) }))
  const shown = (id: string): Message[] =>
    (findCell(document.text(), id)?.outputs ?? []).flatMap(({ payload }) => visible(readPayload(payload)))
  const asking = (id: string) => shown(id).some(message => (message.raw_input as { submitted?: boolean } | undefined)?.submitted === false)
  await new Promise<void>((resolve, reject) => {
    let answered = false
    const look = () => {
      const last = cells.at(-1)!.id
      if (!answered && cells.some(({ id }) => asking(id))) {
        answered = true
        runs.call('reply', { cell: cells.find(({ id }) => asking(id))!.id, value: 'Zoë' }).catch(reject)
      }
      const settled = cells.every(({ id }) => /done|failed|interrupted/.test(states.get(id)?.state ?? ''))
      if (settled && (findCell(document.text(), last)?.flags ?? '').includes('s')) resolve()
    }
    runs.on('cells', ({ cells: changed }) => {
      for (const cell of changed) states.set(cell.id, cell)
      look()
    })
    document.onChange(look)
    runs.call('run', { cells: cells.map(({ id }) => id) }).catch(reject)
  })
  for (const cell of cells) {
    const wrong = shown(cell.id).find(message => 'stderr' in message || 'error' in message)
    t.equal(wrong, undefined, cell.code.slice(0, 60))
    t.match(states.get(cell.id), { state: 'done' })
  }
  const of = (words: string) => {
    const cell = cells.find(({ code }) => code.includes(words))
    if (!cell) throw new Error(`There is no cell with “${words}” in the gallery.`)
    return shown(cell.id)
  }
  const until = (holds: () => boolean) =>
    new Promise<void>(resolve => {
      const look = () => holds() && resolve()
      document.onChange(look)
      look()
    })
  return { of, until }
}

t.test('[W-7] the gallery of outputs runs headlessly on Sage, with no error, and leaves what each kind needs', needs('sage'), async t => {
  const { of } = await gallery(t, 'outputs')
  t.match(of('# A scene'), [{ file: { filename: /\.sage3d$/, sha: /^[0-9a-f]{64}$/ } }])
  t.match(of('# A graph: drag'), [{ d3: { viewer: 'graph' } }])
  t.match(of('# A plot.'), [{ file: { filename: /\.svg$/, width: Number, height: Number } }])
  t.match(of('# An animation'), [{ file: { filename: /\.(webm|gif)$/ } }])
  t.match(of('# A program in the page'), [{ javascript: { obj: { n: 1000 } } }])
  t.match(of('%coffeescript'), [{ javascript: { coffeescript: true } }])
  t.match(of('# Output can be taken back'), [{ stdout: 'kept\n' }])
  t.match(of('# More than fits').at(-1), { limited: { complete: true, sha: String } })
  t.match(of('raw_input').at(-1), { stdout: 'Hello Zoë\n' })
})

t.test('[W-6] the gallery of modes runs headlessly on Sage, with no error, and each mode does what it says', needs('sage'), async t => {
  const { of, until } = await gallery(t, 'modes')
  const text = (words: string) =>
    of(words)
      .map(({ stdout = '' }) => String(stdout))
      .join('')
  await until(() => text('%fork').includes('done apart'))
  t.same(nest(of('%fork')).length, 1, 'the output of a fork takes the place of what stood for it')
  t.match(text('%gp'), '1000000007')
  t.match(text('%gap'), '120')
  t.match(text('%maxima'), 'atan')
  t.match(text('%singular'), 'x-y')
  t.match(text('add_up(10^6)'), '499999500000')
  t.match(text('%perl'), '1, 4, 9, 16, 25')
  t.match(text("%script('sort -n')"), '1\n2\n3')
  t.match(text('!cat notes.txt'), 'Written into a file.')
  t.match(text('%shout'), 'ANY FUNCTION OF A STRING IS A MODE')
  t.match(of('Cells without a mode'), [{ md: /Markdown/ }])
})
