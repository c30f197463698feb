import { sessionFlags } from '../markers.ts'
import { isMessage, type Message } from '../messages.ts'
import { readChunk, usualEnd, writeChunk, type Chunk } from './chunks.ts'
import { hashed, notebookId, outputId, sheetId } from './ids.ts'
import { fromLines, isFields, same, toLines, type Fields, type Json } from './json.ts'
import { fromMagic, toMagic } from './magics.ts'
import { bytesOf, endings, messageOf, outputOf, type Pictures } from './outputs.ts'

/**
 * What a notebook's cell has that a worksheet's has not: the cell without its outputs, and instead of its source how that was written
 * (0 as lines, 1 as one string, or as it was while the code is the one that `of` was made of).
 */
export type Note = Fields

export type CellOptions = {
  readonly pictures: Pictures
  /** Whether the notebook's cells have ids, which they have since format 4.5. */
  readonly ids: boolean
}

const modes = { md: 'markdown', raw: 'raw' } as const

/** A worksheet's cell as a notebook's. `exact`: what a notebook has no word for is kept in its metadata as `stoa`. */
export function encodeCell(
  text: string,
  { id, note, exact, ...options }: CellOptions & { id: string; note: Note | null; exact: boolean },
): Fields {
  const chunk = readChunk(text)
  const { cell, stoa } = plainCell(chunk, {
    id,
    exact,
    code: note !== null && isAsNoted(note, chunk) && note['cell_type'] === 'code',
    ...options,
  })
  const noted = note ? withNote(cell, { note, chunk, options }) : cell
  const made = withStoa(noted, stoa)
  if (!exact || decodeCell(made, { id, ...options }).text === text) return made
  return withStoa(noted, { text, of: contentOf(noted) })
}

/** A notebook's cell as a worksheet's, and the note of what that lacks; null if nothing. */
export function decodeCell(cell: Fields, { id, ...options }: CellOptions & { id: string }): { text: string; note: Note | null } {
  const text = plainText(cell, { id, ...options })
  const chunk = readChunk(text)
  const again = plainCell(chunk, { id: chunk.id === sheetId(id) ? notebookId(chunk.id) : id, exact: false, ...options }).cell
  const bare = withoutStoa(cell)
  return { text, note: same(again, bare) ? null : noteOf(bare, { chunk, alike: again['cell_type'] === bare['cell_type'] }) }
}

function withoutStoa(cell: Fields): Fields {
  if (!isFields(cell['metadata']) || !('stoa' in cell['metadata'])) return cell
  const { stoa: _stoa, ...metadata } = cell['metadata']
  return { ...cell, metadata }
}

/** `code`: what begins as a mode for text is code all the same. */
function plainCell(
  chunk: Chunk,
  { id, ids, exact, code = false, pictures }: CellOptions & { id: string; exact: boolean; code?: boolean },
): { cell: Fields; stoa: Fields } {
  const named = ids ? { id } : {}
  const [, line, mode, body] = (code ? null : /^(%(md|raw)[ \t]*(?:\(.*\))?[ \t]*)\n([^]*)$/.exec(chunk.code)) ?? []
  const kept = exact ? chunk.flags : [...chunk.flags].filter(flag => !sessionFlags.includes(flag)).join('')
  if (mode !== undefined) {
    const usual = mode === 'md' ? 'i' : ''
    const stoa = {
      ...(kept !== usual && { flags: kept }),
      ...(line !== `%${mode}` && { mode: line }),
      ...(exact && ends(chunk, mode === 'md' ? usualEnd : null)),
    }
    const metadata: Fields = {}
    return { cell: { cell_type: modes[mode as 'md' | 'raw'], ...named, metadata, source: toLines(body!) }, stoa }
  }
  const made = chunk.messages.map(message => outputOf(message, pictures))
  const carried = Object.fromEntries(made.flatMap((one, at) => (one.carried ? [[at, one.carried]] : [])))
  const outputs = made.map(one => one.output)
  const count = chunk.messages.map(countOf).find(one => one !== null) ?? null
  const metadata = hidden({}, kept)
  const cell = { cell_type: 'code', execution_count: count, ...named, metadata, outputs, source: toLines(toMagic(chunk.code)) }
  const stoa = {
    ...(kept !== flagsOf(metadata) && (exact || /[^io]/.test(kept)) && { flags: kept }),
    ...(exact && ends(chunk, outputs.length > 0 ? usualEnd : null)),
    ...(Object.keys(carried).length > 0 && { messages: carried, of: contentOf(cell) }),
  }
  return { cell, stoa }
}

const countOf = ({ ipynb }: Message): Json => (isFields(ipynb) ? (ipynb['execution_count'] ?? null) : null)

/** What the output line has that is not usual. */
function ends({ id, output, end }: Chunk, usual: string | null): Fields {
  return { ...(end !== null && output !== outputId(id) && { output }), ...(end !== usual && { end }) }
}

