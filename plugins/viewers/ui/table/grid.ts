import type { Stop } from '@stoa/sdk/contract'
import { element } from '../dom.ts'
import { numberIn, sortRows, type Sorting } from './csv.ts'

/** What a grid shows. Without a header, columns are numbered. */
export type Content = {
  readonly rows: readonly (readonly string[])[]
  readonly columns: number
  readonly header: readonly string[] | null
}
/** A table of any length: only the rows in sight are in the page. */
export type Grid = {
  readonly element: HTMLElement
  show(content: Content): void
  /** Shows the rows that have this in a cell. */
  filter(text: string): void
  readonly shown: number
  readonly all: number
  stop: Stop
}

const rowHeight = 28
/** Rows above and below those in sight. */
const around = 10
/** No browser lays out much more; rows beyond are reached by the filter. */
const mostRows = 1_000_000
/** Widths of columns in characters. */
const widths = { least: 5, most: 48 } as const
/** So many rows say how wide the columns are. */
const measured = 300

/** Makes an empty grid. `changed` is called when another count of rows is shown. */
export function createGrid({ name, changed }: { name: string; changed(): void }): Grid {
  let content: Content = { rows: [], columns: 0, header: null }
  let sorting: Sorting | null = null
  let wanted = ''
  let order = new Uint32Array()
  let drawn = { from: -1, to: -1 }

  const head = element('div', 'vw-head')
  head.setAttribute('role', 'row')
  head.setAttribute('aria-rowindex', '1')
  const body = element('div', 'vw-rows')
  body.setAttribute('role', 'rowgroup')
  const top = element('div', 'vw-headGroup', head)
  top.setAttribute('role', 'rowgroup')
  const root = element('div', 'vw-grid', top, body)
  root.tabIndex = 0
  root.setAttribute('role', 'table')
  root.setAttribute('aria-label', name)

  function arrange(): void {
    const sorted = sortRows(content.rows, sorting)
    const search = wanted.trim().toLowerCase()
    const found = search === '' ? sorted : sorted.filter(at => content.rows[at]!.some(cell => cell.toLowerCase().includes(search)))
    order = new Uint32Array(found.subarray(0, mostRows))
    drawn = { from: -1, to: -1 }
    body.style.height = `${order.length * rowHeight}px`
    root.setAttribute('aria-rowcount', String(order.length + 1))
    draw()
    changed()
  }

  function draw(): void {
    const from = Math.max(0, Math.floor(root.scrollTop / rowHeight) - around)
    const to = Math.min(order.length, Math.ceil((root.scrollTop + root.clientHeight) / rowHeight) + around)
    if (from === drawn.from && to === drawn.to) return
    // Rows that stay are left as they are, so that what is selected in them stays selected.
    const kept = new Map<number, HTMLElement>()
    for (const row of body.children) {
      const at = Number((row as HTMLElement).dataset['at'])
      if (drawn.from >= 0 && at >= from && at < to) kept.set(at, row as HTMLElement)
    }
    const rows: HTMLElement[] = []
    for (let at = from; at < to; at++) rows.push(kept.get(at) ?? rowAt(at))
    drawn = { from, to }
    body.replaceChildren(...rows)
  }

  function rowAt(at: number): HTMLElement {
    const place = order[at]!
    const cells = content.rows[place]!
    const row = element('div', 'vw-row')
    row.dataset['at'] = String(at)
    row.setAttribute('role', 'row')
    row.setAttribute('aria-rowindex', String(at + 2))
    row.style.top = `${at * rowHeight}px`
    const number = element('span', 'vw-number', String(place + (content.header ? 2 : 1)))
    number.setAttribute('role', 'rowheader')
    row.append(number)
    for (let column = 0; column < content.columns; column++) {
      const text = cells[column] ?? ''
      const cell = element('span', 'vw-cell', text)
      cell.setAttribute('role', 'cell')
      if (text.length > 20) cell.title = text
      if (numberIn(text) !== null) cell.dataset['number'] = 'true'
      row.append(cell)
    }
    return row
  }

  function drawHead(): void {
    const corner = element('span', 'vw-number')
    corner.setAttribute('role', 'cell')
    const titles = Array.from({ length: content.columns }, (_, column) => {
      const title = content.header?.[column] || `Column ${column + 1}`
      const button = element('button', 'vw-sort', element('span', '', title))
      button.type = 'button'
      button.title = `Sort by ${title}`
      button.addEventListener('click', () => sort(column))
      const cell = element('span', 'vw-cell', button)
      cell.setAttribute('role', 'columnheader')
      cell.setAttribute('aria-sort', sorting?.column === column ? (sorting.down ? 'descending' : 'ascending') : 'none')
      return cell
    })
    head.replaceChildren(corner, ...titles)
  }

  /** Up, down, and as it was. */
  function sort(column: number): void {
    sorting = sorting?.column !== column ? { column, down: false } : sorting.down ? null : { column, down: true }
    drawHead()
    arrange()
    head.querySelectorAll('button')[column]?.focus()
  }

  let asked = false
  root.addEventListener(
    'scroll',
    () => {
      if (asked) return
      asked = true
      requestAnimationFrame(() => {
        asked = false
        draw()
      })
    },
    { passive: true },
  )
  const watch = new ResizeObserver(draw)
  watch.observe(root)

  return {
    element: root,
    show(next) {
      content = next
      if (sorting && sorting.column >= next.columns) sorting = null
      root.style.setProperty('--columns', columnsOf(next))
      root.setAttribute('aria-colcount', String(next.columns + 1))
      drawHead()
      arrange()
    },
    filter(text) {
      wanted = text
      root.scrollTop = 0
      arrange()
    },
    get shown() {
      return order.length
    },
    get all() {
      return content.rows.length
    },
    stop: () => watch.disconnect(),
  }
}

/** The columns' widths, by what stands in the first rows. */
function columnsOf({ rows, columns, header }: Content): string {
  const lengths = Array.from({ length: columns }, (_, column) => (header?.[column] ?? `Column ${column + 1}`).length + 2)
  for (const row of rows.slice(0, measured)) row.forEach((cell, column) => (lengths[column] = Math.max(lengths[column]!, cell.length)))
  const number = String(rows.length + 1).length + 2
  return [number, ...lengths.map(length => Math.min(widths.most, Math.max(widths.least, length)) + 2)]
    .map(length => `${length}ch`)
    .join(' ')
}
