import { nameOf, pathIn, sizeText } from './names.ts'

/** One file on its way up. `error` stays until it is dismissed or tried again. */
export type Upload = {
  readonly id: number
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly sent: number
  /** When sending began, by `now`. */
  readonly began: number
  /** `left`: begun before a reload; it goes on when the same file is chosen again. */
  readonly state: 'waiting' | 'sending' | 'failed' | 'left'
  readonly error?: string
  /** The name is taken: it may be replaced. */
  readonly taken?: boolean
}

export type Sending = {
  path: string
  replace: boolean
  file: Blob
  progress(sent: number): void
  cancelled: AbortSignal
}
/** What the server says: why not, or what it put into the trash for it. */
export type Body = { code?: string; message?: string; trashed?: { id: string } }
type Sender = (asked: Sending) => Promise<{ status: number; body: Body | null }>

/** How many are sent at once. */
const atOnce = 2

/**
 * Files on their way up, a few at a time. What is cancelled leaves nothing; what is cut goes on where it was.
 */
export function createUploads({
  changed,
  arrived = () => undefined,
  send,
  now = Date.now,
}: {
  changed(): void
  /** Hears what the server says of each that arrived. */
  arrived?(path: string, body: Body | null): void
  send: Sender
  now?(): number
}) {
  let next = 1
  let list: Upload[] = []
  const dismissed = new Map<number, () => Promise<void>>()
  const files = new Map<number, { file: Blob; replace: boolean; cancel: AbortController }>()

  function set(id: number, part: Partial<Upload> | null): void {
    list = part === null ? list.filter(one => one.id !== id) : list.map(one => (one.id === id ? { ...one, ...part } : one))
    if (part === null) files.delete(id)
    changed()
  }

  async function start(upload: Upload): Promise<void> {
    const { file, replace, cancel } = files.get(upload.id)!
    set(upload.id, { state: 'sending', sent: 0, began: now() })
    try {
      const { status, body } = await send({
        path: upload.path,
        replace,
        file,
        progress: sent => set(upload.id, { sent }),
        cancelled: cancel.signal,
      })
      if (status >= 200 && status < 300) {
        set(upload.id, null)
        arrived(upload.path, body)
      } else set(upload.id, { state: 'failed', taken: body?.code === 'exists', error: body?.message ?? `The server answered ${status}.` })
    } catch {
      if (!cancel.signal.aborted)
        set(upload.id, {
          state: 'failed',
          error: 'The connection was cut. What was sent is kept for a week: try again, and it goes on from there.',
        })
    }
    pump()
  }
  function pump(): void {
    const sending = list.filter(one => one.state === 'sending').length
    for (const upload of list.filter(one => one.state === 'waiting').slice(0, Math.max(0, atOnce - sending))) void start(upload)
  }

  return {
    get list(): readonly Upload[] {
      return list
    },
    /** Takes files in; `path` is the name below the folder, with `/` where a folder was dropped. */
    add(directory: string, chosen: readonly { file: Blob; path: string }[]): void {
      for (const { file, path } of chosen) {
        const upload: Upload = { id: next++, path: pathIn(directory, path), size: file.size, sent: 0, began: 0, state: 'waiting' }
        list = list.filter(one => one.state !== 'left' || one.path !== upload.path || one.size !== upload.size)
        files.set(upload.id, { file, replace: false, cancel: new AbortController() })
        list = [...list, upload]
      }
      changed()
      pump()
    },
    /** Tells of what was begun before a reload. */
    left(all: readonly { path: string; size: number; dismiss(): Promise<void> }[]): void {
      for (const { path, size, dismiss } of all) {
        const upload: Upload = { id: next++, path, size, sent: 0, began: 0, state: 'left' }
        dismissed.set(upload.id, dismiss)
        list = [...list, upload]
      }
      changed()
    },
    again(id: number, { replace = false } = {}): void {
      const held = files.get(id)
      if (!held) return
      files.set(id, { ...held, replace, cancel: new AbortController() })
      set(id, { state: 'waiting', sent: 0, error: undefined, taken: false })
      pump()
    },
    cancel(id: number): void {
      files.get(id)?.cancel.abort()
      void dismissed.get(id)?.()
      dismissed.delete(id)
      set(id, null)
      pump()
    },
    /** Ends all; what was sent is kept for whoever comes back. */
    stop(): void {
      for (const { cancel } of files.values()) cancel.abort('left')
      files.clear()
      list = []
    },
  }
}

/** How far one upload is, and how long it will take at the pace so far: `62 % of 48 MB, 3 s left`. */
export function farText({ size, sent, began, state }: Upload, now: number): string {
  if (state === 'waiting') return 'waiting'
  const far = `${size === 0 ? 100 : Math.floor((100 * sent) / size)} % of ${sizeText(size)}`
  const taken = (now - began) / 1000
  // A pace of less than a second says nothing.
  if (taken < 1 || sent === 0 || sent >= size) return far
  const left = Math.ceil(((size - sent) / sent) * taken)
  return `${far}, ${left < 100 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`
}

/** How far all uploads are, in one sentence; empty when there are none. */
export function progressText(list: readonly Upload[]): string {
  const going = list.filter(one => one.state === 'waiting' || one.state === 'sending')
  if (going.length === 0) return ''
  const size = going.reduce((sum, one) => sum + one.size, 0)
  const sent = going.reduce((sum, one) => sum + one.sent, 0)
  const percent = size === 0 ? 0 : Math.floor((100 * sent) / size)
  return going.length === 1 ? `Uploading ${nameOf(going[0]!.path)}, ${percent} %` : `Uploading ${going.length} files, ${percent} %`
}
