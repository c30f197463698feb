import { randomUUID } from 'node:crypto'
import {
  RoleSchema,
  StoaError,
  Type,
  contractName,
  errorBody,
  type Contract,
  type Handlers,
  type Role,
  type Serve,
  type Serving,
} from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { fault, maxBody, protocol } from '@stoa/sdk/wire'
import { openChannel, type Answered, type AnsweringChannel } from './answering.ts'
import { bodyType } from './body.ts'
import { refusal } from './faults.ts'
import { fenced, type Link } from './link.ts'
import { pack, readHeader, send } from './packet.ts'
import { createRepeats } from './repeats.ts'

export type ServingOptions = {
  log: Log
  /** Of a project server: the epoch of its lease. A hub that asks for another one is refused. */
  epoch?: number
  /** Whether that lease is still good. Once it is not, nothing is sent any more: what was done may be undone by who runs the project now. */
  holds?(): boolean
}

/** The answering side of one process: what is served, and the links it is served on. */
export type ServingHub = {
  readonly serve: Serve
  /** Answers on this link until it closes or the returned function is called. The other end must be a hub: who asks, and with which role, is believed. */
  accept(link: Link): () => void
  /** How many channels are open on all links; `onChannels` hears each change. For deciding whether a project is idle. */
  readonly channels: number
  onChannels(listener: (channels: number) => void): () => void
}

const openBody = bodyType(
  Type.Object({
    project: Type.Optional(Type.String()),
    params: Type.Optional(Type.Unknown()),
    user: Type.Object({ id: Type.String(), name: Type.String() }),
    role: RoleSchema,
  }),
  'open',
)
const helloBody = bodyType(Type.Object({ epoch: Type.Optional(Type.Integer()) }), 'open')
const roleBody = bodyType(Type.Object({ channel: Type.Integer(), role: RoleSchema }), 'role')

