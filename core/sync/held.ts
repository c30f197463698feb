import type { ChangeSet } from '@codemirror/state'
import type { Served, Stop } from '@stoa/sdk/contract'
import type { document } from '@stoa/sdk/document'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { Anchor, SharedDocument } from '@stoa/sdk/project'
import type { AuthorityRules } from './authority.ts'
import { keepOnDisk, mostBytes, type Disk, type Found } from './disk.ts'
import { blameOf, type Run } from './blame.ts'
import { openLiveDocument, type LiveDocument, type LiveOptions } from './document.ts'
import { refusal } from './errors.ts'
import type { FilePort, FileStat } from './fileport.ts'
import { hashOf, readContent } from './format.ts'
import { createMembers } from './members.ts'
import type { Storage } from './storage.ts'

/** How long a call waits for an edit that it must see, in milliseconds. */
const editWithin = 10_000

export type HeldServices = {
  port: FilePort
  storage: Storage
  /** Of this document's journal. */
  directory: string
  limit: number
  boot: string
  clock: Clock
  log: Log
  newLineage(): string
  /** Only a test has others. */
  rules?: AuthorityRules
  sizes?: LiveOptions['sizes']
  emit: Served<typeof document>['emit']
  colourOf(user: string): number
  /** This file has no history yet: brings one along if it had one under another name. */
  adopt?(place: { path: string; hash: string; size: number; birth?: string }, isOpen: (path: string) => boolean): Promise<void>
  /** What the file of this document is now, so that it is known again under another name. */
  remember?(place: { path: string; hash: string; birth?: string }): void
  /** Whether a path's document is open here. */
  isOpen(path: string): boolean
  /** The file is at `to` now: what belongs to it there, or null if it can't be followed. */
  moved(to: string): { port: FilePort; directory: string } | null
}

/** One open document with its journal, its file and everybody who has it open. */
export type HeldDocument = Awaited<ReturnType<typeof holdDocument>>

/** Opens a document of a file that is there. Rejects with `not_found`, `not_text` or `too_large`. */
export async function holdDocument({
  path,
  port,
  storage,
  directory,
  limit,
  boot,
  clock,
  log,
  newLineage,
  rules,
  sizes,
  emit,
  colourOf,
  adopt,
  remember,
  isOpen,
  moved,
}: HeldServices & { path: string }) {
  const first = await readText({ path, port, limit })
  const { stat, bytes } = first
  await adopt?.({ path, hash: hashOf(bytes), size: stat.size, ...birthOf(stat) }, isOpen)
  const live = await openLiveDocument({
    path,
    storage,
    directory,
    limit,
    boot,
    clock,
    log,
    newLineage,
    ...(rules && { rules }),
    ...(sizes && { sizes }),
  })
  let members: ReturnType<typeof createMembers> | null = null
  let remembered = ''
  const disk = keepOnDisk({ live, port, first, clock, log, changed: told, moved: follow })
  // What the file says is the first version, and nobody is let in before it is kept.
  try {
    await live.kept()
  } catch (failure) {
    await disk.close()
    await live.close()
    throw failure
  }
  members = createMembers({ live, disk, clock, emit, colourOf })
  remembers()
  const stopCommits = live.onCommit(members.committed)
  const stopDurable = live.onDurable(members.durable)
  let closing: Promise<void> | null = null
  let blamed: { version: number; first: number; runs: Promise<Run[]> } | null = null

  function told(): void {
    members?.status()
    if (members) remembers()
  }
  function remembers(): void {
    const { state, stat } = disk
    if (state !== 'clean' || !stat) return
    const place = { path: live.path, hash: live.file.hash, ...birthOf(stat) }
    if (remembered === JSON.stringify(place)) return
    remembered = JSON.stringify(place)
    remember?.(place)
  }

  async function follow(to: string): Promise<FilePort | null> {
    const next = moved(to)
    if (!next) return null
    await live
      .moveTo({ path: to, directory: next.directory })
      .catch((error: unknown) => log.error({ document: to, error }, 'The history of a renamed file could not go with it'))
    members?.moved(to)
    remembers()
    return next.port
  }

  return {
    get path() {
      return live.path
    },
    live,
    disk,
    members,
    /** The ink of whoever wrote; 0 for the disk and parts of the server. */
    inkOf: ({ session, user }: { session: string; user: { id: string } }): number => (/^[0-9A-Za-z]/.test(session) ? colourOf(user.id) : 0),
    /** Who wrote each line of a version. The last answer is kept, since it is asked for in pieces; one is found out at a time. */
    blame(version: number): Promise<Run[]> {
      const { first } = live
      if (blamed?.version === version && blamed.first === first) return blamed.runs
      const before = blamed?.runs.catch(() => undefined)
      const mine = { version, first, runs: Promise.resolve(before).then(() => blameOf({ live, version })) }
      blamed = mine
      mine.runs.catch(() => {
        if (blamed === mine) blamed = null
      })
      return mine.runs
    },
    /** Saves, then lets go of everything. Channels still open are closed: they come again. */
    close({ pack }: { pack: boolean }): Promise<void> {
      closing ??= (async () => {
        members.close(refusal.closed(path).toJSON())
        try {
          await disk.close()
        } finally {
          void stopCommits()
          stopDurable()
          await live.close({ pack })
        }
      })()
      return closing
    },
  }
}

