import {
  StoaError,
  atLeast,
  errorBody,
  type Call,
  type Caller,
  type Contract,
  type ErrorBody,
  type Event,
  type Role,
} from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { createCredit, createMeter, fault, maxBody } from '@stoa/sdk/wire'
import type { BodyType } from './body.ts'
import { refusal } from './faults.ts'
import type { Link } from './link.ts'
import { createOutbox, mostQueued, type Outbox } from './outbox.ts'
import { pack, send, type Packed } from './packet.ts'
import type { Repeats } from './repeats.ts'

/** A contract being answered, its schemas compiled. */
export type Answered = {
  readonly contract: Contract
  readonly name: string
  readonly params: BodyType
  readonly answer: BodyType
  readonly calls: ReadonlyMap<string, { call: Call; input: BodyType; output: BodyType; handler: (input: never, caller: Caller) => unknown }>
  readonly events: ReadonlyMap<string, { event: Event; body: BodyType }>
  readonly idempotent: readonly string[]
  readonly opened?: (caller: Caller) => unknown
  readonly closed?: (caller: Caller) => void
  readonly roleChanged?: (caller: Caller) => void
  readonly channels: Map<Caller, AnsweringChannel>
  readonly callers: Set<Caller>
}

/** One open channel at the answering side. */
export type AnsweringChannel = {
  readonly caller: Caller
  setRole(role: Role): void
  call(id: number | string, method: string, bytes: Buffer, binary: boolean): void
  grant(bytes: number): void
  emit(method: string, event: Event, body: Packed): void
  /** Ends the channel, telling the other end why unless it knows. */
  end(error: ErrorBody | null): void
}

/** What is asked for in an `open`, already believed. */
export type Opening = {
  id: number | string
  number: number
  project?: string
  params: unknown
  user: { id: string; name: string }
  role: Role
}
export type ChannelServices = { link: Link; log: Log; repeats: Repeats; newCallerId(): string; ended(): void }

export const mostCalls = 1024
/** While inputs under way exceed this, no credit is given back for more. */
const mostInputBytes = 4 << 20

