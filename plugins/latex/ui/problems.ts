import type { LatexState, Problem } from '../contract.ts'
import { button, element, icon } from './dom.ts'
import { buildSentence, resultSentence } from './words.ts'

/** What a build found, below the text: one row that is always there, and the list above all that was found. */
export type ProblemPanel = { readonly element: HTMLElement; update(state: LatexState): void }

/** Makes the panel. `open` is told which problem's line is wanted; `folded` is kept by whoever calls. */
export function problemPanel({
  path,
  logUrl,
  open,
  folded,
  fold,
}: {
  path: string
  logUrl(main: string): string
  open(problem: Problem): void
  folded(): boolean
  fold(value: boolean): void
}): ProblemPanel {
  const said = element('b', 'lx-said')
  said.setAttribute('role', 'status')
  const result = element('span', 'lx-quiet lx-cut')
  const log = element('a', 'lx-button', 'Full log')
  log.target = '_blank'
  log.rel = 'noopener'
  const toggle = button({ label: 'Problems', title: 'Show or hide the list of problems', run: () => (fold(!folded()), draw()) })
  const list = element('ul', 'lx-list')
  list.setAttribute('aria-label', 'Problems')
  const root = element('section', 'lx-problems', element('div', 'lx-row', said, result, element('span', 'lx-grow'), toggle, log), list)
  root.setAttribute('aria-label', 'Build')
  let shown = ''
  let state: LatexState | null = null

  const row = (problem: Problem): HTMLElement => {
    const { kind, message, file, line, advice } = problem
    const mark = icon(kind === 'error' ? 'fail' : kind === 'warning' ? 'warn' : 'box')
    const kindSaid = element('span', 'lx-unseen', kind === 'error' ? 'Error: ' : kind === 'warning' ? 'Warning: ' : 'Bad box: ')
    const where = [file === undefined || file === path ? '' : file, line === undefined ? '' : `line ${line}`]
      .filter(part => part !== '')
      .join(', ')
    const inside = element('span', 'lx-what', kindSaid, message)
    const one = file === undefined ? element('div', 'lx-problem') : element('button', 'lx-problem')
    if (one instanceof HTMLButtonElement) {
      one.type = 'button'
      one.addEventListener('click', () => open(problem))
    }
    one.dataset['kind'] = kind
    one.append(mark, inside, element('span', 'lx-where', where))
    if (advice !== undefined) one.append(element('small', '', advice))
    return element('li', '', one)
  }
  const draw = () => {
    if (!state) return
    const { build, problems, main } = state
    const busy = build.state === 'running' || build.state === 'queued'
    said.textContent = buildSentence(build)
    said.dataset['bad'] = String(build.state === 'failed')
    result.textContent = resultSentence(state)
    log.hidden = build.state === 'never'
    log.href = logUrl(main)
    toggle.hidden = problems.length === 0
    toggle.setAttribute('aria-expanded', String(!folded()))
    list.hidden = folded() || problems.length === 0
    list.dataset['old'] = String(busy)
    const key = JSON.stringify(problems)
    if (key === shown) return
    shown = key
    list.replaceChildren(...problems.map(row))
  }
  return {
    element: root,
    update(next) {
      state = next
      draw()
    },
  }
}
