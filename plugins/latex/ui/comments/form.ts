import { button, element } from '../dom.ts'

/** What somebody wants to say of a passage. */
export type Wanted = { readonly text: string; readonly suggestion?: string }

/** The form for a new comment on a passage; with a box ticked it is a suggestion of other words. */
export function newForm({ quote, send, leave }: { quote: string; send(wanted: Wanted): Promise<unknown>; leave(): void }): HTMLElement {
  const words = element('textarea', 'lx-field')
  words.rows = 3
  words.setAttribute('aria-label', 'Comment')
  words.placeholder = 'Comment'
  const instead = element('textarea', 'lx-field lx-mono')
  instead.rows = 3
  instead.value = quote
  instead.hidden = true
  instead.setAttribute('aria-label', 'Write instead')
  const tick = element('input')
  tick.type = 'checkbox'
  tick.addEventListener('change', () => (instead.hidden = !tick.checked))
  const error = element('p', 'lx-error')
  error.setAttribute('role', 'alert')
  const submit = () => {
    const text = words.value.trim() || (tick.checked ? 'Suggestion' : '')
    if (text === '') return words.focus()
    send({ text, ...(tick.checked && { suggestion: instead.value }) }).then(leave, (failure: unknown) => {
      error.textContent = (failure as Error).message
    })
  }
  const form = element(
    'form',
    'lx-new',
    element('div', 'lx-passage', quote.length > 120 ? `${quote.slice(0, 119)}…` : quote),
    words,
    element('label', 'lx-check', tick, 'Suggest other words'),
    instead,
    error,
    element('div', 'lx-actions', button({ label: 'Comment', kind: 'lx-outline', run: submit }), button({ label: 'Cancel', run: leave })),
  )
  form.setAttribute('aria-label', 'New comment')
  form.addEventListener('submit', event => event.preventDefault())
  form.addEventListener('keydown', event => {
    event.stopPropagation()
    if (event.key === 'Escape') leave()
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
  })
  queueMicrotask(() => words.focus())
  return form
}
