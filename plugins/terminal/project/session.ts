import { randomUUID } from 'node:crypto'
import { relative } from 'node:path'
import { atLeast, errorBody, type Served, type Stop } from '@stoa/sdk/contract'
import type { Activity, Clock, Files, Log, Processes, TerminalProcess } from '@stoa/sdk/project'
import type { About, Size, terminal as contract } from '../contract.ts'
import { createColours } from './colours.ts'
import { startDelivery, type Delivery, type Snapshot, type Viewer } from './delivery.ts'
import { errors } from './errors.ts'
import { feed } from './feed.ts'
import { readOwn } from './own.ts'
import type { Kept, KeptScreen } from './kept.ts'
import { createRecent } from './recent.ts'
import { startRecording, type Recording } from './recording.ts'
import { createScreen } from './screen.ts'
import { startShell } from './shell.ts'
import { decideSize, type Decided, type Sized } from './size.ts'
import { createTyped } from './typed.ts'

/** What a session uses of the project. */
export type Services = {
  readonly files: Files
  readonly processes: Processes
  readonly activity: Activity
  readonly clock: Clock
  readonly log: Log
  readonly kept: Kept
  readonly emit: Served<typeof contract>['emit']
}
type Answer = { viewer: string; stream: string; resumed: boolean; typed: number; about: About }
type Open = NonNullable<Viewer['params']>

/** One terminal: its shell, its screen, and everybody who looks at it. */
export type Session = {
  enter(caller: Viewer): Answer
  leave(caller: Viewer): void
  /** Its role, or what it has room for, is another now. */
  look(caller: Viewer, what?: { size: Size; active: boolean }): void
  takeSize(caller: Viewer, take: boolean): void
  type(caller: Viewer, typed: { seq: number; shell: string; data: string; binary?: boolean }): Promise<void>
  /** What has been printed, as text. */
  text(): string
  record(caller: Viewer, on: boolean): Promise<string | null>
  /** Whether nothing of it would be missed. */
  readonly forgettable: boolean
  stop(): Promise<void>
}

type Inside = Omit<Sized, 'role' | 'name'> & { readonly caller: Viewer; readonly delivery: Delivery }

/** Bytes of the stream that are kept for those who are a little behind. */
const mostRecent = 512 * 1024
/** Lines above the screen for one who fell behind while much is printed; the others come when it is over. */
const linesBehind = 200
/** How often it is looked whether a program runs in the foreground, in milliseconds. */
const lookEvery = 2000
/** How often the screen is kept for when the project ends at once, in milliseconds. */
const keepEvery = 60_000
/** Answers of the terminal that the program has not taken; beyond it they are dropped. */
const mostAnswers = 4096

