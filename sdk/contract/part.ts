import type { Connect, Serve } from './contract.ts'
import type { Needs, Provides, Resolved } from './token.ts'
import type { Stop } from './stop.ts'

/**
 * One part of a plugin. `needs` names the services it wants; each also gets what its process gives every part.
 * `provides` names the services it opens to others: `start` returns them beside how to stop.
 */
export type Part<N extends Needs, Given, P extends Provides = {}> = {
  readonly needs: N
  readonly provides?: P
  start(services: Resolved<N> & Given): Started<P> | Promise<Started<P>>
}
/** What `start` returns: how to stop, or nothing; with `provides`, the provided services as well. */
export type Started<P extends Provides> = [keyof P] extends [never] ? void | Stop : { provided: Resolved<P>; stop?: Stop }

/** What every part that answers messages is given. */
export type ServerGiven = { readonly serve: Serve }
/** What every part that asks is given. */
export type PageGiven = { readonly connect: Connect }
