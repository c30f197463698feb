import type { Thread } from '../../comments.ts'
import { button, element } from '../dom.ts'
import { timeOf } from '../words.ts'

/** What may be done with a thread. */
export type CardGiven = {
  readonly editable: boolean
  show(): void
  reply(text: string): Promise<unknown>
  accept(): void
  close(): void
  reopen(): void
}

const ended = { resolved: 'Resolved', accepted: 'Accepted', rejected: 'Rejected' } as const

/** One thread in the panel: its passage, what was said, and what can be done. */
export function card(thread: Thread, given: CardGiven): HTMLElement {
  const { id, quote, gone, suggestion, closed, notes } = thread
  const short = quote.length > 120 ? `${quote.slice(0, 119)}…` : quote
  const passage = gone ? element('div', 'lx-passage', element('s', '', short)) : element('button', 'lx-passage', short)
  if (passage instanceof HTMLButtonElement) {
    passage.type = 'button'
    passage.title = 'Show in the text'
    passage.addEventListener('click', given.show)
  }
  const made = element('li', 'lx-card', passage)
  made.dataset['thread'] = id
  if (gone) made.append(element('p', 'lx-quiet', 'This passage is not in the text at present.'))
  if (suggestion !== undefined && !closed)
    made.append(
      element(
        'div',
        'lx-instead',
        element('span', 'lx-quiet', suggestion === '' ? 'Take it out' : 'Write instead'),
        element('ins', '', suggestion),
      ),
    )
  for (const { by, when, text } of notes)
    made.append(element('div', 'lx-note', element('b', '', by), ' ', element('span', 'lx-quiet', timeOf(when)), element('p', '', text)))
  if (closed) made.append(element('p', 'lx-quiet', `${ended[closed.as]} by ${closed.by}`))
  if (!given.editable) return made
  const actions = element('div', 'lx-actions')
  if (closed) {
    if (closed.as !== 'accepted') actions.append(button({ label: 'Open again', kind: 'lx-outline', run: given.reopen }))
    made.append(actions)
    return made
  }
  const field = element('textarea', 'lx-field')
  field.rows = 1
  field.placeholder = 'Reply'
  field.setAttribute('aria-label', `Reply to “${short}”`)
  const send = () => {
    const words = field.value.trim()
    if (words === '') return
    void given.reply(words).then(() => (field.value = ''))
  }
  field.addEventListener('keydown', event => {
    event.stopPropagation()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  })
  if (suggestion !== undefined) {
    if (!gone) actions.append(button({ label: 'Accept', kind: 'lx-outline', run: given.accept }))
    actions.append(button({ label: 'Reject', kind: 'lx-outline', run: given.close }))
  } else actions.append(button({ label: 'Resolve', kind: 'lx-outline', run: given.close }))
  made.append(field, actions)
  return made
}
