import type { Caller, Served, Stop } from '@stoa/sdk/contract'
import { atLeast } from '@stoa/sdk/contract'
import {
  chainOf,
  chainText,
  encodeChanged,
  inParts,
  pieceLength,
  utf8Bytes,
  type document,
  type DocumentStatus,
  type OpenAnswer,
  type Person,
} from '@stoa/sdk/document'
import type { Clock } from '@stoa/sdk/hub'
import type { Disk } from './disk.ts'
import type { LiveDocument } from './document.ts'
import type { Entry } from './history.ts'
import { deflated, worthPacking } from './packed.ts'

type Contract = typeof document
export type Attached = Caller<Contract>

/** How soon others are told that something survives a loss of power, in milliseconds: nobody waits for it, and it need not be said of each key. */
const tellDurableAfter = 250
/** How many versions are sent to somebody who is behind before looking whether he takes them. */
const atOnce = 2_000

/** One open channel at a document. */
type Member = {
  readonly caller: Attached
  readonly session: string
  readonly person: Person
  /** The last version that was sent. */
  sent: number
  /** The session's last edit at opening: later ones were submitted over this channel, and their answers are what tells of them. */
  readonly before: number
  readonly names: Map<string, number>
  catchingUp: boolean
  status: string
  /** Sessions that left while this one took nothing; null while it hears of everybody as it happens. */
  missed: Set<string> | null
}