/** Opens the terminal of a file, with the screen that it had when the project was stopped. The shell starts with the first person who may type. */
export function openSession({ path, before, services }: { path: string; before: KeptScreen | null; services: Services }): Session {
  const { files, processes, activity, clock, log, kept: screens, emit } = services
  const stream = randomUUID()
  const secret = randomUUID()
  const reason = `A program runs in ${path}.`
  const recent = createRecent({ most: mostRecent })
  const typed = createTyped()
  const colours = createColours()
  const inside = new Map<Viewer, Inside>()
  let shells = 0
  let program: TerminalProcess | null = null
  let starting: Promise<void> | null = null
  let title = ''
  let decided: Decided | null = null
  let taker: string | null = null
  let typist: Viewer | null = null
  let recording: Recording | null = null
  let preparing: Promise<Recording> | null = null
  let held: Stop | null = null
  let answers = 0
  let rang = false
  let retitled = false
  let stopped = false
  let kept: { snapshot: Snapshot; scrollback: number | undefined } | null = null

  const screen = createScreen({
    size: before?.size ?? { columns: 80, rows: 24 },
    news: {
      answer(data) {
        if (!program || answers > mostAnswers) return
        answers += data.length
        void program.write(data).then(() => void (answers -= data.length))
      },
      title(next) {
        title = next.slice(0, 200)
        retitled = true
      },
      bell: () => void (rang = true),
      own: data => void opened(data),
    },
  })

  const shell = (): string => (shells === 0 ? '' : `${stream}.${shells}`)
  const about = (): About => ({
    shell: shell(),
    running: program !== null || starting !== null,
    title,
    size: decided && { viewer: decided.viewer, name: decided.name, taken: decided.taken },
    recording: recording?.path ?? null,
    viewers: [...inside.values()].map(({ viewer, caller: { user, role } }) => ({
      viewer,
      user: user.id,
      name: user.name,
      colour: colours.of(user.id),
      role,
    })),
  })
  const tell = (): void => emit('about', about(), inside.keys())
  const deliver = (): void => inside.forEach(({ delivery }) => delivery.send())

  function show(bytes: Uint8Array, { more = false } = {}): void {
    screen.write(bytes)
    recent.push({ bytes })
    recording?.output(bytes)
    if (!more) deliver()
    if (retitled) tell()
    if (rang) emit('bell', {}, inside.keys())
    retitled = rang = false
  }

  function snapshot({ behind }: { behind: boolean }): Snapshot {
    const scrollback = behind ? linesBehind : undefined
    // Those who come at the same moment are sent the same.
    if (kept?.snapshot.position !== recent.end || kept.scrollback !== scrollback)
      kept = { snapshot: { position: recent.end, size: screen.size, bytes: Buffer.from(screen.state(scrollback)) }, scrollback }
    return kept.snapshot
  }

  function resize(): void {
    const next = decideSize(
      [...inside.values()].map(one => ({ ...one, name: one.caller.user.name, role: one.caller.role })),
      taker,
    )
    if (!next) return
    const { columns, rows } = next
    const changed = next.viewer !== decided?.viewer || next.taken !== decided.taken
    decided = next
    if (columns !== screen.size.columns || rows !== screen.size.rows) {
      screen.resize({ columns, rows })
      program?.resize({ columns, rows })
      recent.push({ size: { columns, rows } })
      recording?.size({ columns, rows })
      deliver()
    }
    if (changed) tell()
  }

  /** Keeps the screen, if it is another than the one that is kept. */
  async function keep(): Promise<void> {
    if (recent.end === saved) return
    saved = recent.end
    await screens.save(path, { size: screen.size, state: screen.state() }).catch((failure: Error) => {
      log.warn({ path, failure: failure.message }, 'The screen of a terminal could not be kept.')
    })
  }
  if (before) {
    screen.write(Buffer.from(before.state))
    // The position is another, so that nobody takes this screen for an empty one.
    show(leftBehind(screen.alternate))
  }
  let saved = recent.end
  const stopKeeping = clock.every(keepEvery, () => void keep())

  async function start(): Promise<void> {
    shells++
    const begun = await startShell({ files, processes, path, size: screen.size, secret }).catch((failure: unknown) => {
      show(Buffer.from(`${errors.notStarted(path, errorBody(failure).message).message}\r\n`))
    })
    starting = null
    if (!begun) {
      tell()
      return
    }
    if (stopped) {
      begun.kill()
      return
    }
    program = begun
    const fed = feed({
      program: begun,
      clock,
      // A recording is of everything.
      shows: { show, depth: () => (recording ? null : screen.depth), skip: recent.skip },
    })
    begun.resize(screen.size)
    tell()
    void begun.exited.then(exit => {
      fed.end()
      program = null
      answers = 0
      release()
      title = ''
      if (!stopped) show(farewell({ ...exit, alternate: screen.alternate }))
      tell()
    })
  }

  /** Whether a program in the foreground keeps the project from being stopped. */
  async function watch(): Promise<void> {
    if (await (program?.busy() ?? false)) held ??= activity.hold(reason)
    else release()
  }
  function release(): void {
    void held?.()
    held = null
  }
  const stopWatching = clock.every(lookEvery, () => void watch())

  async function opened(data: string): Promise<void> {
    const asked = readOwn(data, secret)
    if (!asked || !typist || !inside.has(typist)) return
    const found = relative(files.root, asked.absolute)
    if (found === '' || (await files.resolve(found).catch(() => null)) === null) return
    emit('open', { path: found, ...(asked.line !== undefined && { line: asked.line }) }, typist)
  }

  return {
    enter(caller) {
      const { since, size, writer } = caller.params as Open
      const viewer = caller.id
      const resumed = since?.stream === stream && recent.after(since.position, 1) !== 'lost'
      const delivery = startDelivery({
        caller,
        position: resumed ? since.position : null,
        recent,
        snapshot,
        clock,
        sending: {
          state: head => emit('state', head, caller),
          screen: piece => emit('screen', piece, caller),
          output: bytes => emit('output', bytes, caller),
          size: next => emit('size', next, caller),
        },
      })
      inside.set(caller, { viewer, size, active: true, caller, delivery })
      colours.of(caller.user.id)
      resize()
      if (shells === 0 && atLeast(caller.role, 'editor')) starting = start()
      // Behind the answer to `open`, which goes out when this has returned.
      delivery.send()
      tell()
      return { viewer, stream, resumed, typed: typed.last(nameOf(caller, writer)), about: about() }
    },
    leave(caller) {
      const one = inside.get(caller)
      if (!one) return
      one.delivery.stop()
      inside.delete(caller)
      if (taker === one.viewer) taker = null
      // Until it is known whether something runs, the project is not stopped for want of people.
      held ??= activity.hold(reason)
      void watch()
      resize()
      tell()
    },
    look(caller, what) {
      const one = inside.get(caller)
      if (!one) throw errors.notHere(path)
      if (what) inside.set(caller, { ...one, ...what })
      resize()
      if (!what) tell()
    },
    takeSize(caller, take) {
      const one = inside.get(caller)
      if (!one) throw errors.notHere(path)
      taker = take ? one.viewer : null
      resize()
    },
    async type(caller, { seq, shell: meant, data, binary }) {
      if (!inside.has(caller)) throw errors.notHere(path)
      if (!typed.take(nameOf(caller, (caller.params as Open).writer), seq) || meant !== shell()) return
      typist = caller
      if (!program && !starting) {
        starting = start()
        return
      }
      // What is typed while the shell starts is for that one.
      await starting
      await program?.write(binary ? Buffer.from(data, 'latin1') : data)
    },
    text: () => screen.text(),
    async record(caller, on) {
      if (on && !recording) {
        // Two who press at once have one recording.
        preparing ??= startRecording({ files, clock, path, screen, by: caller.user.name }).finally(() => (preparing = null))
        recording = await preparing
        tell()
      } else if (!on && recording) {
        const ended = recording
        recording = null
        tell()
        await ended.stop()
        return ended.path
      }
      return recording?.path ?? null
    },
    get forgettable() {
      return inside.size === 0 && program === null && starting === null
    },
    async stop() {
      if (stopped) return
      stopped = true
      void stopWatching()
      void stopKeeping()
      for (const { delivery } of inside.values()) delivery.stop()
      inside.clear()
      release()
      const last = program
      last?.kill()
      await last?.exited
      await recording?.stop()
      await keep()
      screen.stop()
    },
  }
}

/** Of somebody else, a writer's name is another. */
const nameOf = (caller: Viewer, writer: string): string => `${caller.user.id} ${writer}`

/** Takes back what a program may have left switched on, and says how the shell ended. */
function farewell({ code, signal, alternate }: { code: number | null; signal: string | null; alternate: boolean }): Uint8Array {
  const how = signal === null ? (code === 0 ? '' : ` with ${code}`) : ` by ${signal}`
  return Buffer.from(`${plain(alternate)}\r\n\x1b[90mThe shell ended${how}. Press any key for a new one.\x1b[0m\r\n`)
}

/** Says that a shell is gone whose screen is still here. */
function leftBehind(alternate: boolean): Uint8Array {
  return Buffer.from(`${plain(alternate)}\r\n\x1b[90mThe shell that was here has ended. This is a new one.\x1b[0m\r\n`)
}

/** Leaving the other screen puts the cursor elsewhere, so that is done only there. */
const plain = (alternate: boolean): string => `${alternate ? '\x1b[?1049l' : ''}\x1b[!p\x1b[?1000;1002;1003;1004;1006;2004l\x1b[?25h\x1b[0m`
