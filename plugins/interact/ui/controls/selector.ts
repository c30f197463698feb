import type { ControlAbout, ShowControl, ShownControl } from '../../api.ts'
import { button, cssWidth, element, nameIt, texts, whole } from './elements.ts'

/** One of several values: a menu, or buttons side by side or in rows and columns. */
export const selector: ShowControl = (about, place) => (about.buttons === true ? buttons(about, place) : menu(about, place))

const menu: ShowControl = (about, place) => {
  const select = element('select', 'ia-select')
  nameIt(select, place)
  let shown = ''
  const update = (next: ControlAbout): boolean => {
    if (next.buttons === true) return false
    const labels = texts(next.lbls)
    if (JSON.stringify(labels) !== shown) select.replaceChildren(...labels.map((label, i) => new Option(plain(label), String(i))))
    shown = JSON.stringify(labels)
    select.value = String(whole(next.default, 0))
    select.style.width = cssWidth(next.width)
    return true
  }
  update(about)
  select.addEventListener('change', () => place.send(Number(select.value)))
  return { element: select, update, enable: on => void (select.disabled = !on) }
}

/** A menu shows no formulas: what stands between the dollars must do. */
function plain(label: string): string {
  return label.replace(/^\$([^$]*)\$$/, '$1')
}

const buttons = (about: ControlAbout, place: Parameters<ShowControl>[1]): ShownControl => {
  const group = element('div', 'ia-choices')
  group.setAttribute('role', 'radiogroup')
  group.setAttribute('aria-labelledby', place.label)
  let made: HTMLButtonElement[] = []
  let shown = ''
  let on = true
  const choose = (index: number) => {
    made.forEach((one, i) => {
      one.setAttribute('aria-checked', String(i === index))
      // One stop of the Tab key for the whole group; arrows go on from there.
      one.tabIndex = i === index ? 0 : -1
    })
  }
  const pick = (index: number) => {
    choose(index)
    place.send(index)
  }
  const fill = (next: ControlAbout) => {
    const labels = texts(next.lbls)
    made = labels.map((label, i) => {
      const one = button('', '', () => pick(i))
      one.setAttribute('role', 'radio')
      one.append(place.html(label))
      one.style.width = cssWidth(next.width)
      one.disabled = !on
      return one
    })
    const columns = columnsOf(next, labels.length)
    group.className = columns > 0 ? 'ia-choices ia-grid' : 'ia-choices'
    group.style.gridTemplateColumns = columns > 0 ? `repeat(${columns}, minmax(0, max-content))` : ''
    group.replaceChildren(...made)
  }
  const update = (next: ControlAbout): boolean => {
    if (next.buttons !== true) return false
    const key = JSON.stringify([next.lbls, next.nrows, next.ncols, next.width])
    if (key !== shown) fill(next)
    shown = key
    choose(whole(next.default, 0))
    return true
  }
  update(about)
  group.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    const at = made.indexOf(document.activeElement as HTMLButtonElement)
    if (step === undefined || at < 0) return
    event.preventDefault()
    const next = (at + step + made.length) % made.length
    pick(next)
    made[next]!.focus()
  })
  return {
    element: group,
    update,
    enable(value) {
      on = value
      for (const one of made) one.disabled = !value
    },
  }
}

function columnsOf(about: ControlAbout, count: number): number {
  const columns = whole(about.ncols, 0)
  if (columns > 0) return columns
  const rows = whole(about.nrows, 0)
  return rows > 0 ? Math.ceil(count / rows) : 0
}
