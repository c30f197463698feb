import type { OutputPlace } from '@stoa/plugin-sagews/api'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { Controls } from '../api.ts'
import type { interact } from '../contract.ts'
import { readInteract } from './about.ts'
import { arrange } from './arrange.ts'
import { cssWidth, element } from './controls/elements.ts'
import { footOf } from './foot.ts'
import { holdValues } from './held.ts'
import { controlRow, type Row } from './row.ts'
import { streamOf } from './stream.ts'
import { addStyles } from './style.ts'

/** One interact on the page. */
export type ShownPanel = { update(value: unknown): void; stop(): void }
export type PanelGiven = {
  /** Where it is drawn. */
  readonly element: HTMLElement
  /** Where the worksheet draws what the function puts out. */
  readonly inside: HTMLElement
  readonly place: OutputPlace
  readonly controls: Controls
  readonly value: unknown
}

/** Draws the controls around the output, sends what is moved and shows what others move. */
export function showPanel({ element: root, inside, place, controls, value }: PanelGiven): ShownPanel {
  addStyles()
  const started = stops()
  const remote = place.channel<typeof interact>('interact@1')
  const rows = new Map<string, Row>()
  const lone = element('div', 'ia-inside ia-lone')
  let undraw: Stop = () => {}
  let about = readInteract(value)
  let held = holdValues()
  let arranged = ''
  let alone = false
  let trouble = ''
  let gone = false
  root.className = 'ia'
  inside.classList.add('ia-inside')
  const box = element('div', 'ia-panel')
  box.setAttribute('role', 'group')
  box.setAttribute('aria-label', 'Interact')

  const newStream = () => streamOf({ send, changed: () => paint() })
  let stream = newStream()

  async function send(values: Readonly<Record<string, unknown>>): Promise<void> {
    const holding = held
    const mark = holding.mark(Object.keys(values))
    const id = about.id
    const alike = isAlone()
    try {
      const { move, messages } = await remote.call('set', {
        cell: place.cell,
        interact: id,
        values: { ...values },
        ...(alike ? { alone: true } : {}),
      })
      trouble = ''
      holding.promised(mark, alike ? null : move)
      if (messages && alike && isAlone()) showLone(messages)
    } catch (failure) {
      trouble = sentence(failure)
      gone = codeOf(failure) === 'interact_gone' || codeOf(failure) === 'no_session'
      holding.promised(mark, null)
    }
    if (!isAlone()) refresh()
    paint()
  }
  /** Within an outer interact that is looked at alone, this one is too. */
  const isAlone = () => alone || root.parentElement?.closest('.ia-lone') !== null

  const rowOf = (name: string): Row | undefined => {
    const known = rows.get(name)
    const control = about.controls.find(one => one.var === name)
    if (known || !control) return known
    const row = controlRow(control, {
      controls,
      html: source => place.html(source),
      send(next) {
        held.move(name)
        stream.set(name, next)
      },
    })
    rows.set(name, row)
    return row
  }
  const refresh = () => {
    const names = new Set(about.controls.map(control => control.var))
    for (const [name, row] of rows)
      if (!names.has(name)) {
        row.stop()
        rows.delete(name)
      }
    for (const control of about.controls) rowOf(control.var)!.update(control, held.has(control.var))
    const layout = JSON.stringify([about.layout, [...names], about.width, about.style])
    if (layout !== arranged) layOut()
    arranged = layout
  }
  const layOut = () => {
    const styled = about.style
      ? (place.html(`<div style="${about.style.replaceAll('"', '&quot;')}"></div>`).firstElementChild as HTMLElement | null)
      : null
    box.style.cssText = styled?.style.cssText ?? ''
    const width = cssWidth(about.width)
    if (width) box.style.maxWidth = width
    box.replaceChildren(...arrange(about.layout, { row: rowOf, inside }))
    inside.after(lone)
  }
  const showLone = (messages: readonly Readonly<Record<string, unknown>>[]) => {
    const [first, ...rest] = messages
    if (first) {
      const next = readInteract(first.interact)
      for (const control of next.controls) rows.get(control.var)?.update(control, held.has(control.var))
    }
    void undraw()
    undraw = place.draw(
      rest.filter(message => message.close !== about.id),
      lone,
    )
  }
  const paint = () => {
    const live = place.live && !gone
    const usable = live && place.runnable
    for (const row of rows.values()) row.enable(usable)
    box.classList.toggle('ia-still', !usable)
    root.classList.toggle('ia-alone', alone)
    inside.classList.toggle('ia-blank', about.flicker && stream.busy)
    const { moved } = about
    const label = moved && (about.controls.find(control => control.var === moved.var)?.label || moved.var)
    foot.paint({
      live,
      runnable: place.runnable,
      busy: stream.busy,
      alone,
      moved: moved && { by: moved.by, label: label ?? '' },
      trouble,
    })
  }
  const look = () => {
    alone = !alone
    held = holdValues()
    stream = newStream()
    if (alone) {
      void undraw()
      const values = Object.fromEntries(
        about.controls.filter(control => control.control_type !== 'button').map(({ var: name, default: now }) => [name, now]),
      )
      void send(values)
    } else {
      void undraw()
      undraw = () => {}
      refresh()
    }
    paint()
  }
  const foot = footOf(place, { look })
  root.append(box, foot.element)

  started.add(() => foot.stop())
  started.add(place.watch(() => paint()))
  started.add(
    remote.on('moving', ({ interact: id, values, by, move }) => {
      if (id !== about.id || alone) return
      for (const name of held.others(Object.keys(values), move)) rows.get(name)?.show(values[name])
      const [name] = Object.keys(values)
      if (name !== undefined) about = { ...about, moved: { by, var: name } }
      paint()
    }),
  )
  refresh()
  paint()

  return {
    update(next) {
      const before = about
      about = readInteract(next)
      if (about.id !== before.id) {
        held = holdValues()
        trouble = ''
        gone = false
      }
      held.reached(about.move)
      if (!alone) refresh()
      paint()
    },
    stop() {
      void undraw()
      for (const row of rows.values()) row.stop()
      void started.stop()
    },
  }
}

function sentence(failure: unknown): string {
  return failure instanceof Error ? failure.message : String((failure as { message?: unknown } | null)?.message ?? failure)
}

function codeOf(failure: unknown): unknown {
  return (failure as { code?: unknown } | null)?.code
}