const birthOf = ({ birth }: FileStat): { birth?: string } => (birth === undefined ? {} : { birth })

/** What a file says, if it is text of a size that can be edited together. */
async function readText({ path, port, limit }: { path: string; port: FilePort; limit: number }): Promise<Found> {
  const stat = await port.stat()
  if (!stat) throw refusal.notFound(path)
  if (stat.size > mostBytes(limit)) throw refusal.tooLarge(path, limit)
  const found = await port.read()
  if (!found) throw refusal.notFound(path)
  const content = readContent(found.bytes)
  if (!content) throw refusal.notText(path)
  if (content.text.length > limit) throw refusal.tooLarge(path, limit)
  return found
}

/** The document as plugins in this process have it. `released` is called once, when its holder closes it. */
export function sharedDocument({
  held,
  clock,
  released,
}: {
  held: { live: LiveDocument; disk: Disk }
  clock: Clock
  released(): void
}): SharedDocument {
  const { live, disk } = held
  let open = true
  return {
    get path() {
      return live.path
    },
    get text() {
      return live.text
    },
    get version() {
      return live.version
    },
    commit(author, changes) {
      if (!disk.editable) throw refusal.readOnly(live.path)
      return live.commit({ session: author, author: { id: author, name: author.slice(1) }, changes }).version
    },
    anchor: (position, side) => anchorIn({ live, position, side }),
    onCommit(listener) {
      let before = live.shown.text
      return live.onCommit(({ version, session: author, changes }) => {
        const after = live.shown.text
        listener({ version, author, changes, before, after })
        before = after
      })
    },
    async after({ session, seq }) {
      const committed = () => {
        const last = live.lastOf(session)
        return seq === 0 || (last && last.sequence >= seq) ? (last?.version ?? 0) : null
      }
      const now = committed()
      if (now !== null) return now
      return new Promise((resolve, reject) => {
        const stops: Stop[] = []
        const end = () => stops.forEach(stop => void stop())
        stops.push(
          clock.after(editWithin, () => {
            end()
            reject(refusal.editMissing(seq))
          }),
          live.onCommit(() => {
            const version = committed()
            if (version === null) return
            end()
            resolve(version)
          }),
        )
      })
    },
    async save() {
      await disk.save()
    },
    close() {
      if (!open) return
      open = false
      released()
    },
  }
}

function anchorIn({ live, position: start, side }: { live: LiveDocument; position: number; side: -1 | 1 }): Anchor {
  let position = start
  let gone = false
  const release = live.follow({
    move(changes: ChangeSet) {
      // Text on both sides of it deleted in one go: what it pointed at is no more.
      if (changes.touchesRange(position) === 'cover') gone = true
      position = changes.mapPos(position, side)
    },
  })
  return {
    get position() {
      return position
    },
    get gone() {
      return gone
    },
    release: () => void release(),
  }
}