function plainText(cell: Fields, { id, pictures }: CellOptions & { id: string }): string {
  const metadata = isFields(cell['metadata']) ? cell['metadata'] : {}
  const stoa = isFields(metadata['stoa']) ? metadata['stoa'] : {}
  const fresh = stoa['of'] === undefined || stoa['of'] === contentOf(cell)
  if (typeof stoa['text'] === 'string' && fresh) return stoa['text']
  const text = (key: string, otherwise: string) => (typeof stoa[key] === 'string' ? stoa[key] : otherwise)
  const uuid = sheetId(id)
  const source = (fromLines(cell['source']) ?? '').replace(/[\uFE20\uFE21]/g, '')
  const mode = cell['cell_type'] === 'markdown' ? 'md' : cell['cell_type'] === 'raw' ? 'raw' : null
  const outputs = Array.isArray(cell['outputs']) ? cell['outputs'].filter(isFields) : []
  const carried = fresh && isFields(stoa['messages']) ? stoa['messages'] : {}
  const messages =
    mode === 'md'
      ? [{ md: source.replace(/\n+$/, ''), ...attachmentsOf(cell, pictures) }]
      : outputs.map((output, at) => (isMessage(carried[at]) ? carried[at] : messageOf(output, pictures)))
  const end = stoa['end'] === null || typeof stoa['end'] === 'string' ? stoa['end'] : messages.length > 0 ? usualEnd : null
  return writeChunk({
    id: uuid,
    flags: text('flags', mode === null ? flagsOf(metadata) : mode === 'md' ? 'i' : ''),
    code: mode ? `${text('mode', `%${mode}`)}\n${source}` : fromMagic(source),
    output: text('output', outputId(uuid)),
    messages: end === null ? [] : messages,
    end,
  })
}

/** The attachments of a cell of text by their names, taken in: what is drawn of them. They themselves stay in the note. */
function attachmentsOf({ attachments }: Fields, pictures: Pictures): Fields {
  if (!isFields(attachments)) return {}
  const kept = Object.entries(attachments).flatMap(([name, data]) => {
    const [mime, text] = (isFields(data) ? Object.entries(data).find(([mime]) => mime in endings) : undefined) ?? ['', null]
    const bytes = bytesOf(mime, text)
    return bytes ? [[name, { sha: pictures.keep(bytes, mime) }] as const] : []
  })
  return kept.length > 0 ? { attachments: Object.fromEntries(kept) } : {}
}

/** The flags of a cell by what Jupyter hides of it. */
function flagsOf(metadata: Fields): string {
  const jupyter = isFields(metadata['jupyter']) ? metadata['jupyter'] : {}
  return (jupyter['source_hidden'] === true ? 'i' : '') + (jupyter['outputs_hidden'] === true ? 'o' : '')
}

/** Metadata that hide what the flags hide; as they are where they do so already. */
function hidden(metadata: Fields, flags: string): Fields {
  const wanted = (flags.includes('i') ? 'i' : '') + (flags.includes('o') ? 'o' : '')
  if (flagsOf(metadata) === wanted) return metadata
  const { jupyter, ...others } = metadata
  const { outputs_hidden: _outputs, source_hidden: _source, ...rest } = isFields(jupyter) ? jupyter : {}
  const own = { ...rest, ...(wanted.includes('o') && { outputs_hidden: true }), ...(wanted.includes('i') && { source_hidden: true }) }
  return Object.keys(own).length > 0 ? { ...others, jupyter: own } : others
}

const contentOf = (cell: Fields): string => hashed(JSON.stringify([cell['source'], cell['outputs']]))

function withStoa(cell: Fields, stoa: Fields): Fields {
  return Object.keys(stoa).length > 0 ? { ...cell, metadata: { ...(cell['metadata'] as Fields), stoa } } : cell
}

function noteOf(cell: Fields, { chunk: { code }, alike }: { chunk: Chunk; alike: boolean }): Note {
  const text = fromLines(cell['source'])
  const shown = cell['cell_type'] === 'code' ? toMagic(code) : code.slice(code.indexOf('\n') + 1)
  const way = !alike || text !== shown ? -1 : same(cell['source'], toLines(shown)) ? 0 : typeof cell['source'] === 'string' ? 1 : -1
  const note = { ...cell, source: way >= 0 ? way : { as: cell['source'], of: hashed(code) } }
  return 'outputs' in note ? { ...note, outputs: 0 } : note
}

function withNote(cell: Fields, { note, chunk, options }: { note: Note; chunk: Chunk; options: CellOptions }): Fields {
  const { id, ...noted } = note
  const own = chunk.id !== '' && typeof id === 'string' && sheetId(id) === chunk.id
  const metadata = isFields(note['metadata']) ? note['metadata'] : {}
  const code = cell['cell_type'] === 'code'
  const others = {
    metadata: code ? hidden(metadata, chunk.flags) : metadata,
    ...(options.ids && { id: own ? id : cell['id'] }),
  }
  if (note['cell_type'] !== cell['cell_type']) return { ...cell, ...others }
  const way = note['source']
  const text = fromLines(cell['source']) ?? ''
  const source = isFields(way) && isAsNoted(note, chunk) ? way['as'] : way === 1 ? text : cell['source']
  return { ...('id' in note && options.ids ? note : noted), ...others, source, ...('outputs' in note && { outputs: cell['outputs'] }) }
}

/** Whether a source that can only be kept as it was still is what the code says. */
function isAsNoted({ source }: Note, { code }: Chunk): boolean {
  return isFields(source) && source['of'] === hashed(code)
}
