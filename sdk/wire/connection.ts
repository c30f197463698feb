import type { Connect } from '../contract/contract.ts'
import { StoaError, errorBody, type ErrorBody } from '../contract/error.ts'
import { backOff } from './backoff.ts'
import { createAskingChannel, shield, type AskingChannel } from './channel.ts'
import { receivedError, retryable } from './faults.ts'
import { decodeBody, decodeFrame, encodeFrame, protocol, type Body, type Frame } from './frame.ts'
import type { SocketLike } from './socket.ts'

/**
 * What a status pill shows. `connecting` is the first attempt, `reconnecting` the first 15 s after a loss, `offline` later (it still tries);
 * `refused` means that trying again is useless (`error` says why), `closed` that `close()` was called.
 */
export type ConnectionState = {
  readonly kind: 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'refused' | 'closed'
  /** Milliseconds of the last answered ping, null before the first. */
  readonly latency: number | null
  /** `clock.elapsed()` when this kind began. */
  readonly since: number
  readonly error?: ErrorBody
}

/** The part of the SDK's Clock that a connection uses. */
export type ConnectionClock = { elapsed(): number; after(ms: number, work: () => void): () => unknown }

/** How a connection gets its socket and its time. */
export type ConnectionOptions = {
  /** Opens a new socket; called again at each attempt. A throw counts as a failed attempt. */
  socket: () => SocketLike
  /** Default: the page's own `performance.now` and `setTimeout`. */
  clock?: ConnectionClock
  /** A number in [0, 1). Default: `Math.random`. */
  random?: () => number
  onState?: (state: ConnectionState) => void
}

/** One socket to a hub, kept open, carrying every channel. */
export type Connection = {
  readonly connect: Connect
  readonly state: ConnectionState
  /** Hears each change of kind and of latency. */
  onState(listener: (state: ConnectionState) => void): () => void
  readonly latency: number | null
  /** Says whether the connection still works, within 2 s, and replaces it if not; call it on `online` and when the page becomes visible. */
  probe(): void
  /** Opens at once every channel that waits to be opened again: what it waits for is there. */
  wake(): void
  close(): void
}

const pingEvery = 10_000
/** With the ping's period, 25 s after the last sign of life. */
const deadAfter = 15_000
const probeWithin = 2_000
const offlineAfter = 15_000

const idle = (): unknown => undefined
const pageClock: ConnectionClock = {
  elapsed: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}

