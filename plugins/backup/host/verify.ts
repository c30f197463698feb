import { StoaError } from '@stoa/sdk/contract'
import type { SnapshotStore } from '@stoa/sdk/host'

/** What a store turned out to have of a project: packs read to their end, and those that were damaged and are not listed any more. */
export type Verified = { readonly packs: number; readonly damaged: readonly string[] }

/**
 * Reads all that a store keeps of a project and checks every piece. A damaged pack is taken off the list, so that the next push sends it again if
 * the project still has it. For whoever has the claim.
 */
export async function verify({
  project,
  store,
  signal,
}: {
  project: string
  store: SnapshotStore
  signal: AbortSignal
}): Promise<Verified> {
  const damaged: string[] = []
  const packs = await store.packs(project)
  for (const { pack } of packs) {
    try {
      for await (const _ of store.pack(project, pack)) signal.throwIfAborted()
    } catch (failure) {
      if (!(failure instanceof StoaError && failure.code === 'pack_damaged')) throw failure
      damaged.push(pack)
      await store.deletePack(project, pack)
    }
  }
  return { packs: packs.length, damaged }
}
