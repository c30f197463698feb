import type { Clock, Log } from '@stoa/sdk/hub'
import type { AppendFile, FilePort, FileStat, Storage } from '@stoa/core/sync'

export const silent: Log = { info() {}, warn() {}, error() {} }

/** Time that goes on when it is told to. */
export function handClock(): Clock & { advance(ms: number): void; step(ms: number): void } {
  let now = 1_700_000_000_000
  let wall = 0
  let waiting: { at: number; work: () => void; every?: number }[] = []
  const add = (at: number, work: () => void, every?: number) => {
    const one = { at, work, ...(every !== undefined && { every }) }
    waiting.push(one)
    return () => void (waiting = waiting.filter(other => other !== one))
  }
  return {
    now: () => now + wall,
    /** The machine's clock is set; no time passes. */
    step: ms => void (wall += ms),
    elapsed: () => now,
    after: (ms, work) => add(now + ms, work),
    every: (ms, work) => add(now + ms, work, ms),
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = waiting.filter(one => one.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        now = Math.max(now, next.at)
        if (next.every === undefined) waiting = waiting.filter(other => other !== next)
        else next.at += next.every
        next.work()
      }
      now = end
    },
  }
}

/** A disk in memory that knows what would survive a loss of power, fills up, and tears what is being written. */
export function memoryStorage() {
  let files = new Map<string, { bytes: Buffer; synced: Buffer }>()
  let full = false
  let held: PromiseWithResolvers<void> | null = null
  const get = (path: string) => {
    const found = files.get(path) ?? { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) }
    files.set(path, found)
    return found
  }
  const noRoom = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const storage: Storage = {
    list: async directory =>
      [...files.keys()].filter(path => path.startsWith(`${directory}/`)).map(path => path.slice(directory.length + 1)),
    read: async path => files.get(path)?.bytes ?? null,
    async replace(path, bytes) {
      if (full) throw noRoom()
      files.set(path, { bytes: Buffer.from(bytes), synced: Buffer.from(bytes) })
    },
    async append(path): Promise<AppendFile> {
      get(path)
      return {
        async write(bytes, position) {
          const file = get(path)
          // A full disk takes a part, as a real one does.
          const room = full ? Math.floor(bytes.length / 2) : bytes.length
          file.bytes = Buffer.concat([file.bytes.subarray(0, position), bytes.subarray(0, room)])
          if (full) throw noRoom()
        },
        async datasync() {
          const written = get(path).bytes
          if (held) await held.promise
          const file = files.get(path)
          if (file) file.synced = written
        },
        async truncate(size) {
          const file = get(path)
          file.bytes = file.bytes.subarray(0, size)
        },
        async close() {},
      }
    },
    async rename(from, to) {
      for (const [path, file] of [...files])
        if (path === from || path.startsWith(`${from}/`)) {
          files.delete(path)
          files.set(to + path.slice(from.length), file)
        }
    },
    async remove(path) {
      for (const one of [...files.keys()]) if (one === path || one.startsWith(`${path}/`)) files.delete(one)
    },
    asides: async directory => [
      ...new Set([...files.keys()].filter(path => path.startsWith(`${directory}.`)).map(path => path.slice(0, path.lastIndexOf('/')))),
    ],
  }
  // Says that it has written before it has: what a server would be that acknowledged first.
  const late: Storage = {
    ...storage,
    async append(path) {
      const file = await storage.append(path)
      let writing = Promise.resolve()
      return {
        ...file,
        async write(bytes, position) {
          writing = writing
            .then(async () => {
              for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
              if (!dead.has(file)) await file.write(bytes, position)
            })
            // Whoever said it already is not told that it failed.
            .catch(() => undefined)
          open.add(file)
        },
      }
    },
  }
  const open = new Set<AppendFile>()
  const dead = new Set<AppendFile>()
  return {
    storage,
    late,
    /** What was begun and not written never will be. */
    kill: () => open.forEach(file => dead.add(file)),
    setFull: (value: boolean) => void (full = value),
    /** Lets nothing more become safe from a loss of power, until it is let go. */
    holdSync(value: boolean) {
      if (!value) held?.resolve()
      held = value ? (held ?? Promise.withResolvers()) : null
    },
    /** The last bytes of the journal are torn off: what was being written when the process was killed. */
    tear(bytes: number) {
      const last = [...files.keys()]
        .filter(path => path.includes('/j-'))
        .sort()
        .at(-1)
      if (last) files.get(last)!.bytes = files.get(last)!.bytes.subarray(0, Math.max(0, files.get(last)!.bytes.length - bytes))
    },
    losePower() {
      files = new Map([...files].flatMap(([path, { synced }]) => (synced.length > 0 ? [[path, { bytes: synced, synced }] as const] : [])))
    },
    /** A copy, to look at or to go back to. */
    copy: () => new Map([...files].map(([path, { bytes, synced }]) => [path, { bytes: Buffer.from(bytes), synced: Buffer.from(synced) }])),
    set: (copy: Map<string, { bytes: Buffer; synced: Buffer }>) => void (files = new Map(copy)),
    get files() {
      return files
    },
  }
}

/** A file in memory, with other programs that write it. */
export function memoryFile(initial: string | null) {
  let content: Buffer | null = initial === null ? null : Buffer.from(initial)
  let id = 0
  let writable = true
  let forbidden = false
  const watchers = new Set<() => void>()
  const stat = (): FileStat | null => (content ? { id: String(id), size: content.length, writable } : null)
  const port: FilePort = {
    async stat() {
      if (forbidden) throw Object.assign(new Error('permission denied'), { code: 'EACCES' })
      return stat()
    },
    read: async () => (content ? { bytes: content, stat: stat()! } : null),
    async write(bytes, expected) {
      if ((stat()?.id ?? null) !== (expected?.id ?? null)) return 'changed'
      content = Buffer.from(bytes)
      id++
      return { stat: stat()!, aside: null }
    },
    watch(changed) {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    moved: async () => null,
    release: async () => undefined,
  }
  return {
    port,
    get text() {
      return content?.toString() ?? null
    },
    /** Another program puts something else there. */
    outside(next: string | Buffer | null) {
      content = next === null ? null : Buffer.from(next)
      id++
      for (const watcher of [...watchers]) watcher()
    },
    /** As on a file system that tells of nothing. */
    silently: (next: string) => void ((content = Buffer.from(next)), id++),
    /** Whether this process may not read it. */
    forbid: (value: boolean) => void (forbidden = value),
    touch() {
      id++
      for (const watcher of [...watchers]) watcher()
    },
    copy: () => content,
    set: (copy: Buffer | null) => void ((content = copy), id++),
    setWritable: (value: boolean) => void ((writable = value), id++),
  }
}
