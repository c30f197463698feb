import type { ChannelState } from '@stoa/sdk/contract'
import type { About } from '../contract.ts'

/** What a person should know of a terminal. */
export type Notice = { readonly sentence: string; readonly tone: 'bad' | 'warn' | 'quiet' }

/** What is to be said of a terminal above its screen, most important first. */
export function noticesOf({
  state,
  refusal,
  about,
  may,
  waiting,
}: {
  state: ChannelState
  refusal: string | null
  about: Pick<About, 'running' | 'shell'> | null
  may: boolean
  /** Characters that were typed and that the shell has not had. */
  waiting: number
}): Notice[] {
  if (state === 'closed') return refusal === null ? [] : [{ sentence: refusal, tone: 'bad' }]
  const notices: Notice[] = []
  if (state === 'waiting' && about)
    notices.push({
      sentence:
        waiting > 0 ? 'Offline. What you type waits here and is sent when the connection is back.' : 'Offline. The screen is as it was.',
      tone: 'warn',
    })
  if (!may && about)
    notices.push({
      sentence: about.running
        ? 'You are watching. Ask an owner of the project to make you an editor if you want to type.'
        : 'You are watching, and no shell runs here. It starts when an editor types.',
      tone: 'quiet',
    })
  return notices
}

/** Shows notices; nothing is touched while they stay the same. */
export function paint(element: HTMLElement, notices: readonly Notice[]): void {
  const key = JSON.stringify(notices)
  if (element.dataset['key'] === key) return
  element.dataset['key'] = key
  element.replaceChildren(
    ...notices.map(({ sentence, tone }) => {
      const note = document.createElement('div')
      note.className = 'te-note'
      note.dataset['bad'] = String(tone === 'bad')
      note.dataset['quiet'] = String(tone === 'quiet')
      // What passes lies over the screen, so that nothing changes its size.
      note.dataset['over'] = String(tone === 'warn')
      note.setAttribute('role', tone === 'bad' ? 'alert' : 'status')
      note.textContent = sentence
      return note
    }),
  )
}
