import type { Message } from '../messages.ts'
import { decodeCell, encodeCell, type Note } from './cells.ts'
import { chunksOf, readChunk, writeChunk } from './chunks.ts'
import { refused } from './errors.ts'
import { hashed, notebookId, sheetId } from './ids.ts'
import { fromLines, isFields, jupyterLayout, layoutOf, readJson, same, writeJson, type Fields, type Layout } from './json.ts'
import type { Pictures } from './outputs.ts'
import { OUTPUT } from '../markers.ts'

/** What a notebook has that its worksheet lacks: of the whole, and of each cell by its id in the worksheet. */
export type Notes = {
  /** The notebook without its cells, `{}` in their place, or null for one that is as worksheets are made into; and how its JSON is laid out. */
  readonly notebook: Fields | null
  readonly layout: Layout
  readonly cells: ReadonlyMap<string, Note>
}
export const noNotes: Notes = { notebook: null, layout: jupyterLayout, cells: new Map() }

/** What a worksheet's notebook says of itself where nothing else is known. */
const usual = {
  metadata: {
    kernelspec: { display_name: 'SageMath', language: 'sage', name: 'sagemath' },
    language_info: { file_extension: '.py', mimetype: 'text/x-python', name: 'python' },
  },
  nbformat: 4,
  nbformat_minor: 5,
}

/** Reads a notebook's file. Throws `not_notebook` or `old_notebook`, saying what is wrong. */
export function readNotebook(text: string): { notebook: Fields; layout: Layout } {
  let notebook
  try {
    notebook = readJson(text)
  } catch (failure) {
    throw refused.notJson((failure as Error).message)
  }
  if (!isFields(notebook) || typeof notebook['nbformat'] !== 'number') throw refused.notNotebook('it has no “nbformat”')
  if (notebook['nbformat'] !== 4) throw refused.oldNotebook(notebook['nbformat'])
  const { cells } = notebook
  if (!Array.isArray(cells)) throw refused.notNotebook('it has no list of “cells”')
  cells.forEach((cell, at) => {
    const wrong = wrongWith(cell)
    if (wrong !== null) throw refused.notNotebook(`its cell ${at + 1} ${wrong}`)
  })
  return { notebook, layout: layoutOf(text, notebook) }
}

function wrongWith(cell: unknown): string | null {
  if (!isFields(cell)) return 'is no object'
  if (!['code', 'markdown', 'raw'].includes(String(cell['cell_type']))) return 'is neither code nor Markdown nor raw text'
  if (fromLines(cell['source']) === null) return 'has no “source”'
  if (cell['cell_type'] !== 'code') return null
  const { outputs } = cell
  if (!Array.isArray(outputs) || !outputs.every(isFields)) return 'has no list of “outputs”'
  return null
}

/** A notebook as a worksheet, and what that lacks. */
export function openNotebook(
  { notebook, layout }: { notebook: Fields; layout: Layout },
  pictures: Pictures,
): { text: string; notes: Notes } {
  const { cells, ...about } = notebook as { cells: Fields[] } & Fields
  const stoa = isFields(about['metadata']) && isFields(about['metadata']['stoa']) ? about['metadata']['stoa'] : {}
  const ids = hasIds(notebook)
  const taken = new Set<string>()
  const noted = new Map<string, Note>()
  const texts = cells.map(cell => {
    const id = free(
      typeof cell['id'] === 'string' ? cell['id'] : hashed(`${String(cell['cell_type'])}\n${fromLines(cell['source'])}`),
      taken,
    )
    const { text, note } = decodeCell(cell, { id, ids, pictures })
    if (note) noted.set(readChunk(text).id, note)
    return text
  })
  if (typeof stoa['text'] === 'string' && stoa['of'] === hashed(JSON.stringify(cells)))
    return { text: stoa['text'], notes: { ...noNotes, layout } }
  if (texts.length === 0) texts.push(writeChunk({ id: sheetId(hashed('')), flags: '', code: '', output: '', messages: [], end: null }))
  const place = Object.fromEntries(
    Object.entries(notebook).map(([key, value]) => [key, key === 'cells' ? Math.min(cells.length, 1) : value]),
  )
  const plain = same(place, { cells: 1, ...usual })
  return { text: texts.join(''), notes: { notebook: plain ? null : place, layout, cells: noted } }
}

