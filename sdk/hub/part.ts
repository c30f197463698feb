import type { Needs, Part, Provides, ServerGiven } from '@stoa/sdk/contract'

/** What every hub part is given beside what it needs. */
export type HubGiven = ServerGiven

/** Declares the part of a plugin that runs in the hub. Hub parts are trusted code. */
export function hubPart<const N extends Needs, const P extends Provides = {}>(part: Part<N, HubGiven, P>): Part<N, HubGiven, P> {
  return part
}
