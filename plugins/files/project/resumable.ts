import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'
import { StoaError, errorBody } from '@stoa/sdk/contract'
import type { Files, RouteAnswer, RouteRequest } from '@stoa/sdk/project'
import { errors, refusal, statusOf } from './errors.ts'
import { refuseIfFull } from './place.ts'
import type { Uploaded, Uploads } from './upload.ts'

/** How long an upload that was left waits for the rest of it, in milliseconds. */
const waits = 7 * 24 * 3_600_000
const idForm = /^[0-9a-f]{32}$/

/**
 * Uploads that go on after a lost connection, a reload or a crash: the tus protocol, version 1, with creation, termination and expiration.
 * Of `metadata`, `path` says where the file goes and `replace` that what is there goes to the trash. The bytes wait in `.stoa/resumable` and the file
 * appears when it is whole.
 */
export function createResumable({ files, uploads, changed }: { files: Files; uploads: Uploads; changed(uploaded: Uploaded): void }) {
  const home = join(files.root, '.stoa', 'resumable')
  let opened: Promise<{ store: FileStore; server: Server }> | undefined

  /** Begins when it is first needed. The folder is made here, since the store would end this process where it can't be made. */
  async function open(): Promise<{ store: FileStore; server: Server }> {
    await mkdir(home, { recursive: true })
    const store = new FileStore({ directory: home, expirationPeriodInMilliseconds: waits })
    return { store, server: serverOf(store) }
  }
  const opening = () => {
    opened ??= open()
    opened.catch(() => (opened = undefined))
    return opened
  }
  const serverOf = (store: FileStore): Server =>
    new Server({
      path: '/',
      datastore: store,
      generateUrl: (_request, { id }) => id,
      getFileIdFromRequest: (_request, id) => (id !== undefined && idForm.test(id) ? id : undefined),
      async onUploadCreate(_request, { size, metadata }) {
        const { path, replace } = asked(metadata)
        await refusing(path, async () => {
          await uploads.refuseTaken({ path, replace })
          if (size !== undefined) await refuseIfFull(home, path, size)
        })
        return { metadata: metadata ?? {} }
      },
      async onUploadFinish(request, { id, metadata }) {
        const uploaded = await finish(id, metadata, request.headers.get('x-stoa-user') ?? '')
        return { status_code: 200, body: JSON.stringify(uploaded), headers: { 'content-type': 'application/json' } }
      },
    })

  async function finish(id: string, metadata: Metadata, by: string): Promise<Uploaded> {
    const { path, replace } = asked(metadata)
    const temporary = join(home, id)
    try {
      return await refusing(path, async () => {
        const uploaded = await uploads.place({ path, temporary, replace, parents: true, by })
        changed(uploaded)
        return uploaded
      })
    } finally {
      await rm(temporary, { force: true })
      await rm(`${temporary}.json`, { force: true })
    }
  }

  return {
    async answer({ method, path, headers, body, user }: RouteRequest): Promise<RouteAnswer> {
      const given = new Headers()
      for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') given.set(name, value)
      given.set('x-stoa-user', encodeURIComponent(user.name))
      const sends = method === 'PATCH' || method === 'POST'
      const request = new Request(`http://project/${path}`, {
        method,
        headers: given,
        ...(sends && { body: Readable.toWeb(body) as ReadableStream<Uint8Array> as never, duplex: 'half' }),
      })
      const { server } = await opening()
      const answer = await server.handleWeb(request)
      const text = await answer.text()
      return { status: answer.status, headers: Object.fromEntries(answer.headers), ...(text !== '' && { body: text }) }
    },
    /** Puts in place what was whole when the server was killed, and clears away what nobody came back for. */
    async tidy(): Promise<void> {
      const names = await readdir(home).catch(() => [])
      if (names.length === 0) return
      const { store } = await opening()
      for (const name of names) {
        if (!idForm.test(name)) continue
        const { offset, size, metadata } = await store.getUpload(name).catch(() => ({ offset: 0, size: 1, metadata: undefined }))
        // What can't be put in place now is refused to whoever comes back for it.
        if (offset === size) await finish(name, metadata, '').catch(() => undefined)
      }
      await store.deleteExpired().catch(() => 0)
    },
  }
}

type Metadata = Record<string, string | null> | undefined

function asked(metadata: Metadata): { path: string; replace: boolean } {
  return { path: metadata?.['path'] ?? '', replace: metadata?.['replace'] === '1' }
}

/** Says what is refused in the way that the tus server passes on. */
async function refusing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (failure) {
    const refused = refusal(failure, path)
    const status = refused instanceof StoaError ? statusOf(refused) : 500
    throw Object.assign(refused instanceof Error ? refused : errors.notFound(path), {
      status_code: status,
      body: JSON.stringify(errorBody(refused)),
    })
  }
}
