import type { Needs, PageGiven, Part, Provides } from '@stoa/sdk/contract'

/** What every UI part is given beside what it needs. */
export type UiGiven = PageGiven

/** Declares the part of a plugin that runs in the page. Contracts are imported there as types only. */
export function uiPart<const N extends Needs, const P extends Provides = {}>(part: Part<N, UiGiven, P>): Part<N, UiGiven, P> {
  return part
}
