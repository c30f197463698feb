import type { Text } from '@codemirror/state'
import { atLeast, errorBody, type Stop } from '@stoa/sdk/contract'
import type { Place } from '@stoa/sdk/ui'
import type { Look, Wanted } from './address.ts'
import { createBlaming } from './blaming.ts'
import { errors } from './errors.ts'
import { play } from './playback.ts'
import { openReader, type Reader } from './reader.ts'
import { sittingAt } from './rows.ts'
import { createRestorer, type Restorer } from './restorer.ts'
import { burstAt, stretchAt, unknownBelow, type Burst } from './timeline.ts'

/** A version and its text. */
export type Shown = { readonly version: number; readonly text: Text }
/** A version that was brought back, and whether that was taken back again. */
export type Restored = { readonly version: number; readonly as: number; readonly undone: boolean }

/** How long a restoring can be taken back where it happened, in milliseconds. */
const undoFor = 10_000
/** A page of bursts reaches at least so many versions back. */
const pageReach = 400
/** Who wrote when is asked for where somebody stays so long, and not along the way of a drag. In milliseconds. */
const rest = 150
/** What is looked at of one project's histories, and what can be done there. Facts are read anew after each `changed`. */
export function createDesk({
  place,
  changed,
  after = (ms, work) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}: {
  place: Pick<Place, 'connect' | 'project' | 'viewer'>
  changed(): void
  after?: (ms: number, work: () => void) => () => void
}) {
  let wanted: Wanted = { file: null, version: null, other: null, look: 'text' }
  let reader: Reader | null = null
  let restorer: Restorer | null = null
  let shown: Shown | null = null
  let beside: Shown | null = null
  let note: string | null = null
  let renamed: string | null = null
  let restored: Restored | null = null
  let busy: 'restoring' | null = null
  const blaming = createBlaming({ changed, refused })
  let stopPlaying: Stop | null = null
  let stopUndo = (): void => undefined
  let stopResting = (): void => undefined
  let loading = false

  const head = (): number => reader?.head ?? 0
  const first = (): number => reader?.first ?? 1
  const at = (): number => Math.min(wanted.version ?? head(), head())
  const other = (): number | null => (wanted.look === 'text' || wanted.other === null ? null : Math.min(wanted.other, head()))

  function heard(): void {
    if (!reader) return
    if (wanted.file !== null && reader.path !== wanted.file) {
      renamed = wanted.file
      wanted = { ...wanted, file: reader.path }
    }
    if (reader.state === 'open') {
      const beyond = Math.max(wanted.version ?? 0, wanted.other ?? 0)
      if (beyond > head()) {
        note = errors.noVersion(reader.path, beyond, head()).message
        wanted = { ...wanted, version: null, other: null, look: 'text' }
      }
      load()
    }
    changed()
  }

  /** Brings the texts that are wanted now; while one is on its way, only the newest wish after it counts. */
  function load(): void {
    if (loading || !reader) return
    loading = true
    void bring(reader)
  }
  async function bring(from: Reader): Promise<void> {
    let forgotten = false
    try {
      await loadAll(from)
    } catch (failure) {
      note = errorBody(failure).message
      // What was forgotten cannot be shown, and something must be.
      forgotten = errorBody(failure).code === 'version_forgotten'
      if (forgotten) wanted = { ...wanted, version: null, other: null, look: 'text' }
    } finally {
      loading = false
    }
    if (forgotten) load()
    changed()
  }
  async function loadAll(from: Reader): Promise<void> {
    while (reader === from && from.state === 'open' && (shown?.version !== at() || (beside?.version ?? null) !== other())) {
      const [version, compared] = [at(), other()]
      const [text, otherText] = await Promise.all([from.textAt(version), compared === null ? null : from.textAt(compared)])
      if (reader !== from) return
      shown = { version, text }
      beside = compared === null || otherText === null ? null : { version: compared, text: otherText }
      changed()
      stopResting()
      stopResting = after(rest, () => {
        void learnAround(version)
        if (compared !== null) void learnAround(compared)
      })
    }
  }
  /** Some of what came after is wanted as well, so that the list does not begin with the one that is looked at. */
  async function learnAround(version: number): Promise<void> {
    if (!reader || burstAt(reader.timeline, version)) return
    await reader.learn(unknownBelow(reader.timeline, Math.min(head(), version + pageReach / 2))).catch(refused)
  }
  function refused(failure: unknown): void {
    note = errorBody(failure).message
    changed()
  }

  function look(next: Partial<Wanted>): void {
    const before = wanted
    wanted = { ...wanted, ...next }
    if (wanted.look !== 'text' && wanted.other === null) wanted = { ...wanted, other: beforeSitting(at()) }
    if (wanted.version !== before.version || wanted.other !== before.other || wanted.look !== before.look) note = null
    if (wanted.version !== before.version || wanted.look !== 'text') blaming.end()
    load()
    changed()
  }
  /** The last version before what somebody wrote in one go. */
  function beforeSitting(version: number): number {
    const sitting = reader && sittingAt(stretchAt(reader.timeline, version), version)
    return Math.max(first(), (sitting?.first ?? version) - 1)
  }
  const burstOf = (version: number): Burst | undefined => (reader ? burstAt(reader.timeline, version) : undefined)

  function endPlaying(): void {
    void stopPlaying?.()
    stopPlaying = null
  }
  function close(): void {
    endPlaying()
    blaming.end()
    stopUndo()
    stopResting()
    void restorer?.stop()
    reader?.close()
    restorer = reader = null
    shown = beside = restored = note = renamed = busy = null
  }

  /** Shows a version while a playback or a drag goes on; resolves once it is there. */
  async function picture(version: number): Promise<void> {
    const from = reader
    if (!from) return
    wanted = { ...wanted, version: version === head() ? null : version, other: null, look: 'text' }
    blaming.end()
    shown = { version, text: await from.textAt(version) }
    beside = null
    changed()
    void learnAround(version)
  }

  return {
    get wanted() {
      return wanted
    },
    get reader() {
      return reader
    },
    get at() {
      return at()
    },
    get other() {
      return other()
    },
    get shown() {
      return shown
    },
    get beside() {
      return beside
    },
    get note() {
      return note
    },
    /** What the file was called when one began to look. */
    get renamed() {
      return renamed
    },
    get restored() {
      return restored
    },
    get busy() {
      return busy
    },
    get blamed() {
      return blaming.blamed
    },
    get playing() {
      return stopPlaying !== null
    },
    get owner() {
      return place.project.role === 'owner'
    },
    get editable() {
      return atLeast(place.project.role, 'editor')
    },
    burstOf,
    /** Goes to what an address asks for. */
    open(next: Wanted): void {
      if (next.file !== wanted.file) {
        close()
        if (next.file !== null) reader = openReader({ connect: place.connect, project: place.project.id, path: next.file, changed: heard })
      }
      endPlaying()
      look(next)
    },
    /** Goes to a version; the newest is followed as it changes. */
    go(version: number): void {
      endPlaying()
      const to = Math.min(Math.max(first(), version), head())
      look({ version: to === head() ? null : to })
    },
    /** Moves the other end; begins comparing if there was none. */
    goOther(version: number): void {
      endPlaying()
      look({ other: Math.min(Math.max(first(), version), head()), look: wanted.look === 'text' ? 'inline' : wanted.look })
    },
    setLook(next: Look): void {
      endPlaying()
      look({ look: next })
    },
    learnOlder: (version: number): void => void reader?.learn(version).catch(refused),
    /** A page reaches back at least to `version`, so that what is known grows upwards without a gap. */
    learnNewer: (version: number): void =>
      void reader?.learn(unknownBelow(reader.timeline, Math.min(head(), version + pageReach))).catch(refused),

    /** Plays from the version that is shown, or from the first at the end; stops what plays. */
    togglePlaying(): void {
      if (stopPlaying) {
        endPlaying()
        changed()
        return
      }
      const to = head()
      const from = at() >= to ? first() - 1 : at()
      stopPlaying = play({
        from,
        to,
        show: picture,
        // What fails here fails again when it is shown, and is said then.
        ahead: version => void reader?.textAt(version).catch(() => undefined),
        after,
        done() {
          stopPlaying = null
          changed()
        },
      })
      changed()
    },

    /** Finds out who wrote each line of the version that is shown; puts it away if it is there. */
    toggleBlame(): void {
      if (blaming.blamed.state !== 'off') {
        blaming.end()
        changed()
        return
      }
      if (wanted.look !== 'text') look({ look: 'text' })
      if (reader) void blaming.begin(reader, at())
    },

    /** Makes the text of the version that is shown the newest. */
    async restore(): Promise<void> {
      const from = reader
      const target = shown
      if (!from || !target || busy) return
      endPlaying()
      busy = 'restoring'
      note = null
      changed()
      try {
        restorer ??= createRestorer({ connect: place.connect, project: place.project.id, path: from.path, viewer: place.viewer })
        const as = await restorer.restore(target.version, target.text)
        if (reader !== from) return
        restored = { version: target.version, as, undone: false }
        forgetLater()
        look({ version: null, look: 'text' })
      } catch (failure) {
        refused(failure)
      } finally {
        busy = null
        changed()
      }
    },
    async undoRestore(): Promise<void> {
      if (!restorer || !restored || busy) return
      busy = 'restoring'
      try {
        restored = { ...restored, as: await restorer.undo(), undone: true }
        forgetLater()
      } catch (failure) {
        refused(failure)
      } finally {
        busy = null
        changed()
      }
    },
    /** Removes what came before the version that is shown, for good and for everybody. Resolves with whether it is done. */
    async forget(): Promise<boolean> {
      try {
        await reader?.forget(at())
        return true
      } catch (failure) {
        refused(failure)
        return false
      }
    },
    say(sentence: string): void {
      note = sentence
      changed()
    },
    dismiss(): void {
      note = restored = renamed = null
      changed()
    },
    stop: close,
  }

  function forgetLater(): void {
    stopUndo()
    stopUndo = after(undoFor, () => {
      restored = null
      changed()
    })
  }
}

/** What is looked at, and what can be done there. */
export type Desk = ReturnType<typeof createDesk>
