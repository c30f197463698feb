import { Icon } from './icon.tsx'
import type { Undo } from './undo.ts'

/** The last thing that was done, with the way back. */
export function UndoBar({ undo }: { undo: Undo }) {
  return (
    <div className="fl-undo" role="status">
      {undo.shown && (
        <p>
          <span>{undo.shown.sentence}</span>
          <button type="button" className="fl-button" onClick={undo.undo} title="Take it back (Ctrl Z)">
            Undo
          </button>
          <button type="button" className="fl-button fl-bare" aria-label="Close this message" onClick={undo.dismiss}>
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  )
}
