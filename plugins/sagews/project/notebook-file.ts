import type { Blobs, Translation } from '@stoa/sdk/project'
import { Text } from '@codemirror/state'
import {
  alignSheet,
  closeNotebook,
  hashed,
  isFields,
  noNotes,
  openNotebook,
  readNotebook,
  refused,
  writeChunk,
  writeJson,
  type Fields,
  type Notes,
} from '../document/notebook/index.ts'
import { referred } from './files.ts'
import { openAlbum } from './pictures.ts'

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
  /** The language that each notebook says it is written in, by its path: written here. */
  languages: Map<string, string>
}): Translation {
  let notes: Notes = noNotes
  return {
    async read(bytes, before) {
      if (bytes.length === 0) return emptySheet
      const album = openAlbum(blobs)
      const read = readNotebook(utf8(bytes))
      languages.set(path, languageOf(read.notebook))
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

/** A notebook's language; Sage's where it says nothing. */
function languageOf({ metadata }: Fields): string {
  const { kernelspec, language_info: info } = isFields(metadata) ? metadata : {}
  const named = isFields(kernelspec)
    ? (kernelspec['language'] ?? (String(kernelspec['name']).startsWith('python') ? 'python' : undefined))
    : undefined
  return String(named ?? (isFields(info) && !isFields(kernelspec) ? info['name'] : undefined) ?? 'sage').toLowerCase()
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused.notJson('bytes that are not UTF-8')
  }
}
