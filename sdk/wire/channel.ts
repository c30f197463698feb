import type { ChannelState, ConnectOptions, Contract, Remote } from '../contract/contract.ts'
import { StoaError, errorBody, type ErrorBody } from '../contract/error.ts'
import { backOff } from './backoff.ts'
import { createCredit, createMeter } from './credit.ts'
import { fault, passing, receivedError, retryable } from './faults.ts'
import { bodySize, decodeBody, encodeBody, maxBody, type Body, type Frame } from './frame.ts'

/** What a channel uses of its connection. */
export type ChannelPort = {
  /** Whether frames can be sent now. */
  readonly up: boolean
  send(frame: Frame): void
  /** Sends an `open`; its answer comes to `opened` or `refused`. */
  open(channel: AskingChannel, name: string, body: Body): void
  /** An id for a call that may be repeated, unlike any other's. */
  newId(): string
  /** The number is known, or no longer valid. */
  bind(number: number, channel: AskingChannel | null): void
  forget(channel: AskingChannel): void
  elapsed(): number
  after(ms: number, work: () => void): () => unknown
  random(): number
}

/** The connection's handle on one channel. */
export type AskingChannel = {
  readonly remote: Remote<Contract>
  /** The connection works: ask for the channel. */
  open(): void
  /** The connection is lost. */
  down(): void
  opened(number: number, body: unknown): void
  refused(error: StoaError): void
  receive(frame: Frame): void
  end(error: ErrorBody): void
}

type Pending = {
  id: number | string
  method: string
  body: Body
  size: number
  resolve(output: unknown): void
  reject(error: unknown): void
}

const mostUnderWay = 1024
const mostWaiting = 1000
const mostWaitingBytes = 8 << 20
/** A channel that stayed open this long starts its back-off anew. */
const settled = 5_000