/** Opens a channel: lets the contract's `opened` decide, and answers. */
export function openChannel(
  answered: Answered,
  opening: Opening,
  { link, log, repeats, newCallerId, ended }: ChannelServices,
): AnsweringChannel {
  const { number } = opening
  let { role } = opening
  let state: 'opening' | 'open' | 'closed' = 'opening'
  let underWay = 0
  let inputBytes = 0
  let withheld = 0
  let drainers: (() => void)[] = []
  const postponed: Parameters<AnsweringChannel['call']>[] = []
  const credit = createCredit()
  const meter = createMeter(bytes => send(link, 'credit', number, bytes, ''))
  const outbox: Outbox = createOutbox({
    credit,
    ready: () => state === 'open',
    send: ({ kind, id, method, body }) => send(link, kind, number, id, method, body),
  })

  const caller: Caller = {
    id: newCallerId(),
    user: opening.user,
    get role() {
      return role
    },
    params: opening.params as never,
    get writable() {
      return outbox.writable
    },
    async drained() {
      while (state !== 'closed' && !outbox.writable) await new Promise<void>(resolve => drainers.push(resolve))
    },
    close(error) {
      channel.end(error ?? { code: 'closed', message: 'The server closed this channel.' })
    },
  }

  function wake(): void {
    const those = drainers
    drainers = []
    for (const drained of those) drained()
  }

  function opened(answer: unknown): void {
    if (state === 'closed') {
      left()
      return
    }
    try {
      answered.answer.check(answer ?? {})
      const body = pack({ answer: answer ?? {}, idempotent: answered.idempotent })
      if (body.bytes.length > maxBody) throw fault.tooLarge('open', body.bytes.length)
      state = 'open'
      send(link, 'open', number, opening.id, answered.name, body)
    } catch (thrown) {
      log.error({ contract: answered.name, error: thrown }, 'The answer to an open does not fit its contract')
      forget()
      send(link, 'error', 0, opening.id, '', pack(ours(thrown)))
      left()
      return
    }
    outbox.flush()
    wake()
  }

  function refused(thrown: unknown): void {
    report(thrown, 'open')
    const tell = state !== 'closed'
    forget()
    if (tell) send(link, 'error', 0, opening.id, '', pack(errorBody(thrown)))
  }

  function forget(): void {
    if (state === 'closed') return
    state = 'closed'
    answered.channels.delete(caller)
    answered.callers.delete(caller)
    outbox.clear()
    postponed.length = 0
    wake()
    ended()
  }

  function left(): void {
    notify('closed')
  }

  function notify(what: 'closed' | 'roleChanged'): void {
    try {
      answered[what]?.(caller)
    } catch (thrown) {
      report(thrown, what)
    }
  }

  function report(thrown: unknown, method: string): void {
    if (!(thrown instanceof StoaError)) log.error({ contract: answered.name, method, error: thrown }, 'A handler failed')
  }

  /** Frees what a call held and gives back the credit that was withheld for it. */
  function settled(size: number): void {
    underWay--
    inputBytes -= size
    if (withheld === 0 || inputBytes > mostInputBytes || state === 'closed') return
    const due = withheld
    withheld = 0
    meter.consume(due)
  }

  function begin(id: number | string, method: string, bytes: Buffer, binary: boolean): void {
    const size = bytes.length
    const entry = answered.calls.get(method)
    underWay++
    inputBytes += size
    if (inputBytes > mostInputBytes) withheld += size
    else meter.consume(size)
    const succeed = (body: Packed): void => {
      settled(size)
      if (state !== 'closed') outbox.push({ kind: 'reply', id, method: '', body }, 'queue')
    }
    const fail = (thrown: unknown): void => {
      settled(size)
      report(thrown, method)
      if (state !== 'closed') send(link, 'error', number, id, '', pack(errorBody(thrown)))
    }
    try {
      if (underWay > mostCalls) throw refusal.tooManyCalls(mostCalls)
      if (!entry) throw refusal.unknownMethod(answered.name, method)
      const { call, input, output, handler } = entry
      if (!atLeast(role, call.role)) throw refusal.forbidden(method, call.role, role)
      const value = input.read(bytes, binary) as never
      const finish = (result: unknown): Packed => fitted(output, result, method)
      if (call.idempotent && typeof id === 'string') {
        const key = [opening.user.id, opening.project ?? '', answered.name, method, id].join('\n')
        repeats.once(key, async () => finish(await handler(value, caller))).then(succeed, fail)
        return
      }
      const result = handler(value, caller)
      if (isPromise(result)) result.then(finish).then(succeed, fail)
      else succeed(finish(result))
    } catch (thrown) {
      fail(thrown)
    }
  }

  function fitted(output: BodyType, result: unknown, method: string): Packed {
    let body: Packed
    try {
      body = output.write(result)
    } catch (thrown) {
      throw new Error(`what ${method} answered does not fit its contract`, { cause: thrown })
    }
    if (body.bytes.length > maxBody) throw fault.tooLarge(method, body.bytes.length)
    return body
  }

  function resume(): void {
    while (postponed.length > 0 && outbox.replyBytes <= mostQueued) begin(...postponed.shift()!)
  }

  const channel: AnsweringChannel = {
    caller,
    setRole(next) {
      if (next === role) return
      role = next
      if (state === 'open') notify('roleChanged')
    },
    call(id, method, bytes, binary) {
      if (state !== 'open') {
        send(link, 'error', number, id, '', pack(refusal.noChannel(number)))
        return
      }
      if (!meter.receive(bytes.length)) channel.end(fault.creditExceeded().toJSON())
      // Answers nobody takes must not pile up; what has begun goes on, the rest waits its turn.
      else if (postponed.length > 0 || outbox.replyBytes > mostQueued) postponed.push([id, method, bytes, binary])
      else begin(id, method, bytes, binary)
    },
    grant(bytes) {
      if (!credit.grant(bytes)) {
        channel.end(fault.creditExceeded().toJSON())
        return
      }
      outbox.flush()
      resume()
      if (outbox.writable) wake()
    },
    emit(method, event, body) {
      if (state === 'closed' || !atLeast(role, event.role ?? 'viewer')) return
      if (!outbox.push({ kind: 'emit', id: 0, method, body }, event.whenSlow)) channel.end(refusal.tooSlow().toJSON())
    },
    end(error) {
      if (state === 'closed') return
      const wasOpen = state === 'open'
      if (error && wasOpen) send(link, 'close', number, 0, '', pack(error))
      if (error && !wasOpen) send(link, 'error', 0, opening.id, '', pack(error))
      forget()
      if (wasOpen) left()
    },
  }

  answered.channels.set(caller, channel)
  answered.callers.add(caller)
  try {
    const answer = answered.opened?.(caller)
    if (isPromise(answer)) answer.then(opened, refused)
    else opened(answer)
  } catch (thrown) {
    refused(thrown)
  }
  return channel
}

function ours(thrown: unknown): ErrorBody {
  return errorBody(thrown instanceof StoaError && thrown.code === 'too_large' ? thrown : undefined)
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | undefined)?.then === 'function'
}
