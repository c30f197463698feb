import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import * as Y from 'yjs'
import { fileStorage, openLiveDocument, type LiveDocument } from '@stoa/core/sync'
import { systemClock } from '@stoa/core/project'
import { textOf } from '@stoa/sdk/document'
import type { Trace } from './traces.ts'

const silent = { info() {}, warn() {}, error() {} }

/** A document as the project server opens it, with its journal in a folder. */
export const openKept = (folder: string, name = 'kept'): Promise<LiveDocument> =>
  openLiveDocument({
    path: name,
    storage: fileStorage,
    directory: join(folder, name),
    limit: 64 << 20,
    boot: 'bench',
    clock: systemClock,
    log: silent,
    newLineage: () => 'bench',
  })

export const session = 'AAAAAAAAAAAAAA'
export const author = { id: 'ada', name: 'Ada' }

/** Plays a trace into a journal; answers how to open it anew. */
export async function keptDocument({ folder, trace }: { folder: string; trace: Trace }): Promise<() => Promise<LiveDocument>> {
  const live = await openKept(folder)
  for (const [index, { edit }] of trace.turns.entries()) {
    const { place, deleted, inserted } = edit
    live.commit({
      session,
      author,
      changes: ChangeSet.of({ from: place, to: place + deleted, insert: textOf(inserted) }, live.text.length),
    })
    // As many at once as a busy server writes at once.
    if (index % 50 === 0) await live.written(live.version)
  }
  await live.written(live.version)
  await live.saving({ hash: 'h', format: { bom: false, crlf: false } })
  live.saved()
  await live.close({ pack: true })
  return () => openKept(folder)
}

/** The same as one file of Yjs. */
export async function keptYjs({ file, trace }: { file: string; trace: Trace }): Promise<void> {
  const doc = new Y.Doc()
  const text = doc.getText()
  for (const { edit } of trace.turns)
    doc.transact(() => {
      if (edit.deleted > 0) text.delete(edit.place, edit.deleted)
      if (edit.inserted !== '') text.insert(edit.place, edit.inserted)
    })
  await writeFile(file, Y.encodeStateAsUpdate(doc))
}
