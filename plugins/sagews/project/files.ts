import { realpath } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import type { Blobs } from '@stoa/sdk/project'
import type { Text } from '@codemirror/state'
import { readLine, type Message } from '../document/index.ts'

/**
 * Takes a file that a session left in its spool into the project's blobs; the message then names it by content (`sha`) instead of by path.
 * A path that leads out of the spool is refused: the kernel is the user's code and may name anything.
 */
export async function takeIn({
  message,
  kind,
  spool,
  blobs,
}: {
  message: Message
  kind: 'file' | 'limited'
  spool: string
  blobs: Blobs
}): Promise<Message> {
  const { path, ...about } = message[kind] as { path?: string; filename?: string; mime?: string; complete?: boolean }
  if (!path || (kind === 'limited' && about.complete === false)) return { ...message, [kind]: about }
  try {
    const root = await realpath(spool)
    const real = await realpath(join(spool, basename(path)))
    if (!real.startsWith(root + sep)) throw new Error('outside the spool')
    const { id, size } = await blobs.add({ path: real }, { mime: about.mime ?? 'application/octet-stream' })
    return { ...message, [kind]: { ...about, sha: id, size } }
  } catch {
    return { stderr: `The file ${about.filename ?? basename(path)} could not be kept.\n` }
  }
}

/** Messages of one run in their order: a file is taken in first, and what comes after it waits for it. */
export function inOrder({ spool, blobs, handle }: { spool: string; blobs: Blobs; handle(message: Message): void }): {
  take(message: Message): void
  /** What still waits. */
  taken(): Promise<void>
} {
  let taking: Promise<void> | null = null
  return {
    take(message) {
      const kind = message.file ? 'file' : message.limited ? 'limited' : null
      if (!kind && !taking) return handle(message)
      const turn: Promise<void> = (taking ?? Promise.resolve())
        .then(async () => handle(kind ? await takeIn({ message, kind, spool, blobs }) : message))
        .then(() => {
          if (taking === turn) taking = null
        })
      taking = turn
    },
    taken: async () => void (await taking),
  }
}

/** Ids of the blobs that a worksheet's outputs refer to. */
export function referred(text: Text): string[] {
  const ids = new Set<string>()
  for (const line of text.iterLines()) {
    const read = readLine(line)
    if (read?.kind === 'output') for (const found of read.payload.matchAll(/"sha": ?"([0-9a-f]{64})"/g)) ids.add(found[1]!)
  }
  return [...ids]
}
