import { StoaError, atLeast, errorBody, type ErrorBody } from '@stoa/sdk/contract'
import { encodeHeader, fault, firstWindow, maxFrame, protocol } from '@stoa/sdk/wire'
import { refusal } from './faults.ts'
import type { Link } from './link.ts'
import { pack, readHeader, rewrite, send } from './packet.ts'
import { routeEnd, type Route, type RouteEnd } from './route.ts'
import type { Session } from './router.ts'

/** One browser's socket at the hub. */
export type Browser = RouteEnd & {
  readonly session: Session
  /** Opens under way. */
  opening: number
  /** `clock.elapsed()` of the last frame. */
  heard: number
  readonly over: boolean
  nextNumber(): number
  refuse(id: number | string, error: unknown): void
  close(error: ErrorBody, code: number): void
}

export type BrowserServices = {
  session: Session
  elapsed(): number
  open(browser: Browser, id: number | string, name: string, body: Buffer): void
  closed(browser: Browser): void
}

/** Bytes waiting for one socket beyond which it is cut: no honest client comes near, since credit bounds each channel. */
const mostBuffered = 64 << 20
/** Unreadable frames after which a socket is cut. */
const mostMalformed = 100

/** Reads a browser's frames: the header of each, and no body but that of `open`. */
export function createBrowser(link: Link, { session, elapsed, open, closed }: BrowserServices): Browser {
  const routes = new Map<number, Route>()
  let last = 0
  let malformed = 0
  let greeted = false
  let over = false

  function leave(): void {
    if (over) return
    over = true
    for (const route of [...routes.values()]) routeEnd(route, null, 'target')
    closed(browser)
  }

  const browser: Browser = {
    link,
    session,
    user: session.user.id,
    routes,
    opening: 0,
    heard: elapsed(),
    get over() {
      return over
    },
    nextNumber: () => ++last,
    forward(frame, binary) {
      if (link.buffered > mostBuffered) browser.close(refusal.tooSlow().toJSON(), 1008)
      else link.send(frame, binary)
    },
    refuse(id, error) {
      if (link.buffered > mostBuffered) browser.close(refusal.tooSlow().toJSON(), 1008)
      else send(link, 'error', 0, id, '', pack(errorBody(error)))
    },
    close(error, code) {
      if (over) return
      refuseLink(link, error, code)
      leave()
    },
  }

  function control(kind: string, id: number | string, method: string, body: Buffer, binary: boolean): void {
    if (!greeted) {
      if (kind !== 'open' || method !== protocol) {
        browser.close(refusal.wrongProtocol(method).toJSON(), 1002)
        return
      }
      greeted = true
      send(link, 'open', 0, 0, protocol)
      return
    }
    if (kind === 'call' && method === 'ping') send(link, 'reply', 0, id, '')
    else if (kind === 'open' && !binary) open(browser, id, method, body)
    else throw refusal.unknownKind(kind)
  }

  function receive(frame: Buffer, binary: boolean): void {
    const { kind, channel, id, method, start } = readHeader(frame)
    if (channel === 0 || !greeted) {
      control(kind, id, method, frame.subarray(start), binary)
      return
    }
    const route = routes.get(channel)
    if (!route) {
      if (kind === 'call') send(link, 'error', channel, id, '', pack(refusal.noChannel(channel)))
      return
    }
    const size = frame.length - start
    if (kind === 'call') {
      if (route.up <= 0) {
        routeEnd(route, fault.creditExceeded().toJSON(), 'both')
        return
      }
      const needed = route.table.calls.get(method)
      if (needed === undefined || !atLeast(route.role, needed)) {
        const error =
          needed === undefined ? refusal.unknownMethod(route.table.name, method) : refusal.forbidden(`“${method}”`, needed, route.role)
        send(link, 'error', channel, id, '', pack(error))
        // Nobody beyond will consume it, so its credit is given back here.
        if (size > 0) send(link, 'credit', channel, size, '')
        return
      }
      route.up -= size
    } else if (kind === 'credit') {
      if (typeof id !== 'number' || route.down + id > firstWindow) {
        routeEnd(route, fault.creditExceeded().toJSON(), 'both')
        return
      }
      route.down += id
    } else if (kind === 'close') {
      routeEnd(route, null, 'none')
    } else throw refusal.unknownKind(kind)
    route.target.link.send(rewrite(frame, start, encodeHeader(kind, route.far, id, method)), binary)
  }

  link.onFrame((frame, binary) => {
    if (over) return
    browser.heard = elapsed()
    if (frame.length > maxFrame) {
      browser.close(fault.frameTooLarge(frame.length).toJSON(), 1009)
      return
    }
    try {
      receive(frame, binary)
    } catch (thrown) {
      if (!(thrown instanceof StoaError)) throw thrown
      browser.refuse(0, thrown)
      if (++malformed > mostMalformed) browser.close(thrown.toJSON(), 1008)
    }
  })
  link.onClose(leave)
  return browser
}

/** Ends a socket that is not to be attached, or no longer, telling the client why on channel 0: `signed_out`, `hub_stopping`. */
export function refuseLink(link: Link, error: ErrorBody, code = 1008): void {
  send(link, 'close', 0, 0, '', pack(error))
  link.close(code, error.code)
}
