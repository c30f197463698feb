import { ChangeSet, type Text } from '@codemirror/state'
import { plainFormat } from './format.ts'
import type { TextFormat } from './records.ts'

/**
 * What is known of a document's file: the text it has, the hash of its bytes, and `unsaved`, the changes that lead from its text to the document's.
 * `earlier` is what it was before a replacement that may or may not have happened.
 */
export type FileMemory = {
  readonly text: Text
  readonly hash: string
  readonly format: TextFormat
  readonly unsaved: ChangeSet
  readonly earlier: FileMemory | null
}

/** Of a document that has no file yet. */
export function noFile(text: Text): FileMemory {
  return { text, hash: '', format: plainFormat, unsaved: ChangeSet.empty(text.length), earlier: null }
}

/** The document was changed; the file was not. */
export function edited(file: FileMemory, changes: ChangeSet): FileMemory {
  return { ...file, unsaved: file.unsaved.compose(changes), earlier: file.earlier && edited(file.earlier, changes) }
}

/** The file is about to be replaced by the document's text of now. */
export function saving(file: FileMemory, { text, hash, format }: { text: Text; hash: string; format: TextFormat }): FileMemory {
  return { text, hash, format, unsaved: ChangeSet.empty(text.length), earlier: { ...file, earlier: null } }
}

/** The replacement is done. */
export function saved(file: FileMemory): FileMemory {
  return { ...file, earlier: null }
}

/** The replacement did not happen. */
export function notSaved(file: FileMemory): FileMemory {
  return file.earlier ?? file
}

/**
 * The file was changed by `difference`. What comes of it in the document is `mergedChanges`, and `unsaved` now leads from the new text.
 */
export function merged(
  file: FileMemory,
  { difference, hash, format }: { difference: ChangeSet; hash: string; format: TextFormat },
): FileMemory {
  return { text: difference.apply(file.text), hash, format, unsaved: file.unsaved.map(difference, false), earlier: null }
}
export function mergedChanges(file: FileMemory, difference: ChangeSet): ChangeSet {
  return difference.map(file.unsaved, true)
}
