import type { ControlAbout, ControlPlace, Controls, ShowControl, ShownControl } from '../api.ts'
import { element } from './controls/elements.ts'

/** A control with its label, its value at the end of the row and what is wrong with it below. */
export type Row = {
  readonly cells: readonly HTMLElement[]
  /** Shows what the worksheet says; `keep` leaves the value as it is shown. */
  update(about: ControlAbout, keep: boolean): void
  /** Shows another value than the worksheet's. */
  show(value: unknown): void
  relabel(label: string | null): void
  enable(on: boolean): void
  stop(): void
}
export type RowGiven = {
  readonly controls: Controls
  send(value: unknown): void
  html(source: string): HTMLElement
}

const loaded = new Map<string, ShowControl>()
let count = 0

/** One control. Its module may have to be fetched first; its row has its height already. */
export function controlRow(first: ControlAbout, { controls, send, html }: RowGiven): Row {
  const id = `ia-${++count}`
  const label = element('label', 'ia-label')
  label.id = `${id}-label`
  label.htmlFor = id
  const body = element('div', 'ia-body')
  const end = element('span', 'ia-end')
  const error = element('div', 'ia-error')
  error.id = `${id}-error`
  const holder = element('div', 'ia-holder')
  body.append(holder, error)
  let about = first
  let shown: ShownControl | null = null
  let drawnAs = ''
  let own: string | null = null
  let labelled: string | null = null
  let on = false
  const place: ControlPlace = {
    id,
    get name() {
      return plain(own ?? about.label) || about.var
    },
    label: label.id,
    error: error.id,
    send(value) {
      // What is shown now, whatever the worksheet still says.
      about = { ...about, default: value }
      send(value)
    },
    html,
  }

  const draw = () => {
    const kind = about.control_type
    const show = loaded.get(kind)
    if (!show) {
      const known = controls.get(kind)
      if (!known) {
        holder.replaceChildren(element('span', 'ia-quiet', `A control of the kind “${kind}”, which nothing here can show.`))
        return
      }
      void known.load().then(loadedShow => {
        loaded.set(kind, loadedShow)
        if (about.control_type !== kind || drawnAs === kind) return
        draw()
        paint()
      })
      return
    }
    void shown?.stop?.()
    shown = show(about, place)
    drawnAs = kind
    holder.replaceChildren(shown.element)
    end.replaceChildren(...(shown.readout ? [shown.readout] : []))
    shown.enable(on)
  }
  const paint = () => {
    const text = shown?.labelled ? '' : (own ?? about.label)
    if (text !== labelled) label.replaceChildren(...(text ? [html(text)] : []))
    labelled = text
    label.title = typeof about.by === 'string' ? `Set by ${about.by}` : ''
    const wrong = typeof about.error === 'string' ? about.error : ''
    if (error.textContent !== wrong) error.textContent = wrong
  }
  draw()
  paint()

  return {
    cells: [label, body, end],
    update(next, keep) {
      about = keep ? { ...next, default: about.default } : next
      if (drawnAs !== next.control_type || !shown?.update(about)) draw()
      paint()
    },
    show(value) {
      about = { ...about, default: value }
      shown?.update(about)
    },
    relabel(text) {
      own = text
      paint()
    },
    enable(value) {
      on = value
      shown?.enable(value)
    },
    stop: () => void shown?.stop?.(),
  }
}

/** A label without its tags and dollars, as it is read out. */
function plain(label: string): string {
  return label.replace(/<[^>]*>|\$/g, '').trim()
}