/** An id that no cell before has; looked at as ids of a worksheet. */
function free(id: string, taken: Set<string>): string {
  let one = id
  for (let n = 2; taken.has(sheetId(one)); n++) one = hashed(`${id} ${n}`)
  taken.add(sheetId(one))
  return one
}

const hasIds = ({ nbformat_minor: minor }: Fields): boolean => Number(minor ?? 5) >= 5

/** A worksheet as a notebook. Without `exact`, flags of sessions and ids of outputs are not kept in it. */
export function closeNotebook(text: string, { notes, exact, pictures }: { notes: Notes; exact: boolean; pictures: Pictures }): Fields {
  const about: Fields = notes.notebook ?? { cells: 1, ...usual }
  const ids = hasIds(about)
  const taken = new Set<string>()
  const chunks = chunksOf(text)
  const empty = chunks.every(chunk => (read => read.code.trim() === '' && read.messages.length === 0)(readChunk(chunk)))
  const cells =
    empty && chunks.length < 2 && about['cells'] === 0
      ? []
      : chunks.map(chunk => {
          const read = readChunk(chunk)
          const id = free(read.id === '' ? hashed(read.code) : notebookId(read.id), taken)
          return encodeCell(chunk, { id, note: notes.cells.get(read.id) ?? null, exact, ids, pictures })
        })
  return { ...about, cells }
}

/** A worksheet as the text of a notebook's file. Read again by `sheetText`, it gives the same worksheet byte by byte. */
export function notebookText(text: string, pictures: Pictures): string {
  const { text: bare, notes } = withoutNotes(text)
  const made = closeNotebook(bare, { notes, exact: true, pictures })
  const file = writeJson(made, notes.layout)
  if (sheetText(file, pictures) === text) return file
  const of = hashed(JSON.stringify(made['cells']))
  return writeJson({ ...made, metadata: { ...(made['metadata'] as Fields), stoa: { of, text } } }, notes.layout)
}

/** A notebook's file as a worksheet. Written again by `notebookText`, it gives the same JSON. */
export function sheetText(file: string, pictures: Pictures): string {
  const { text, notes } = openNotebook(readNotebook(file), pictures)
  return withNotes(text, notes)
}

const noteKeys = ['ipynb_notebook', 'ipynb_cell'] as const

/** Puts the notes into the outputs of their cells, as messages that show nothing. */
function withNotes(text: string, { notebook, layout, cells }: Notes): string {
  const spoken = notebook || !same(layout, jupyterLayout) ? { ipynb_notebook: { notebook, layout } } : null
  if (!spoken && cells.size === 0) return text
  return chunksOf(text)
    .map((chunk, at) => {
      const read = readChunk(chunk)
      const note = cells.get(read.id)
      const own: Message[] = [...(at === 0 && spoken ? [spoken] : []), ...(note ? [{ ipynb_cell: note }] : [])]
      if (own.length === 0) return chunk
      return writeChunk({
        ...read,
        output: read.output || sheetId(hashed(read.id)),
        messages: [...own, ...read.messages],
        end: read.end ?? OUTPUT,
      })
    })
    .join('')
}

/** Takes the notes out of the outputs. */
function withoutNotes(text: string): { text: string; notes: Notes } {
  if (!text.includes('"ipynb_')) return { text, notes: noNotes }
  const cells = new Map<string, Note>()
  let notes: Omit<Notes, 'cells'> = noNotes
  const bare = chunksOf(text).map(chunk => {
    const read = readChunk(chunk)
    const others = read.messages.filter(message => !noteKeys.some(key => key in message))
    if (!read.whole || others.length === read.messages.length) return chunk
    for (const { ipynb_cell: cell, ipynb_notebook: about } of read.messages) {
      if (isFields(cell)) cells.set(read.id, cell)
      if (isFields(about)) notes = about as Omit<Notes, 'cells'>
    }
    const end = others.length === 0 && read.end === OUTPUT ? null : read.end
    return writeChunk({ ...read, messages: others, end })
  })
  return { text: bare.join(''), notes: { ...notes, cells } }
}
