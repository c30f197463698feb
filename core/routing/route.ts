import { atLeast, type ErrorBody, type Role } from '@stoa/sdk/contract'
import { encodeHeader, firstWindow, type Kind } from '@stoa/sdk/wire'
import { pack, send } from './packet.ts'
import type { Link } from './link.ts'
import type { Table } from './table.ts'
import type { Target } from './target.ts'

/** A browser's socket as its routes use it. */
export type RouteEnd = {
  readonly link: Link
  readonly user: string
  readonly routes: Map<number, Route>
  forward(frame: Buffer, binary: boolean): void
}

/** One channel through the hub: its number on either side, who may what, and the credit each side has, kept so that neither can cheat the hub's memory. */
export type Route = {
  readonly browser: RouteEnd
  readonly target: Target
  readonly number: number
  readonly far: number
  readonly table: Table
  readonly project: string | null
  role: Role
  /** Body bytes the browser may still send; the target may still send. */
  up: number
  down: number
  hears(event: string): boolean
  /** The header of a frame on its way to the browser. */
  header(kind: Kind, id: number | string, method: string): string
}

export function createRoute(made: Pick<Route, 'browser' | 'target' | 'number' | 'far' | 'table' | 'project' | 'role'>): Route {
  const { number, table } = made
  const route: Route = {
    ...made,
    up: firstWindow,
    down: firstWindow,
    hears(event) {
      const needed = table.events.get(event)
      return needed !== undefined && atLeast(route.role, needed)
    },
    header: (kind, id, method) => encodeHeader(kind, number, id, method),
  }
  made.browser.routes.set(number, route)
  made.target.routes.set(made.far, route)
  return route
}

/** Takes a route out and tells whichever side does not know yet. */
export function routeEnd(
  { browser, target, number, far }: Route,
  error: ErrorBody | null,
  tell: 'browser' | 'target' | 'both' | 'none',
): void {
  browser.routes.delete(number)
  target.routes.delete(far)
  const body = error ? pack(error) : undefined
  if (tell === 'browser' || tell === 'both') send(browser.link, 'close', number, 0, '', body)
  if (tell === 'target' || tell === 'both') send(target.link, 'close', far, 0, '', body)
}
