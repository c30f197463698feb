import type { OutputPlace } from '@stoa/plugin-sagews/api'
import { button, element } from './controls/elements.ts'

/** What the line below an interact tells. */
export type FootState = {
  readonly live: boolean
  readonly runnable: boolean
  readonly busy: boolean
  readonly alone: boolean
  readonly moved: { readonly by: string; readonly label: string } | null
  readonly trouble: string
}
/** The line below an interact; it has one height whatever it says. */
export type Foot = { readonly element: HTMLElement; paint(state: FootState): void; stop(): void }

/** Milliseconds of work before it is told. */
const patience = 300

/** Draws the line: who moved what, that it is being computed, or that the cell must be run first. */
export function footOf(place: OutputPlace, { look }: { look(): void }): Foot {
  const line = element('div', 'ia-foot')
  const told = element('span', 'ia-told')
  told.setAttribute('role', 'status')
  const alone = button('ia-link', '', look)
  const stop = button('ia-link', 'Stop', () => place.interrupt())
  const evaluate = button('ia-link', 'Evaluate the cell to use this', () => place.run({ keep: true }))
  line.append(told, evaluate, stop, alone)
  let timer: ReturnType<typeof setTimeout> | undefined
  let late = false
  let state: FootState | null = null

  const draw = () => {
    if (!state) return
    const { live, runnable, busy, moved, trouble } = state
    evaluate.hidden = live || !runnable
    stop.hidden = !(live && busy && late && runnable)
    alone.hidden = !live || !runnable || !(place.company || state.alone)
    alone.textContent = state.alone ? 'Look together' : 'Look alone'
    alone.title = state.alone ? 'Show what everybody sees' : 'Move the controls for yourself alone; the others see nothing of it'
    line.classList.toggle('ia-wrong', trouble !== '')
    if (trouble) told.replaceChildren(trouble)
    else if (!live && !runnable) told.replaceChildren('Somebody who may run cells can bring this to life.')
    else if (!live) told.replaceChildren()
    else if (busy && late) told.replaceChildren('Computing')
    else if (state.alone) told.replaceChildren('Only you see this.')
    else if (moved) told.replaceChildren(avatar(moved.by, place.colour(moved.by)), `${moved.by} moved `, em(moved.label))
    else told.replaceChildren()
  }
  return {
    element: line,
    paint(next) {
      if (next.busy && !state?.busy) timer = setTimeout(() => ((late = true), draw()), patience)
      if (!next.busy) {
        clearTimeout(timer)
        late = false
      }
      state = next
      draw()
    },
    stop: () => clearTimeout(timer),
  }
}

function avatar(name: string, colour: number): HTMLElement {
  const initials = name
    .split(/\s+/)
    .map(part => part[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase()
  const made = element('span', 'ia-avatar', initials)
  made.setAttribute('aria-hidden', 'true')
  if (colour > 0) made.style.background = `var(--person-${((colour - 1) % 8) + 1})`
  return made
}

function em(text: string): HTMLElement {
  return element('em', '', text)
}
