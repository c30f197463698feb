import { StoaError, type Caller, type Serve, type Served } from '@stoa/sdk/contract'
import {
  decodeEdit,
  document,
  encodeVersion,
  joinParts,
  keyOf,
  pieceLength,
  rowChanges,
  utf8Bytes,
  type EditMessage,
} from '@stoa/sdk/document'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { Documents } from '@stoa/sdk/project'
import { burstsOf, mostBursts, timelineOf, type Burst } from './bursts.ts'
import { runsFrom } from './blame.ts'
import { refusal } from './errors.ts'
import { holdDocument, sharedDocument, type HeldDocument, type HeldServices } from './held.ts'

type Attached = Caller<typeof document>
/** One path's document, or its opening, and how many hold it. */
type Slot = {
  path: string
  readonly held: Promise<HeldDocument>
  holders: number
  stopIdle: (() => void) | null
  ending: Promise<void> | null
}

/** How long a document that nobody holds stays in memory, in milliseconds. */
const releaseAfter = 30_000
/** Runs of lines in one answer. */
const mostRuns = 2_000
/** Bytes of an edit in parts; no document can need more. */
const mostPartBytes = 256 << 20

export type DocumentsServices = {
  serve: Serve
  clock: Clock
  log: Log
  /** The one name of a path: links followed, below the project's root. Rejects for what may not be opened. */
  canonical(path: string): Promise<string>
  /** Makes an empty file, if there is none. */
  create(path: string): Promise<void>
  /** What a document is made of. */
  services(path: string): Omit<HeldServices, 'emit' | 'clock' | 'log' | 'moved' | 'isOpen'>
  /** Has the histories of files that nobody has open go with a file or folder that was moved. */
  moveHistory(moved: { from: string; to: string; open: ReadonlySet<string> }): Promise<void>
}

