import { nameOf, pathIn, sizeText, urlPath } from './names.ts'

/** One file on its way up. `error` stays until it is dismissed or tried again. */
export type Upload = {
  readonly id: number
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly sent: number
  /** When sending began, by `now`. */
  readonly began: number
  readonly state: 'waiting' | 'sending' | 'failed'
  readonly error?: string
  /** The name is taken: it may be replaced. */
  readonly taken?: boolean
}

type Sender = (asked: {
  url: string
  file: Blob
  progress(sent: number): void
  cancelled: AbortSignal
}) => Promise<{ status: number; body: { code?: string; message?: string } | null }>

/** How many are sent at once. */
const atOnce = 2

/**
 * Files on their way up, a few at a time. The server takes each whole or not at all, so what is cancelled or cut leaves nothing. `url` makes the
 * address of a path.
 */
export function createUploads({
  url,
  changed,
  send = sendFile,
  now = Date.now,
}: {
  url(path: string): string
  changed(): void
  send?: Sender
  now?(): number
}) {
  let next = 1
  let list: Upload[] = []
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
        url: `${url(`files@1/upload/${urlPath(upload.path)}`)}?parents=1${replace ? '&replace=1' : ''}`,
        file,
        progress: sent => set(upload.id, { sent }),
        cancelled: cancel.signal,
      })
      if (status >= 200 && status < 300) set(upload.id, null)
      else set(upload.id, { state: 'failed', taken: body?.code === 'exists', error: body?.message ?? `The server answered ${status}.` })
    } catch {
      if (!cancel.signal.aborted)
        set(upload.id, { state: 'failed', error: 'The connection was cut. Nothing was left of it on the server.' })
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
        files.set(upload.id, { file, replace: false, cancel: new AbortController() })
        list = [...list, upload]
      }
      changed()
      pump()
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
      set(id, null)
      pump()
    },
    /** Cancels all. */
    stop(): void {
      for (const { cancel } of files.values()) cancel.abort()
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
  const going = list.filter(one => one.state !== 'failed')
  if (going.length === 0) return ''
  const size = going.reduce((sum, one) => sum + one.size, 0)
  const sent = going.reduce((sum, one) => sum + one.sent, 0)
  const percent = size === 0 ? 0 : Math.floor((100 * sent) / size)
  return going.length === 1 ? `Uploading ${nameOf(going[0]!.path)}, ${percent} %` : `Uploading ${going.length} files, ${percent} %`
}

/** Sends with XMLHttpRequest, since fetch tells nothing of how far an upload is. */
const sendFile: Sender = ({ url, file, progress, cancelled }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    request.responseType = 'json'
    request.upload.onprogress = event => progress(event.loaded)
    request.onload = () => resolve({ status: request.status, body: request.response as { code?: string; message?: string } | null })
    request.onerror = () => reject(new Error('cut'))
    request.onabort = () => reject(new Error('cancelled'))
    cancelled.addEventListener('abort', () => request.abort())
    request.send(file)
  })
