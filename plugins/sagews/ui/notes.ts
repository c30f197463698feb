import type { OpenDocument } from '@stoa/sdk/ui'
import type { Kernel } from '../contract.ts'
import { icon } from './icons.ts'

/** What a person should know of the document and the kernel, each in a sentence; most important first. */
export function notesOf({
  document,
  kernel,
  runnable,
}: {
  document: Pick<OpenDocument, 'state' | 'error' | 'editable'>
  kernel: Kernel
  runnable: boolean
}): { text: string; bad: boolean }[] {
  const notes: { text: string; bad: boolean }[] = []
  const add = (text: string, bad = false) => notes.push({ text, bad })
  const { state } = document
  if (state === 'disk_full') add('The disk of the project is full. Nothing can be saved until something is deleted.', true)
  else if (state === 'deleted') add('This file was deleted. Editing brings it back.')
  else if (state === 'undecodable') add('Something that is not text lies in the place of this file. What you see is the last text.', true)
  else if (state === 'too_large') add('The file on disk has become too large to be opened. What you see is the last text.', true)
  else if (state === 'closed' || state === 'failed') add(document.error?.message ?? 'This file is closed.', true)
  else if (state !== 'opening' && !document.editable) {
    add(
      runnable
        ? 'You can read and run this worksheet. Ask an owner of the project to make you an editor.'
        : 'You can read this worksheet. Ask an owner of the project to make you a runner or an editor.',
    )
  }
  if (kernel.state === 'dead' && kernel.reason) add(`${kernel.reason.replace(/\.?$/, '.')} The next run starts a new session.`, true)
  for (const note of kernel.notes) add(note)
  return notes
}

/** Notes that were read and put away, until the page is loaded again. */
const read = new Set<string>()

/** Shows them above the text, which stays where it is; nothing is touched while they stay the same. */
export function paintNotes(element: HTMLElement, scroller: HTMLElement, notes: readonly { text: string; bad: boolean }[]): void {
  const shown = notes.filter(({ text, bad }) => bad || !read.has(text))
  const key = JSON.stringify(shown)
  if (element.dataset.key === key) return
  element.dataset.key = key
  const before = element.offsetHeight
  element.replaceChildren(
    ...shown.map(({ text, bad }) => {
      const note = document.createElement('div')
      note.className = bad ? 'ws-note ws-bad' : 'ws-note'
      note.setAttribute('role', bad ? 'alert' : 'note')
      note.append(...text.split(/(`[^`]+`)/).map(part => (part.startsWith('`') ? code(part.slice(1, -1)) : part)))
      if (!bad) note.append(close(() => (read.add(text), paintNotes(element, scroller, notes))))
      return note
    }),
  )
  scroller.scrollTop += element.offsetHeight - before
}

function close(put: () => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.title = 'Put away'
  button.setAttribute('aria-label', 'Put away')
  button.append(icon('remove'))
  button.addEventListener('click', put)
  return button
}

function code(text: string): HTMLElement {
  const element = document.createElement('code')
  element.textContent = text
  return element
}

/** How far the file is behind the text, for the status line. */
export function savedSentence({ state, version, saved }: Pick<OpenDocument, 'state' | 'version' | 'saved'>): string {
  if (state === 'opening' || state === 'closed' || state === 'failed' || state === 'deleted') return ''
  return saved >= version ? `Saved, version ${version}` : 'Saving'
}

/** The kernel, for the status line. */
export function kernelSentence({ state, language, reason }: Kernel): string {
  const name = language || 'Kernel'
  switch (state) {
    case 'stopped':
      return language ? `${name}, not started` : ''
    case 'starting':
      return 'Starting the kernel, usually 3 s'
    case 'busy':
      return `${name}, running`
    case 'dead':
      return `${name} ended${reason ? `: ${reason}` : ''}`
    default:
      return `${name}, ready`
  }
}