/** Answers `document@1` and gives parts in this process the same documents. One document a path, for as long as somebody holds it. */
export function serveDocuments({ serve, clock, log, canonical, create, services, moveHistory }: DocumentsServices): {
  documents: Omit<Documents, 'translate'>
  close(): Promise<void>
} {
  const slots = new Map<string, Slot>()
  const attached = new Map<Attached, { slot: Slot; held: HeldDocument; parts: ReturnType<typeof joinParts> }>()
  let closed = false

  async function take(asked: string, { make }: { make: boolean }): Promise<Slot> {
    if (closed) throw refusal.closed(asked)
    if (make) await create(asked)
    const path = await canonical(asked)
    let slot = slots.get(path)
    // Two journals of one document must never be open at once.
    for (; slot?.ending; slot = slots.get(path)) await slot.ending
    if (!slot && slots.size > 0) await followAll(path)
    slot = slots.get(path) ?? begin(path)
    slot.holders++
    slot.stopIdle?.()
    slot.stopIdle = null
    try {
      await slot.held
      return slot
    } catch (failure) {
      slot.holders--
      throw failure
    }
  }
  function begin(path: string): Slot {
    const slot: Slot = {
      path,
      held: holdDocument({
        path,
        clock,
        log,
        emit: served.emit,
        moved: to => move(slot, to),
        isOpen: at => slots.has(at),
        ...services(path),
      }),
      holders: 0,
      stopIdle: null,
      ending: null,
    }
    slots.set(path, slot)
    slot.held.catch(() => {
      if (slots.get(path) === slot) slots.delete(path)
    })
    return slot
  }
  /** A document's file has another name. It can't be followed where another document is open. */
  function move(slot: Slot, to: string): ReturnType<HeldServices['moved']> {
    if (slots.has(to)) return null
    if (slots.get(slot.path) === slot) slots.delete(slot.path)
    slot.path = to
    slots.set(to, slot)
    return services(to)
  }
  /** Follows open documents whose file was moved to `path` or below, and nobody has noticed. */
  async function followAll(path: string): Promise<void> {
    for (const { held, ending } of [...slots.values()]) {
      const open = ending ? null : await held.catch(() => null)
      const to = await open?.disk.movedTo()
      if (to === path || to?.startsWith(`${path}/`)) await open!.disk.follow()
    }
  }
  function release(slot: Slot): void {
    if (--slot.holders > 0 || closed) return
    const stop = clock.after(releaseAfter, () => void end(slot))
    slot.stopIdle = () => void stop()
    // Whoever opens the file with another program next finds what was typed.
    void slot.held.then(held => held.disk.save()).catch(() => undefined)
  }
  function end(slot: Slot): Promise<void> {
    slot.stopIdle?.()
    slot.ending ??= letGo(slot)
    return slot.ending
  }
  async function letGo(slot: Slot): Promise<void> {
    const held = await slot.held.catch(() => null)
    await held
      ?.close({ pack: !closed })
      .catch((error: unknown) =>
        log.error(
          { document: slot.path, error },
          'A document could not be closed properly; its journal has everything that was acknowledged',
        ),
      )
    if (slots.get(slot.path) === slot) slots.delete(slot.path)
  }

  const of = (caller: Attached) => {
    const found = attached.get(caller)
    if (!found || !found.held.members.has(caller)) throw refusal.fenced()
    return found
  }

  const served: Served<typeof document> = serve(
    document,
    {
      part(bytes, caller) {
        of(caller).parts.add(bytes)
        return {}
      },
      async edit(bytes, caller) {
        const { held, parts } = of(caller)
        const edit = decoded(parts.finish(bytes))
        if (!held.disk.editable) throw refusal.readOnly(held.path)
        const version = await held.live.submit({
          session: caller.params.session,
          author: caller.user,
          sequence: edit.sequence,
          base: edit.base,
          changes: edit.decoded,
          encoded: edit.changes,
          alive: () => held.members.has(caller),
        })
        return encodeVersion(version)
      },
      async rows({ keys, patches }, caller) {
        const { held } = of(caller)
        if (!held.disk.editable) throw refusal.readOnly(held.path)
        if (patches.some(patch => keyOf('set' in patch ? patch.set : patch.delete, keys) === null)) throw refusal.keyless(keys)
        const changes = rowChanges(held.live.text, { keys, patches })
        // Two patches of one person at once are still two versions of one author.
        if (!changes.empty) held.live.commit({ session: `~${caller.user.id}`, author: caller.user, changes })
        const { version } = held.live
        await held.live.written(version)
        return { version }
      },
      presence(input, caller) {
        of(caller).held.members.presence(caller, input)
        return {}
      },
      async save({ version }, caller) {
        const { live, disk } = of(caller).held
        if (version > live.version) throw refusal.noVersion(version, live.version)
        const saved = await disk.save()
        return { version: saved }
      },
      async text({ version, offset }, caller) {
        const { live } = of(caller).held
        if (version > live.shown.version) throw refusal.noVersion(version, live.shown.version)
        return utf8Bytes(piece((await live.textAt(version)).sliceString(offset, offset + pieceLength + 1)))
      },
      async versions({ before }, caller) {
        const { held } = of(caller)
        const { version } = held.live.shown
        return history(held, await burstsOf({ live: held.live, before: Math.min(before ?? version, version), most: mostBursts }))
      },
      async timeline({ buckets }, caller) {
        const { held } = of(caller)
        return history(held, await timelineOf({ live: held.live, buckets }))
      },
      async blame({ version, from }, caller) {
        const { held } = of(caller)
        const { first, shown } = held.live
        if (version > shown.version) throw refusal.noVersion(version, shown.version)
        if (version < first) throw refusal.forgotten(version, first)
        const { runs, next } = runsFrom(await held.blame(version), { from, most: mostRuns })
        return {
          runs: runs.map(({ author: user, ...run }) => ({ ...run, user, colour: run.session === '' ? 0 : held.inkOf({ ...run, user }) })),
          next,
        }
      },
      async forget({ before }, caller) {
        const { live, disk } = of(caller).held
        await disk.meanwhile(() => live.forget({ before, by: caller.user }))
        return {}
      },
    },
    {
      async opened(caller) {
        const slot = await take(caller.params.path, {
          make: caller.params.create === true && caller.role !== 'viewer' && caller.role !== 'runner',
        })
        const held = await slot.held
        try {
          const answer = await held.members.open(caller)
          attached.set(caller, { slot, held, parts: joinParts(mostPartBytes) })
          return answer
        } catch (failure) {
          release(slot)
          throw failure
        }
      },
      closed(caller) {
        const found = attached.get(caller)
        if (!found) return
        attached.delete(caller)
        found.held.members.closed(caller)
        release(found.slot)
      },
      roleChanged: caller => attached.get(caller)?.held.members.roleChanged(caller),
    },
  )

  return {
    documents: {
      async open(path, options) {
        const slot = await take(path, { make: options?.create === true })
        return sharedDocument({ held: await slot.held, clock, released: () => release(slot) })
      },
      async moved({ from, to }) {
        await followAll(to)
        await moveHistory({ from, to, open: new Set(slots.keys()) })
      },
    },
    async close() {
      closed = true
      await served.stop()
      await Promise.all([...slots.values()].map(end))
    },
  }
}

/** What is answered to whoever asks who wrote when. */
const history = ({ live, inkOf }: HeldDocument, bursts: readonly Burst[]) => ({
  bursts: bursts.map(burst => ({ ...burst, colour: inkOf(burst) })),
  first: live.first,
  forgotten: [...live.forgotten],
})

function decoded(bytes: Uint8Array): EditMessage & Pick<ReturnType<typeof decodeEdit>, 'decoded'> {
  try {
    return decodeEdit(bytes)
  } catch (failure) {
    if (failure instanceof StoaError) throw failure
    throw refusal.badEdit((failure as Error).message)
  }
}

/** At most a piece, not ending within a character. */
function piece(string: string): string {
  if (string.length <= pieceLength) return string
  const unit = string.charCodeAt(pieceLength - 1)
  return string.slice(0, unit >= 0xd800 && unit < 0xdc00 ? pieceLength - 1 : pieceLength)
}