/** Everybody who has a document open: what each has got, and where everybody is. */
export function createMembers({
  live,
  disk,
  clock,
  emit,
  colourOf,
}: {
  live: LiveDocument
  disk: Disk
  clock: Clock
  emit: Served<Contract>['emit']
  colourOf(user: string): number
}) {
  const members = new Map<Attached, Member>()
  let stopDurable: Stop | null = null

  const statusFor = (caller: Attached): DocumentStatus => ({
    file: disk.state,
    saved: disk.saved,
    editable: disk.editable && atLeast(caller.role, 'editor'),
  })

  function send(member: Member, entry: Entry): void {
    member.sent = entry.version
    if (entry.session === member.session && entry.sequence > member.before) return
    let index = member.names.get(entry.session)
    if (index === undefined) {
      index = member.names.size
      member.names.set(entry.session, index)
      emit('session', { index, session: entry.session }, member.caller)
    }
    const { ahead, last } = inParts(
      encodeChanged({ version: entry.version, session: index, sequence: entry.sequence, changes: entry.encoded }),
    )
    for (const part of ahead) emit('part', part, member.caller)
    emit('changed', last, member.caller)
  }

  /** Sends what somebody has not got, as fast as he takes it. `text` goes before, to who begins with it. */
  async function catchUp(member: Member, text = ''): Promise<void> {
    if (member.catchingUp) return
    member.catchingUp = true
    try {
      if (member.caller.params.packed && text.length >= worthPacking) {
        for await (const body of deflated(piecesOf(text))) {
          if (!member.caller.writable) await member.caller.drained()
          if (!members.has(member.caller)) return
          emit('packed', body, member.caller)
        }
      } else {
        for (const piece of piecesOf(text)) {
          if (!member.caller.writable) await member.caller.drained()
          if (!members.has(member.caller)) return
          emit('text', utf8Bytes(piece), member.caller)
        }
      }
      while (members.has(member.caller) && member.sent < live.shown.version) {
        const found = live.entries(member.sent + 1, Math.min(live.shown.version, member.sent + atOnce))
        const entries = found instanceof Promise ? await found : found
        for (const entry of entries) {
          if (!member.caller.writable) await member.caller.drained()
          if (!members.has(member.caller)) return
          send(member, entry)
        }
      }
      emit('durable', { version: live.durable }, member.caller)
    } catch (error) {
      member.caller.close({ code: 'internal', message: 'The document’s history could not be read. Open it again.' })
      throw error
    } finally {
      member.catchingUp = false
    }
  }

  function tellStatus(member: Member): void {
    const status = statusFor(member.caller)
    const text = JSON.stringify(status)
    if (text === member.status) return
    member.status = text
    emit('status', status, member.caller)
  }

  /** Tells everybody else where somebody is, or that he left. Who takes nothing now is told how everybody is once he does. */
  function tellPeople(from: Attached, news: { people: Person[]; left: string[] }): void {
    const ready: Attached[] = []
    for (const member of members.values()) {
      if (member.caller === from) continue
      if (member.missed === null && member.caller.writable) ready.push(member.caller)
      else {
        if (member.missed === null) void tellAll(member, new Set())
        for (const session of news.left) member.missed!.add(session)
      }
    }
    emit('presence', news, ready)
  }
  async function tellAll(member: Member, missed: Set<string>): Promise<void> {
    member.missed = missed
    await member.caller.drained()
    member.missed = null
    if (!members.has(member.caller)) return
    const people = [...members.values()].filter(one => one !== member).map(one => one.person)
    const left = [...missed].filter(session => !people.some(person => person.session === session))
    emit('presence', { people, left }, member.caller)
  }

  /** What a session that has some of the history is to get: what follows, or what followed a loss, or everything anew. */
  async function startFor({ session, has }: Attached['params']): Promise<Pick<OpenAnswer, 'start' | 'from' | 'sequence'>> {
    const sequenceAt = async (version: number): Promise<number> => {
      const last = live.lastOf(session)
      if (!last || last.version <= version) return last?.sequence ?? 0
      const later = await live.entries(version + 1, last.version)
      return later.find(entry => entry.session === session)!.sequence - 1
    }
    if (has && has.lineage === live.lineage) {
      const [version, chain] = has.base
      if (await live.knows(version, chainOf(chain))) return { start: 'changes', from: version, sequence: await sequenceAt(version) }
      const [durable, durableChain] = has.durable
      if (await live.knows(durable, chainOf(durableChain))) {
        const cuts = live.epochs.filter(({ epoch }) => epoch > has.epoch).map(cut => cut.version)
        // Without a loss of power in between, nothing after the durable version is certain to be the same history.
        const from = cuts.length === 0 ? durable : Math.max(durable, Math.min(version, ...cuts))
        return { start: 'rollback', from, sequence: await sequenceAt(from) }
      }
    }
    const { version } = live.shown
    return { start: 'text', from: version, sequence: await sequenceAt(version) }
  }

  return {
    get size() {
      return members.size
    },
    /** Whether this channel is still the one that its session speaks through. */
    has: (caller: Attached) => members.has(caller),

    /** Lets a channel in. An older one of the same session is closed: late frames of it are nobody's. */
    async open(caller: Attached): Promise<OpenAnswer> {
      const { session } = caller.params
      for (const other of members.values())
        if (other.session === session)
          other.caller.close({ code: 'fenced', message: 'This session was opened elsewhere, so this channel was closed.' })
      const start = await startFor(caller.params)
      const { text, version: head } = live.shown
      // The text may have grown while history was read; it is told as it is now.
      const from = start.start === 'text' ? head : start.from
      const sequence = start.start === 'text' ? sequenceNow(session, head) : start.sequence
      const chain = await live.chainAt(from)
      const person: Person = { session, user: caller.user, colour: colourOf(caller.user.id), version: head, ranges: null }
      const status = statusFor(caller)
      const member: Member = {
        caller,
        session,
        person,
        sent: from,
        before: live.lastOf(session)?.sequence ?? 0,
        names: new Map(),
        catchingUp: false,
        status: JSON.stringify(status),
        missed: null,
      }
      members.set(caller, member)
      void catchUp(member, start.start === 'text' ? text.toString() : '')
      void tellAll(member, new Set())
      tellPeople(caller, { people: [person], left: [] })
      return {
        ...start,
        from,
        sequence,
        lineage: live.lineage,
        epoch: live.epoch,
        chain: chainText(chain!),
        length: text.length,
        head,
        durable: live.durable,
        limit: live.limit,
        status,
      }
    },
    closed(caller: Attached): void {
      const member = members.get(caller)
      if (!member) return
      members.delete(caller)
      tellPeople(caller, { people: [], left: [member.session] })
    },
    committed(entry: Entry): void {
      for (const member of members.values()) {
        if (member.caller.writable && !member.catchingUp && member.sent === entry.version - 1) send(member, entry)
        else void catchUp(member)
      }
    },
    durable(): void {
      stopDurable ??= clock.after(tellDurableAfter, () => {
        stopDurable = null
        emit('durable', { version: live.durable }, [...members.keys()])
      })
    },
    moved(path: string): void {
      emit('moved', { path }, [...members.keys()])
    },
    status(): void {
      for (const member of members.values()) tellStatus(member)
    },
    roleChanged(caller: Attached): void {
      const member = members.get(caller)
      if (member) tellStatus(member)
    },
    presence(caller: Attached, { version, ranges }: Pick<Person, 'version' | 'ranges'>): void {
      const member = members.get(caller)
      if (!member) return
      const shown = Math.min(version, live.shown.version)
      Object.assign(member.person, { version: shown, ranges })
      tellPeople(caller, { people: [member.person], left: [] })
    },
    close(error: { code: string; message: string }): void {
      void stopDurable?.()
      for (const { caller } of [...members.values()]) caller.close(error)
    },
  }

  function sequenceNow(session: string, version: number): number {
    const last = live.lastOf(session)
    return last && last.version <= version ? last.sequence : 0
  }
}

/** Pieces that no character is cut by. */
function* piecesOf(string: string): Generator<string> {
  for (let at = 0; at < string.length;) {
    let end = Math.min(string.length, at + pieceLength)
    const unit = string.charCodeAt(end - 1)
    if (end < string.length && unit >= 0xd800 && unit < 0xdc00) end--
    yield string.slice(at, end)
    at = end
  }
}
