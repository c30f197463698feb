import type { ReplicaRecord } from '../../document/index.ts'

/** Unacknowledged work of one editor, as this browser keeps it. `document` says whose and of which file. */
export type StoredWork = { readonly session: string; readonly document: string; readonly time: number; readonly record: ReplicaRecord }

const keep = 30 * 24 * 3600 * 1000
/** Where no lock says which pages live, work that was not written again for so long has lost its page. A living page writes every 20 s. */
const orphanAfter = 60_000

/** Names a file for one account, so that nobody else at this browser sends it. */
export const workKey = ({ project, path, viewer }: { project: string; path: string; viewer: string }): string =>
  JSON.stringify([project, path, viewer])

let opening: Promise<IDBDatabase | null> | undefined

/** The browser's database; null where there is none, as in some private windows. Work is then kept in the page only. */
function database(): Promise<IDBDatabase | null> {
  opening ??= new Promise(resolve => {
    if (typeof indexedDB === 'undefined') return resolve(null)
    const asked = indexedDB.open('stoa-work', 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore('work', { keyPath: 'session' }).createIndex('document', 'document')
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => resolve(null)
  })
  return opening
}

async function inStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  const db = await database()
  if (!db) return undefined
  return new Promise((resolve, reject) => {
    const asked = use(db.transaction('work', mode).objectStore('work'))
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error('The browser could not keep unsent work.'))
  })
}

/** Keeps a session's work in the browser, in place of what was kept of it before. */
export const storeWork = (work: StoredWork): Promise<unknown> => inStore('readwrite', store => store.put(work))
/** The server has a session's work: it need not be kept. */
export const forgetWork = (session: string): Promise<unknown> => inStore('readwrite', store => store.delete(session))

/** Work on a document whose page is gone. Each piece is handed out together with its lock, so that two pages never send the same. */
export async function orphanedWork({
  document,
  now,
}: {
  document: string
  now: number
}): Promise<{ work: StoredWork; release: () => void }[]> {
  const found = (await inStore<StoredWork[]>('readonly', store => store.index('document').getAll(document))) ?? []
  const orphans: { work: StoredWork; release: () => void }[] = []
  for (const work of found) {
    if (now - work.time > keep) {
      await forgetWork(work.session)
      continue
    }
    const release = await holdSession(work.session)
    if (release && (navigator.locks || now - work.time > orphanAfter)) orphans.push({ work, release })
    else release?.()
  }
  return orphans
}

/** Takes a session's lock for as long as this page lives or until it is released; null if another page has it. Without locks it is always had. */
export function holdSession(session: string): Promise<(() => void) | null> {
  if (typeof navigator === 'undefined' || !navigator.locks) return Promise.resolve(() => undefined)
  return new Promise(resolve => {
    void navigator.locks.request(`stoa-session-${session}`, { ifAvailable: true }, lock => {
      if (!lock) return resolve(null)
      return new Promise<void>(release => resolve(release))
    })
  })
}
