import { stops, type Stop } from '@stoa/sdk/contract'
import type { FilePlace } from '@stoa/sdk/ui'
import { bar, button, element, gap, nameOf, sizeText } from '../dom.ts'
import { watchFile } from '../file.ts'
import { isText } from '../sniff.ts'
import { addStyles } from '../style.ts'
import { hasHeader, readTable, type Table } from './csv.ts'
import { createGrid } from './grid.ts'

/** Larger tables are left to who shows a file a page at a time. */
const most = 32_000_000

/** Shows a file of comma separated values as a table, and follows it as it changes. */
export function mountTable(place: FilePlace): Stop {
  addStyles()
  const mounted = stops()
  const name = nameOf(place.path)
  const root = element('div', 'vw')
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())
  let table: Table | null = null
  let size = 0
  let titled = false
  let turn = 0

  const grid = createGrid({ name, changed: () => tell() })
  const header = button({
    label: 'First row is a header',
    title: 'The first row says what the columns are',
    run() {
      titled = !titled
      draw()
    },
  })
  const filter = element('input', 'vw-field')
  filter.type = 'search'
  filter.placeholder = 'Filter rows'
  filter.setAttribute('aria-label', 'Filter rows')
  filter.addEventListener('input', () => grid.filter(filter.value))
  const tools = bar({
    label: 'Table',
    tools: [header, gap(), button({ label: 'Text', title: 'Open it as text', run: () => void place.pass() }), gap(), filter],
    download: place.project.url('files@1/download/'),
    name,
  })
  place.toolbar.replaceChildren(tools)

  function tell(): void {
    const { shown, all } = grid
    const rows = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`
    place.status({
      right: table
        ? `${shown === all ? rows(all) : `${shown.toLocaleString('en')} of ${rows(all)}`}, ${table.columns} columns, ${sizeText(size)}`
        : '',
    })
  }
  function draw(): void {
    if (!table) return
    header.setAttribute('aria-pressed', String(titled))
    grid.show({ rows: titled ? table.rows.slice(1) : table.rows, columns: table.columns, header: titled ? table.rows[0]! : null })
    tell()
  }
  const say = (sentence: string) => {
    table = null
    const note = element('p', 'vw-note', sentence)
    note.setAttribute('role', 'alert')
    root.replaceChildren(note)
    tell()
  }

  async function look(): Promise<void> {
    const mine = ++turn
    try {
      const got = await file.read(0, most)
      if (mine !== turn) return
      if (got.size > most || !isText(got.bytes)) return void (place.pass() || say(`${name} cannot be shown as a table.`))
      size = got.size
      const before = table
      table = readTable(new TextDecoder().decode(got.bytes), place.path)
      if (table.rows.length === 0) return say('This table is empty.')
      if (!before) titled = hasHeader(table)
      if (!grid.element.isConnected) root.replaceChildren(grid.element)
      draw()
    } catch (failure) {
      if (mine === turn) say((failure as Error).message)
    }
  }
  const file = watchFile({ place, now: () => void look(), gone: say })
  tools.querySelector('a')!.href = file.download()
  mounted.add(file.stop)
  mounted.add(grid.stop)
  mounted.add(() => {
    turn++
    tools.remove()
  })
  return mounted.stop
}
