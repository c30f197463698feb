import { randomBytes } from 'node:crypto'
import { ChangeSet } from '@codemirror/state'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { Anchor, Clock, Documents, SharedDocument } from '@stoa/sdk/project'
import type { Thread } from '../../comments.ts'
import { errors } from '../errors.ts'
import { around, commentsPath, locate, readThreads, writeThreads } from './threads.ts'

/** How soon after an edit passages are looked at again, in milliseconds. */
const lookAfter = 400
const mostThreads = 2000

/** The comments of one text. */
export type Margin = {
  readonly threads: readonly Thread[]
  add(thread: { from: number; quote: string; text: string; suggestion?: string; by: string }): Promise<string>
  reply(note: { id: string; text: string; by: string }): Promise<void>
  accept(order: { id: string; by: string }): Promise<void>
  close(order: { id: string; by: string }): Promise<void>
  reopen(id: string): Promise<void>
  /** Waits for somebody's edit to be in the text. */
  seen(edit: { session: string; seq: number }): Promise<unknown>
  stop: Stop
}

type Ends = { readonly from: Anchor; readonly to: Anchor }

/** Opens the comments of a text, which is held open meanwhile. The comments' own document is made with the first of them. */
export async function openMargin({
  path,
  documents,
  clock,
  changed,
}: {
  path: string
  documents: Documents
  clock: Clock
  changed(threads: readonly Thread[]): void
}): Promise<Margin> {
  const opened = stops()
  const text = await documents.open(path)
  opened.add(() => text.close())
  // Made with the first comment: who only looks leaves nothing behind.
  let kept = await documents.open(commentsPath(path)).catch(() => null)
  opened.add(() => kept?.close())
  let threads: Thread[] = []
  let saving: Promise<void> = Promise.resolve()
  const ends = new Map<string, Ends>()

  const hold = (id: string, from: number, length: number) =>
    ends.set(id, { from: text.anchor(from, 1), to: text.anchor(from + length, -1) })
  const release = (id: string) => {
    const held = ends.get(id)
    held?.from.release()
    held?.to.release()
    ends.delete(id)
  }
  /** A thread as its passage is now. A passage that is gone is looked for: undo brings it back. */
  const look = (thread: Thread, now: string): Thread => {
    const held = ends.get(thread.id)
    if (held && held.to.position > held.from.position) {
      const from = held.from.position
      const quote = now.slice(from, held.to.position)
      return { ...thread, from, quote, ...around(now, from, quote.length), gone: false }
    }
    release(thread.id)
    const from = thread.quote === '' ? -1 : locate(now, thread)
    if (from < 0) return { ...thread, from: Math.min(held?.from.position ?? thread.from, now.length), gone: true }
    hold(thread.id, from, thread.quote.length)
    return { ...thread, from, ...around(now, from, thread.quote.length), gone: false }
  }
  const refresh = () => {
    const now = text.text.toString()
    threads = threads.map(thread => look(thread, now))
  }
  const set = (next: Thread[]): Promise<void> => {
    const before = writeThreads(threads)
    threads = next
    refresh()
    if (writeThreads(threads) !== before) changed(threads)
    saving = saving.catch(() => undefined).then(save)
    return saving
  }
  async function save(): Promise<void> {
    if (!kept && threads.length === 0) return
    kept ??= listen(await documents.open(commentsPath(path), { create: true }))
    const now = kept.text.toString()
    const wanted = writeThreads(threads)
    if (now !== wanted) kept.commit('~comments', ChangeSet.of(difference(now, wanted), kept.text.length))
  }
  /** Changed by git or another program: what is in the file counts. */
  function listen(document: SharedDocument): SharedDocument {
    opened.add(
      document.onCommit(({ author }) => {
        if (author === '~comments') return
        reload()
        changed(threads)
      }),
    )
    return document
  }
  const reload = () => {
    for (const id of ends.keys()) release(id)
    threads = readThreads(kept?.text.toString() ?? '').slice(0, mostThreads)
    refresh()
  }
  const find = (id: string): Thread => {
    const found = threads.find(thread => thread.id === id)
    if (!found) throw errors.noThread(id)
    return found
  }
  const change = (id: string, part: Partial<Thread>): Promise<void> => {
    find(id)
    return set(threads.map(thread => (thread.id === id ? { ...thread, ...part } : thread)))
  }

  if (kept) listen(kept)
  reload()
  let looking: Stop | null = null
  opened.add(() => void looking?.())
  opened.add(
    text.onCommit(() => {
      if (threads.length === 0) return
      looking ??= clock.after(lookAfter, () => {
        looking = null
        void set(threads).catch(() => undefined)
      })
    }),
  )
  opened.add(() => {
    for (const id of ends.keys()) release(id)
  })

  return {
    get threads() {
      return threads
    },
    async add({ from, quote, text: words, suggestion, by }) {
      if (threads.length >= mostThreads) throw errors.tooManyThreads(mostThreads)
      const found = locate(text.text.toString(), { quote, from })
      if (found < 0) throw errors.noPassage(quote)
      const id = randomBytes(8).toString('hex')
      hold(id, found, quote.length)
      const notes = [{ by, when: clock.now(), text: words }]
      await set([
        ...threads,
        {
          id,
          from: found,
          quote,
          ...around(text.text.toString(), found, quote.length),
          gone: false,
          ...(suggestion !== undefined && { suggestion }),
          notes,
        },
      ])
      return id
    },
    reply: ({ id, text: words, by }) => change(id, { notes: [...find(id).notes, { by, when: clock.now(), text: words }] }),
    async accept({ id, by }) {
      const { from, quote, suggestion, closed } = find(id)
      if (suggestion === undefined || closed) throw errors.noSuggestion(id)
      // Whoever accepts has put it into the text; the passage is what stands there now.
      release(id)
      const now = text.text.toString()
      const at = suggestion === '' ? -1 : locate(now, { quote: suggestion, from })
      const passage = at < 0 ? { quote } : { quote: suggestion, from: at, ...around(now, at, suggestion.length) }
      await change(id, { closed: { by, as: 'accepted' }, ...passage })
    },
    close: ({ id, by }) => change(id, { closed: { by, as: find(id).suggestion === undefined ? 'resolved' : 'rejected' } }),
    reopen(id) {
      find(id)
      return set(threads.map(thread => (thread.id === id ? openAgain(thread) : thread)))
    },
    seen: edit => text.after(edit),
    stop: opened.stop,
  }
}

const openAgain = ({ closed: _, ...thread }: Thread): Thread => thread

/** The one change that makes a text another: what both begin and end with stays. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from++
  let end = 0
  while (end < most - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) }
}
