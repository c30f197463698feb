import type { DocumentState, OpenDocument } from '@stoa/sdk/ui'

/** What a person should know of a document: a sentence, and whether it is bad. */
export type Notice = {
  readonly sentence: string
  readonly bad: boolean
  /** Offers the text that this page had as a copy. */ readonly copy?: boolean
}

const sentences: Partial<Record<DocumentState, Notice>> = {
  offline: { sentence: 'Offline. You can go on typing; what you type waits here and is sent when the connection is back.', bad: false },
  disk_full: { sentence: 'There is no room left to save. You can go on typing; it is saved when there is room again.', bad: true },
  deleted: { sentence: 'This file was deleted. Your next edit makes it again.', bad: false },
  undecodable: {
    sentence: 'Something that is not text lies in the place of this file now. What you see is the last text; it is not saved over it.',
    bad: true,
  },
  too_large: { sentence: 'This file has grown too large to be edited together. What you see is the last text.', bad: true },
  unsaved: { sentence: 'Not saved yet. The server has not confirmed what you typed.', bad: false },
}

/** What is to be said of a document, most important first. */
export function noticesOf(document: Pick<OpenDocument, 'state' | 'error' | 'editable' | 'lost'>): Notice[] {
  const notices: Notice[] = []
  const { state, error } = document
  const known = sentences[state]
  if (state === 'failed' || state === 'closed') notices.push({ sentence: error?.message ?? 'This document is closed.', bad: true })
  else if (known) notices.push(known)
  else if (state === 'readonly')
    notices.push({ sentence: 'You can read this file. Ask an owner of the project to make you an editor.', bad: false })
  if (error && state !== 'failed' && state !== 'closed' && state !== 'readonly') notices.push({ sentence: error.message, bad: true })
  if (document.lost)
    notices.push({
      sentence:
        'The history of this file was lost on the server. What you had typed was carried over; the text as you had it can be kept as a copy.',
      bad: true,
      copy: true,
    })
  return notices
}

/** How far the file is, for the status line. */
export function savedSentence({ state, version, saved }: Pick<OpenDocument, 'state' | 'version' | 'saved'>): string {
  if (state === 'opening') return 'Opening'
  if (state === 'failed' || state === 'closed' || state === 'deleted') return ''
  return saved >= version ? `Saved, version ${version}` : `Version ${version}, not in the file yet`
}
