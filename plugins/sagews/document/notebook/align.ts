import { sessionFlags } from '../markers.ts'
import { chunksOf, readChunk, usualEnd, writeChunk } from './chunks.ts'
import { outputId } from './ids.ts'

/**
 * A worksheet that was read from a notebook, with what a notebook does not keep as it was `before`: flags of sessions, ids of outputs and how
 * they end, in each cell that says the same as before.
 */
export function alignSheet(text: string, before: string): string {
  const known = new Map(chunksOf(before).map(chunk => [normal(chunk), chunk]))
  return chunksOf(text)
    .map(chunk => known.get(normal(chunk)) ?? chunk)
    .join('')
}

/** A cell's text without what a notebook does not keep. */
function normal(chunk: string): string {
  const read = readChunk(chunk)
  const flags = [...new Set(read.flags)].filter(flag => !sessionFlags.includes(flag)).toSorted()
  const end = read.messages.length > 0 ? usualEnd : null
  return writeChunk({ ...read, flags: flags.join(''), output: outputId(read.id), end })
}
