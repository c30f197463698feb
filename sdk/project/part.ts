import type { Needs, Part, Provides, ServerGiven } from '@stoa/sdk/contract'

/** What every project part is given beside what it needs. `python` lists the folders that plugins put on the kernels' path. */
export type ProjectGiven = ServerGiven & { readonly python: readonly string[] }

/** Declares the part of a plugin that runs in the project server, beside the user's files. */
export function projectPart<const N extends Needs, const P extends Provides = {}>(
  part: Part<N, ProjectGiven, P>,
): Part<N, ProjectGiven, P> {
  return part
}
