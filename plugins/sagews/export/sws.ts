import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { extract } from 'tar-stream'
import unbzip2 from 'unbzip2-stream'
import { hashed, outputId, usualEnd, writeChunk, type Pictures } from '../document/notebook/index.ts'
import type { Message } from '../document/index.ts'
import { conversionErrors } from '../project/errors.ts'
import { swsCells } from './sws-text.ts'

/** The most that an old notebook may unpack to: an archive of some kilobytes could fill any memory otherwise. */
const mostUnpacked = 64 << 20
const mostEntries = 20_000

/**
 * An old Sage notebook (`.sws`) as a worksheet, the pictures of its cells taken in. Only text and pictures are read: what an archive has
 * pickled is never opened, links and names that lead out of it are refused. Rejects with `not_sws`.
 */
export async function readOldNotebook(
  bytes: Uint8Array,
  pictures: Pictures,
  { mostBytes = mostUnpacked }: { mostBytes?: number } = {},
): Promise<string> {
  const entries = await unpack(bytes, mostBytes)
  const place = [...entries.keys()].find(name => /(^|\/)worksheet\.(html|txt)$/.test(name))
  if (place === undefined) throw conversionErrors.notArchive('it has no worksheet.html and no worksheet.txt')
  const folder = posix.dirname(place)
  const main = entries.get(posix.join(folder, 'worksheet.html')) ?? entries.get(place)!
  return swsCells(new TextDecoder().decode(main))
    .map((cell, index) => {
      const id = hashed(`${index} ${cell.id} ${cell.code}`)
      const messages = [...cell.messages, ...(cell.id === '' ? [] : pictured(entries, posix.join(folder, 'cells', cell.id), pictures))]
      return writeChunk({
        id,
        flags: cell.hidden ? 'i' : '',
        code: cell.code,
        output: outputId(id),
        messages,
        end: messages.length > 0 ? usualEnd : null,
      })
    })
    .join('')
}

/** The pictures that a cell left in its folder. */
function pictured(entries: ReadonlyMap<string, Uint8Array>, folder: string, pictures: Pictures): Message[] {
  return [...entries]
    .filter(([name]) => posix.dirname(name) === folder)
    .flatMap(([name, bytes]) => {
      const ending = /\.(png|svg|jpe?g|gif)$/i.exec(name)?.[1]!.toLowerCase()
      if (ending === undefined) return []
      const mime = ending === 'svg' ? 'image/svg+xml' : `image/${ending === 'jpg' ? 'jpeg' : ending}`
      return [{ file: { filename: posix.basename(name), mime, sha: pictures.keep(bytes, mime), size: bytes.length, show: true } }]
    })
}

/** The ordinary files of a bzip2 tar, by name. */
async function unpack(bytes: Uint8Array, mostBytes: number): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  let left = mostBytes
  const unpacked = bytes[0] === 0x42 && bytes[1] === 0x5a ? unbzip2() : null
  if (!unpacked) throw conversionErrors.notArchive('it is not packed by bzip2')
  const tar = extract()
  const source = Readable.from(chunked(bytes))
  // The one that breaks ends the others, and the reading below.
  source.pipe(unpacked as unknown as NodeJS.WritableStream)
  ;(unpacked as unknown as NodeJS.ReadableStream).on('error', (failure: Error) => tar.destroy(failure))
  ;(unpacked as unknown as NodeJS.ReadableStream).on('data', (data: Buffer) => {
    left -= data.length
    if (left < 0) tar.destroy(conversionErrors.notArchive(`it unpacks to more than ${mostBytes >> 20} MB`))
  })
  ;(unpacked as unknown as NodeJS.ReadableStream).pipe(tar)
  try {
    let count = 0
    for await (const entry of tar) {
      const { name, type } = entry.header
      if (++count > mostEntries) throw conversionErrors.notArchive(`it has more than ${mostEntries} entries`)
      if (posix.isAbsolute(name) || posix.normalize(name).startsWith('..'))
        throw conversionErrors.notArchive('a name in it leads out of it')
      const parts: Uint8Array[] = []
      for await (const part of entry) parts.push(part as Uint8Array)
      if (type === 'file') found.set(posix.normalize(name), Buffer.concat(parts))
      else if (type === 'symlink' || type === 'link') throw conversionErrors.notArchive('it has links in it')
    }
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'not_sws') throw failure
    throw conversionErrors.notArchive((failure as Error).message)
  } finally {
    source.destroy()
  }
  return found
}

function* chunked(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield Buffer.from(bytes.subarray(at, at + 65_536))
}
