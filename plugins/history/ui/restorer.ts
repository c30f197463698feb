import { history, isolateHistory, undo } from '@codemirror/commands'
import { EditorState, type Text } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Connect, Stop } from '@stoa/sdk/contract'
import { difference } from '@stoa/sdk/document'
import { openDocument, type Viewer } from '@stoa/sdk/ui'
import { errors } from './errors.ts'

/** Brings an older text back as a new change of the shared document, and takes that back. */
export type Restorer = {
  /** Resolves with the version that it became, once the file has it. Rejects if nothing would change or nothing may. */
  restore(version: number, text: Text): Promise<number>
  /** Takes the last restoring back, and nothing that others wrote since. */
  undo(): Promise<number>
  stop: Stop
}

/** The document is opened with the first restoring, and stays open for its undo. */
export function createRestorer({
  connect,
  project,
  path,
  viewer,
}: {
  connect: Connect
  project: string
  path: string
  viewer: Viewer
}): Restorer {
  const shared = openDocument({ connect, project, path, viewer })
  // A view that is in no page: the one place where others' changes move through what can be undone.
  const opening = shared.ready.then(
    () => new EditorView({ state: EditorState.create({ doc: shared.text(), extensions: [shared.extension, history()] }) }),
  )
  opening.catch(() => undefined)
  async function saved(): Promise<number> {
    await shared.save()
    return shared.version
  }
  return {
    async restore(version, text) {
      const view = await opening
      if (!shared.editable) throw errors.notEditable(path)
      const changes = difference(view.state.doc, text)
      if (changes.empty) throw errors.sameText(path, version)
      view.dispatch({ changes, annotations: isolateHistory.of('full') })
      return saved()
    },
    async undo() {
      undo(await opening)
      return saved()
    },
    stop: () =>
      opening.then(
        view => {
          view.destroy()
          shared.close()
        },
        () => shared.close(),
      ),
  }
}
