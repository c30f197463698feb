import type { Blobs, Translation } from '@stoa/sdk/project'
import { Text } from '@codemirror/state'
import {
  alignSheet,
  closeNotebook,
  hashed,
  noNotes,
  openNotebook,
  readNotebook,
  refused,
  writeChunk,
  writeJson,
  type Notes,
} from '../document/notebook/index.ts'
import { referred } from './files.ts'
import { openAlbum } from './pictures.ts'
import { spokenIn, type Spoken } from './spoken.ts'

/**
 * A notebook's file as a worksheet (W-19). What a worksheet has no word for stays here and is written again: of the notebook, and of every cell
 * that was seen since the file was opened, so that one which is deleted and brought back has it still.
 */
export function notebookFile({
  path,
  blobs,
  languages,
}: {
  path: string
  blobs: Blobs
  /** What each notebook says it is written in, by its path: written here. */
  languages: Map<string, Spoken>
}): Translation {
  let notes: Notes = noNotes
  return {
    async read(bytes, before) {
      if (bytes.length === 0) return emptySheet
      const album = openAlbum(blobs)
      const read = readNotebook(utf8(bytes))
      languages.set(path, spokenIn(read.notebook))
      const opened = openNotebook(read, album)
      await album.store()
      const text = before === null ? opened.text : alignSheet(opened.text, before)
      await blobs.refer(path, idsOf(text))
      notes = { ...opened.notes, cells: new Map([...notes.cells, ...opened.notes.cells]) }
      return text
    },
    async write(text) {
      const album = openAlbum(blobs)
      await album.fetch(idsOf(text))
      return Buffer.from(writeJson(closeNotebook(text, { notes, exact: false, pictures: album }), notes.layout))
    },
  }
}

/** What an empty file is: one cell, so that it is seen to be a worksheet. */
const emptySheet = writeChunk({ id: hashed(''), flags: '', code: '', output: '', messages: [], end: null })

const idsOf = (text: string): string[] => referred(Text.of(text.split('\n')))

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused.notJson('bytes that are not UTF-8')
  }
}