/** Opens a socket, keeps it open, and carries channels over it. Nothing is lost by a loss that the callers are not told of. */
export function createConnection({ socket: openSocket, clock = pageClock, random = Math.random, onState }: ConnectionOptions): Connection {
  let socket: SocketLike | null = null
  let up = false
  let state: ConnectionState = { kind: 'connecting', latency: null, since: clock.elapsed() }
  let attempt = 0
  /** Frames heard; counted, since a page's clock may stand still for as long as an answer takes. */
  let heard = 0
  let ping: { id: number; sent: number; heard: number } | null = null
  let counter = 0
  const timers = { dial: idle, ping: idle, dead: idle, offline: idle }
  const channels = new Set<AskingChannel>()
  const numbered = new Map<number, AskingChannel>()
  const opening = new Map<number | string, AskingChannel>()
  const listeners = new Set<(state: ConnectionState) => void>(onState ? [onState] : [])
  const prefix = Math.floor(random() * 2 ** 48).toString(36) + Math.floor(clock.elapsed() * 1000).toString(36)

  function change(kind: ConnectionState['kind'], error?: ErrorBody): void {
    state = { kind, latency: state.latency, since: clock.elapsed(), ...(error && { error }) }
    for (const listener of [...listeners]) shield(() => listener(state))
  }

  function over(): boolean {
    return state.kind === 'closed' || state.kind === 'refused'
  }

  function dial(): void {
    timers.dial()
    let mine: SocketLike
    try {
      mine = openSocket()
    } catch {
      lost()
      return
    }
    socket = mine
    mine.binaryType = 'arraybuffer'
    mine.onopen = () => mine.send(encodeFrame({ kind: 'open', channel: 0, id: 0, method: protocol, body: '' }) as string)
    mine.onerror = () => {}
    mine.onmessage = ({ data }: { data: unknown }) => {
      if (mine === socket) hear(data)
    }
    mine.onclose = ({ code, reason }: { code: number; reason: string }) => {
      if (mine !== socket) return
      socket = null
      // 44xx is how an opener tells of an HTTP refusal, which trying again would only repeat.
      if (code >= 4400 && code <= 4499)
        finish('refused', { code: code === 4401 ? 'signed_out' : 'refused', message: reason || 'The server refused the connection.' })
      else lost()
    }
    timers.dead = clock.after(deadAfter, drop)
  }

  /** Gives up this socket and tries another. */
  function drop(): void {
    const old = socket
    socket = null
    old?.close()
    lost()
  }

  function settle(): void {
    up = false
    ping = null
    timers.ping()
    timers.dead()
    opening.clear()
    numbered.clear()
    for (const channel of [...channels]) channel.down()
  }

  function lost(): void {
    settle()
    if (over()) return
    if (state.kind === 'connected' || state.kind === 'connecting') {
      change('reconnecting')
      timers.offline = clock.after(offlineAfter, () => change('offline'))
    }
    timers.dial()
    timers.dial = clock.after(backOff(attempt++, random), dial)
  }

  function finish(kind: 'refused' | 'closed', error: ErrorBody): void {
    if (over()) return
    timers.dial()
    timers.offline()
    for (const channel of [...channels]) channel.end(error)
    settle()
    const old = socket
    socket = null
    old?.close(1000)
    change(kind, error)
  }

  function hear(data: unknown): void {
    heard++
    let frame: Frame
    try {
      frame = decodeFrame(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer))
      if (frame.channel !== 0 || frame.kind === 'open') route(frame)
      else control(frame)
    } catch (thrown) {
      if (!(thrown instanceof StoaError)) throw thrown
      // What cannot be read cannot be answered; a fresh socket is the way back to something known.
      drop()
    }
  }

  function route(frame: Frame): void {
    if (frame.kind === 'open' && frame.channel === 0) {
      welcome()
      return
    }
    const channel = frame.kind === 'open' ? opening.get(frame.id) : numbered.get(frame.channel)
    try {
      if (frame.kind !== 'open') channel?.receive(frame)
      else if (opening.delete(frame.id)) channel?.opened(frame.channel, decodeBody(frame.body))
    } catch (thrown) {
      // A body that is not JSON is its server's fault and this channel's alone.
      channel?.end(errorBody(thrown))
    }
  }

  function control({ kind, id, body }: Frame): void {
    if (kind === 'reply' && ping?.id === id) {
      const latency = clock.elapsed() - ping.sent
      ping = null
      state = { ...state, latency }
      for (const listener of [...listeners]) shield(() => listener(state))
    } else if (kind === 'close') {
      const error = receivedError(decodeBody(body))
      if (retryable.has(error.code)) drop()
      else finish('refused', error.toJSON())
    } else if (kind === 'error') {
      const channel = opening.get(id)
      opening.delete(id)
      channel?.refused(receivedError(decodeBody(body)))
    }
  }

  function welcome(): void {
    timers.dead()
    timers.offline()
    up = true
    attempt = 0
    change('connected')
    for (const channel of [...channels]) channel.open()
    check(deadAfter)
  }

  /** Asks whether the other end is there, and drops the socket if nothing at all comes within `patience`. */
  function check(patience: number): void {
    timers.ping()
    timers.ping = clock.after(pingEvery, () => check(deadAfter))
    // An older question that nothing has followed keeps its deadline.
    if (patience === deadAfter && ping?.heard === heard) return
    timers.dead()
    const before = heard
    ping = { id: ++counter, sent: clock.elapsed(), heard }
    send({ kind: 'call', channel: 0, id: counter, method: 'ping', body: '' })
    timers.dead = clock.after(patience, () => {
      if (up && heard === before) drop()
    })
  }

  function send(frame: Frame): void {
    if (up) socket?.send(encodeFrame(frame))
  }

  const port = {
    get up() {
      return up
    },
    send,
    open(channel: AskingChannel, method: string, body: Body) {
      opening.set(++counter, channel)
      send({ kind: 'open', channel: 0, id: counter, method, body })
    },
    newId: () => `${prefix}-${++counter}`,
    bind(number: number, channel: AskingChannel | null) {
      if (channel) numbered.set(number, channel)
      else numbered.delete(number)
    },
    forget: (channel: AskingChannel) => channels.delete(channel),
    elapsed: () => clock.elapsed(),
    after: (ms: number, work: () => void) => clock.after(ms, work),
    random,
  }

  dial()
  return {
    connect: (name, options = {}) => {
      const channel = createAskingChannel(name, options as never, port)
      channels.add(channel)
      if (over()) channel.end(state.error!)
      else channel.open()
      return channel.remote as never
    },
    get state() {
      return state
    },
    get latency() {
      return state.latency
    },
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    probe() {
      if (over()) return
      attempt = 0
      if (up) check(probeWithin)
      else if (!socket) dial()
    },
    wake() {
      if (up) for (const channel of [...channels]) channel.open()
    },
    close() {
      finish('closed', { code: 'channel_closed', message: 'This connection was closed.' })
    },
  }
}