/** One channel at the asking side. Calls wait in order until it is open and has credit; those sent and unanswered at a loss fail or, if idempotent, go again first. */
export function createAskingChannel(name: string, options: ConnectOptions<Contract>, port: ChannelPort): AskingChannel {
  let state: ChannelState = 'opening'
  let number: number | null = null
  let asked = false
  let credit = createCredit()
  let meter = createMeter(() => {})
  let idempotent: ReadonlySet<string> = new Set()
  let lastId = 0
  let waiting: Pending[] = []
  let waitingBytes = 0
  let attempt = 0
  let openedAt = 0
  let served = false
  let final: ErrorBody | undefined
  let stopTimer: (() => unknown) | null = null
  const underWay = new Map<number | string, Pending>()
  const listeners = new Map<string, Set<(body: unknown) => unknown>>()
  const stateListeners = new Set<(state: ChannelState, answer?: unknown, error?: ErrorBody) => void>()
  const first = Promise.withResolvers<unknown>()
  first.promise.catch(() => {})

  function change(next: ChannelState, answer?: unknown, error?: ErrorBody): void {
    state = next
    for (const listener of [...stateListeners]) shield(() => listener(next, answer, error))
  }

  function flush(): void {
    let at = 0
    while (at < waiting.length && state === 'open' && number !== null && credit.left > 0 && underWay.size < mostUnderWay) {
      const call = waiting[at++]!
      waitingBytes -= call.size
      if (call.id === 0) call.id = idempotent.has(call.method) ? port.newId() : ++lastId
      underWay.set(call.id, call)
      credit.spend(call.size)
      port.send({ kind: 'call', channel: number, id: call.id, method: call.method, body: call.body })
    }
    if (at > 0) waiting = waiting.slice(at)
  }

  function leave(): void {
    if (number !== null) port.bind(number, null)
    number = null
    asked = false
    const again: Pending[] = []
    for (const call of underWay.values()) {
      if (idempotent.has(call.method)) again.push(call)
      else call.reject(fault.unknownOutcome(call.method))
    }
    underWay.clear()
    for (const call of again) waitingBytes += call.size
    waiting = [...again, ...waiting]
  }

  function end(error: ErrorBody): void {
    if (state === 'closed') return
    stopTimer?.()
    if (number !== null && port.up) port.send({ kind: 'close', channel: number, id: 0, method: '', body: '' })
    leave()
    final = error
    const thrown = new StoaError(error)
    for (const call of waiting) call.reject(thrown)
    waiting = []
    waitingBytes = 0
    first.reject(thrown)
    port.forget(channel)
    change('closed', undefined, error)
  }

  function lost(error: StoaError): void {
    if (!retryable.has(error.code) && !(served && passing.has(error.code))) {
      if (number !== null) port.bind(number, null)
      number = null
      end(error.toJSON())
      return
    }
    if (number !== null && port.elapsed() - openedAt > settled) attempt = 0
    leave()
    change('waiting', undefined, error.toJSON())
    // A listener may have closed the channel.
    if (!is('closed')) stopTimer = port.after(backOff(attempt++, port.random), open)
  }

  function open(): void {
    stopTimer?.()
    stopTimer = null
    if (is('closed') || !port.up || asked) return
    let body: Body
    try {
      const params = typeof options.params === 'function' ? options.params() : options.params
      body = encodeBody({ project: options.project, params: params ?? {} })
    } catch (thrown) {
      end(errorBody(thrown))
      return
    }
    asked = true
    port.open(channel, name, body)
  }

  function is(asking: ChannelState): boolean {
    return state === asking
  }

  const remote: Remote<Contract> = {
    call(method, input) {
      const { promise, resolve, reject } = Promise.withResolvers<never>()
      const body = encodeBody(input)
      const size = bodySize(body)
      if (state === 'closed') reject(new StoaError(final!))
      else if (size > maxBody) reject(fault.tooLarge(method, size))
      else if (waiting.length >= mostWaiting || waitingBytes + size > mostWaitingBytes) reject(fault.tooManyCalls(method))
      else {
        waiting.push({ id: 0, method, body, size, resolve: resolve as (output: unknown) => void, reject })
        waitingBytes += size
        flush()
      }
      return promise
    },
    on(event, listener) {
      const those = listeners.get(event) ?? new Set()
      listeners.set(event, those)
      const mine = (body: unknown): unknown => listener(body as never)
      those.add(mine)
      return () => those.delete(mine)
    },
    get opened() {
      return first.promise as Promise<never>
    },
    get state() {
      return state
    },
    onState(listener) {
      const mine = listener as (state: ChannelState, answer?: unknown, error?: ErrorBody) => void
      stateListeners.add(mine)
      return () => stateListeners.delete(mine)
    },
    close() {
      end(fault.channelClosed(name).toJSON())
    },
  }

  const channel: AskingChannel = {
    remote,
    open,
    end,
    down() {
      if (state === 'closed') return
      stopTimer?.()
      if (number !== null && port.elapsed() - openedAt > settled) attempt = 0
      leave()
      if (state === 'open') change('waiting')
    },
    opened(given, body) {
      asked = false
      if (state === 'closed') {
        port.send({ kind: 'close', channel: given, id: 0, method: '', body: '' })
        return
      }
      const { answer, idempotent: names } = (body ?? {}) as { answer?: unknown; idempotent?: unknown }
      number = given
      openedAt = port.elapsed()
      served = true
      idempotent = new Set(Array.isArray(names) ? (names as string[]) : [])
      credit = createCredit()
      meter = createMeter(bytes => port.send({ kind: 'credit', channel: given, id: bytes, method: '', body: '' }))
      port.bind(given, channel)
      first.resolve(answer)
      change('open', answer)
      flush()
    },
    refused(error) {
      asked = false
      if (state !== 'closed') lost(error)
    },
    receive({ kind, id, method, body }) {
      if (kind === 'credit') {
        if (credit.grant(Number(id))) flush()
        else end(fault.creditExceeded().toJSON())
        return
      }
      if (kind === 'close') {
        lost(receivedError(decodeBody(body) ?? fault.channelClosed(name)))
        return
      }
      const size = kind === 'error' ? 0 : bodySize(body)
      if (kind === 'reply' || kind === 'emit') {
        if (!meter.receive(size)) {
          end(fault.creditExceeded().toJSON())
          return
        }
      }
      if (kind === 'reply' || kind === 'error') {
        const call = underWay.get(id)
        underWay.delete(id)
        meter.consume(size)
        if (kind === 'reply') call?.resolve(decodeBody(body))
        else call?.reject(receivedError(decodeBody(body)))
        flush()
        return
      }
      if (kind !== 'emit') return
      const mine = meter
      const slow: Promise<unknown>[] = []
      const value = decodeBody(body)
      for (const listener of [...(listeners.get(method) ?? [])]) {
        shield(() => {
          const done = listener(value)
          if (done instanceof Promise) slow.push(done)
        })
      }
      // A listener that returns a promise holds the credit until it has dealt with the event.
      if (slow.length === 0) mine.consume(size)
      else void Promise.allSettled(slow).then(() => mine === meter && number !== null && mine.consume(size))
    },
  }
  return channel
}

/** Runs a listener. What it throws surfaces as an uncaught error of its own and keeps nobody else from hearing. */
export function shield(work: () => void): void {
  try {
    work()
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown
    })
  }
}
