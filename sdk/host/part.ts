import type { Needs, Part, Provides } from '@stoa/sdk/contract'

/** What every host part is given beside what it needs: `settings` is what stands under its id in “plugins” of `stoa.json`, unchecked. */
export type HostGiven = { readonly settings: Readonly<Record<string, unknown>> }

/** Declares the part of a plugin that runs in every host process, beside the projects' folders. Host parts are trusted code. */
export function hostPart<const N extends Needs, const P extends Provides = {}>(part: Part<N, HostGiven, P>): Part<N, HostGiven, P> {
  return part
}
