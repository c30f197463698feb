import { Type, type ErrorBody, type StoaError } from '@stoa/sdk/contract'
import type { Clock } from '@stoa/sdk/hub'
import { fault, firstWindow, protocol, receivedError } from '@stoa/sdk/wire'
import { bodyType } from './body.ts'
import { refusal } from './faults.ts'
import type { Link } from './link.ts'
import { pack, readHeader, rewrite, send, type Packed } from './packet.ts'
import { routeEnd, type Route } from './route.ts'

/** One answering process as the router sees it: a project server, or the hub's own contracts. */
export type Target = {
  readonly link: Link
  readonly routes: Map<number, Route>
  /** Asks for a channel. `opened` gets its number here and the answer's frame; `refused` the error. */
  open(name: string, body: Packed, answer: PendingOpen): void
  /** Ends every channel with this error, and the link. */
  end(error: ErrorBody): void
}
export type PendingOpen = {
  opened(far: number, frame: Buffer, start: number): void
  refused(error: ErrorBody): void
}

export type TargetServices = {
  clock: Pick<Clock, 'after'>
  epoch?: number
  /** Asks that a project's open channels be judged again, as another hub has said. */
  judge(user: string | undefined): void
  /** The link has dropped; resolves with what the channels are to be told. */
  gone(reason: string): Promise<ErrorBody>
  misbehaved(error: unknown): void
}

const handshakeWithin = 15_000
const judgeBody = bodyType(Type.Object({ user: Type.Optional(Type.String()) }), 'judge')
const helloBody = bodyType(Type.Object({ epoch: Type.Optional(Type.Integer()) }), 'open')

/** Says hello on a link and, when it is answered, resolves with the target. Rejects if the other end refuses or vanishes. */
export function createTarget(link: Link, { clock, epoch, judge, gone, misbehaved }: TargetServices): Promise<Target> {
  const routes = new Map<number, Route>()
  const pending = new Map<number, PendingOpen>()
  const ready = Promise.withResolvers<Target>()
  let last = 0
  let over = false
  let greeted = false
  const stopTimer = clock.after(handshakeWithin, () => fail(refusal.unreachable()))

  function tellAll(error: ErrorBody): void {
    for (const route of [...routes.values()]) routeEnd(route, error, 'browser')
    for (const answer of pending.values()) answer.refused(error)
    pending.clear()
  }

  /** Before the handshake is done there is nobody to tell but the one who waits for it. */
  function fail(error: StoaError): void {
    if (greeted || over) return
    over = true
    void stopTimer()
    link.close(1008, error.code)
    ready.reject(error)
  }

  const target: Target = {
    link,
    routes,
    open(name, body, answer) {
      if (over) {
        answer.refused(refusal.restarting('').toJSON())
        return
      }
      pending.set(++last, answer)
      send(link, 'open', 0, last, name, body)
    },
    end(error) {
      if (over) return
      over = true
      tellAll(error)
      link.close(1000, error.code)
    },
  }

  function greet(kind: string, method: string, body: Buffer): void {
    if (kind !== 'open') {
      fail(kind === 'close' ? receivedError(JSON.parse(body.toString())) : refusal.unknownKind(kind))
      return
    }
    const said = helloBody.read(body, false) as { epoch?: number }
    if (method !== protocol) fail(refusal.wrongProtocol(method))
    else if (epoch !== undefined && said.epoch !== epoch) fail(refusal.wrongEpoch(epoch, said.epoch ?? 0))
    else {
      greeted = true
      void stopTimer()
      ready.resolve(target)
    }
  }

  function control(kind: string, id: number | string, method: string, body: Buffer, binary: boolean): void {
    if (kind === 'error') {
      const answer = pending.get(id as number)
      pending.delete(id as number)
      answer?.refused(receivedError(JSON.parse(body.toString())).toJSON())
    } else if (kind === 'emit' && method === 'judge') judge((judgeBody.read(body, binary) as { user?: string }).user)
    else throw refusal.unknownKind(kind)
  }

  function receive(frame: Buffer, binary: boolean): void {
    const { kind, channel: far, id, method, start } = readHeader(frame)
    if (!greeted) {
      greet(kind, method, frame.subarray(start))
      return
    }
    if (far === 0) {
      control(kind, id, method, frame.subarray(start), binary)
      return
    }
    if (kind === 'open') {
      const answer = pending.get(id as number)
      pending.delete(id as number)
      answer?.opened(far, frame, start)
      return
    }
    // A channel that is unknown has just been closed from the other side.
    const route = routes.get(far)
    if (!route) return
    const size = frame.length - start
    if (kind === 'credit') {
      if (route.up + (id as number) > firstWindow) throw fault.creditExceeded()
      route.up += id as number
    } else if (kind === 'close') {
      routeEnd(route, null, 'none')
    } else if (kind === 'reply' || kind === 'emit') {
      if (kind === 'emit' && !route.hears(method)) {
        // The viewer never gets it and so cannot give its credit back.
        send(link, 'credit', far, size, '')
        return
      }
      if (route.down <= 0) {
        misbehaved(fault.creditExceeded())
        routeEnd(route, fault.creditExceeded().toJSON(), 'both')
        return
      }
      route.down -= size
    } else if (kind !== 'error') throw refusal.unknownKind(kind)
    route.browser.forward(rewrite(frame, start, route.header(kind, id, method)), binary)
  }

  link.onFrame((frame, binary) => {
    if (over) return
    try {
      receive(frame, binary)
    } catch (thrown) {
      // A project server that breaks the rules harms its own project only: all its channels open again on a fresh link.
      misbehaved(thrown)
      link.close(1002, 'broken frame')
    }
  })
  link.onClose((_code, reason) => {
    fail(refusal.unreachable())
    if (over) return
    over = true
    void gone(reason).then(tellAll)
  })
  send(link, 'open', 0, 0, protocol, pack(epoch === undefined ? {} : { epoch }))
  return ready.promise
}