/** Makes the answering side of a hub or a project server. */
export function createServing({ log, epoch, holds }: ServingOptions): ServingHub {
  const contracts = new Map<string, Answered>()
  const links = new Set<Link>()
  const listeners = new Set<(channels: number) => void>()
  const repeats = createRepeats()
  const process = randomUUID().slice(0, 8)
  let callers = 0
  let channels = 0

  function count(change: 1 | -1): void {
    channels += change
    for (const listener of [...listeners]) listener(channels)
  }

  const serve = ((contract: Contract, handlers: Handlers<Contract>, serving: Serving<Contract> = {}) => {
    const answered = compile(contract, handlers, serving)
    if (contracts.has(answered.name)) throw new StoaError({ code: 'already_served', message: `${answered.name} is answered here already.` })
    contracts.set(answered.name, answered)
    return {
      emit(name: string, body: unknown, to?: unknown) {
        const known = answered.events.get(name)
        if (!known) throw refusal.unknownMethod(answered.name, name)
        const packed = known.body.write(body)
        if (packed.bytes.length > maxBody) throw fault.tooLarge(name, packed.bytes.length)
        // Sending may end a channel, which takes it out of the map; iteration over a Map allows that.
        if (to === undefined) for (const channel of answered.channels.values()) channel.emit(name, known.event, packed)
        else for (const caller of isIterable(to) ? to : [to]) answered.channels.get(caller as never)?.emit(name, known.event, packed)
      },
      callers: answered.callers,
      async stop() {
        if (contracts.get(answered.name) === answered) contracts.delete(answered.name)
        for (const channel of [...answered.channels.values()]) channel.end(refusal.notServedNow(answered.name).toJSON())
      },
    }
  }) as unknown as Serve

  function spoken(name: string): StoaError {
    const [plain] = name.split('@')
    const other = [...contracts.keys()].find(known => known.split('@')[0] === plain)
    return other ? refusal.wrongVersion(name, other) : refusal.unknownContract(name)
  }

  function accept(given: Link): () => void {
    const link = holds ? fenced(given, holds) : given
    const open = new Map<number, AnsweringChannel>()
    let last = 0
    let greeted = false
    let over = false

    function stop(): void {
      if (over) return
      over = true
      links.delete(link)
      for (const channel of [...open.values()]) channel.end(null)
    }

    function greet(body: Buffer, method: string): void {
      const asked = helloBody.read(body, false) as { epoch?: number }
      const stale = epoch !== undefined && asked.epoch !== epoch
      if (method !== protocol || stale) {
        const error = stale ? refusal.wrongEpoch(asked.epoch, epoch) : refusal.wrongProtocol(method)
        send(link, 'close', 0, 0, '', pack(error))
        link.close(1008, error.code)
        stop()
        return
      }
      greeted = true
      links.add(link)
      send(link, 'open', 0, 0, protocol, pack(epoch === undefined ? {} : { epoch }))
    }

    function openFor(id: number | string, name: string, bytes: Buffer, binary: boolean): void {
      const answered = contracts.get(name)
      if (!answered) throw spoken(name)
      const { project, params, user, role } = openBody.read(bytes, binary) as {
        project?: string
        params?: unknown
        user: { id: string; name: string }
        role: Role
      }
      answered.params.check(params ?? {})
      const number = ++last
      count(1)
      const ended = (): void => {
        open.delete(number)
        ended.done = true
        count(-1)
      }
      ended.done = false
      const newCallerId = (): string => `${process}.${++callers}`
      const channel = openChannel(
        answered,
        { id, number, project, params: params ?? {}, user, role },
        { link, log, repeats, newCallerId, ended },
      )
      if (!ended.done) open.set(number, channel)
    }

    function receive(frame: Buffer, binary: boolean): void {
      if (over) return
      const { kind, channel: number, id, method, start } = readHeader(frame)
      const body = frame.subarray(start)
      if (number !== 0 && kind !== 'open') {
        const channel = open.get(number)
        if (kind === 'call') {
          if (channel) channel.call(id, method, body, binary)
          else send(link, 'error', number, id, '', pack(refusal.noChannel(number)))
        } else if (kind === 'credit') channel?.grant(Number(id))
        else if (kind === 'close') channel?.end(null)
        else throw refusal.unknownKind(kind)
        return
      }
      if (!greeted) {
        if (kind !== 'open') throw refusal.unknownKind(kind)
        greet(body, method)
        return
      }
      try {
        if (number !== 0) throw refusal.unknownKind(kind)
        if (kind === 'open') openFor(id, method, body, binary)
        else if (kind === 'call' && method === 'ping') send(link, 'reply', 0, id, '')
        else if (kind === 'emit' && method === 'role') {
          const told = roleBody.read(body, binary) as { channel: number; role: Role }
          open.get(told.channel)?.setRole(told.role)
        } else if (kind === 'emit' && method === 'judge') {
          for (const other of links) if (other !== link) send(other, 'emit', 0, 0, 'judge', { bytes: body, binary })
        } else throw refusal.unknownKind(kind)
      } catch (thrown) {
        if (!(thrown instanceof StoaError)) throw thrown
        send(link, 'error', 0, id, '', pack(thrown))
      }
    }

    link.onFrame((frame, binary) => {
      try {
        receive(frame, binary)
      } catch (thrown) {
        if (!(thrown instanceof StoaError)) log.error({ error: thrown }, 'A frame could not be handled')
        send(link, 'error', 0, 0, '', pack(errorBody(thrown)))
      }
    })
    link.onClose(stop)
    return () => {
      stop()
      link.close(1001, 'stopped')
    }
  }

  return {
    serve,
    accept,
    get channels() {
      return channels
    },
    onChannels(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function compile(contract: Contract, handlers: Handlers<Contract>, serving: Serving<Contract>): Answered {
  const name = contractName(contract)
  return {
    contract,
    name,
    params: bodyType(contract.open.params, name),
    answer: bodyType(contract.open.answer, name),
    calls: new Map(
      Object.entries(contract.calls).map(([method, call]) => {
        const handler = handlers[method]
        if (!handler)
          throw new StoaError({ code: 'no_handler', message: `${name} declares the call ${method}, and nothing was given to answer it.` })
        return [method, { call, input: bodyType(call.input, method), output: bodyType(call.output, method), handler: handler as never }]
      }),
    ),
    events: new Map(Object.entries(contract.events).map(([method, event]) => [method, { event, body: bodyType(event.body, method) }])),
    idempotent: Object.entries(contract.calls).flatMap(([method, call]) => (call.idempotent ? [method] : [])),
    opened: serving.opened?.bind(serving),
    closed: serving.closed?.bind(serving),
    roleChanged: serving.roleChanged?.bind(serving),
    channels: new Map(),
    callers: new Set(),
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
