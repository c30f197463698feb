import { crc32 } from 'node:zlib'
import { ByteReader, ByteWriter, utf8, utf8Bytes } from '@stoa/sdk/document'

/** Who is behind a session: an account, or for `!disk` and `~NAME` the name alone. */
export type Author = { readonly id: string; readonly name: string }

/** What a segment begins with: the history before it. `records` counts all records of the journal up to there, `head` and `session` apart. */
export type Head = { format: 1; document: string; lineage: string; version: number; chain: string; records: number; time: number }

/**
 * One record of a journal. `change` is a version, in order. `begin` says under which boot of the machine a process took the journal up, `end` that
 * it laid it down with everything durable. `saving` precedes the replacing of the file by the text of this point, `saved` follows it, or
 * `abandoned` if the file was not replaced;
 * `merged` says what was found in the file: `difference` leads there from what the file was before, and the next change is what came of it, if any.
 */
export type JournalRecord =
  | { kind: 'head'; head: Head }
  | { kind: 'session'; session: string; author: Author }
  | { kind: 'change'; session: string; sequence: number; time: number; changes: Uint8Array }
  | { kind: 'begin'; epoch: number; boot: string; version: number; time: number }
  | { kind: 'end'; version: number; time: number }
  | { kind: 'saving'; hash: string; format: TextFormat }
  | { kind: 'saved' }
  | { kind: 'abandoned' }
  | { kind: 'merged'; hash: string; format: TextFormat; difference: Uint8Array; follows: boolean }

/** What a file's bytes have besides their text. */
export type TextFormat = { readonly crlf: boolean; readonly bom: boolean }

const kinds = ['head', 'session', 'change', 'begin', 'end', 'saving', 'saved', 'merged', 'abandoned'] as const
const frameHead = 8

/** What records of one segment are relative to. A new segment starts a new one, so that each can be read by itself. */
export type SegmentState = { readonly sessions: Map<string, number>; readonly names: string[]; time: number }
export function newSegmentState(): SegmentState {
  return { sessions: new Map(), names: [], time: 0 }
}

/** One record as a frame: length, CRC-32 of the payload (both little-endian, 32 bits), payload. */
export function encodeRecord(record: JournalRecord, state: SegmentState): Uint8Array {
  const payload = encodePayload(record, state)
  const frame = new Uint8Array(frameHead + payload.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, payload.length, true)
  view.setUint32(4, crc32(payload), true)
  frame.set(payload, frameHead)
  return frame
}

/** One record without its frame. */
export function encodePayload(record: JournalRecord, state: SegmentState): Uint8Array {
  const writer = new ByteWriter(record.kind === 'change' ? record.changes.length + 24 : 64)
  writer.number(kinds.indexOf(record.kind))
  if (record.kind === 'change') {
    const delta = record.time - state.time
    state.time = record.time
    writer.number(state.sessions.get(record.session)!).number(record.sequence).number(zigzag(delta)).raw(record.changes)
  } else if (record.kind === 'session') {
    state.sessions.set(record.session, state.names.length)
    state.names.push(record.session)
    writer.text(record.session).text(record.author.id).text(record.author.name)
  } else if (record.kind === 'merged') {
    writer
      .text(record.hash)
      .number(formatBits(record.format) * 2 + (record.follows ? 1 : 0))
      .raw(record.difference)
  } else if (record.kind === 'saving') writer.text(record.hash).number(formatBits(record.format))
  else if (record.kind !== 'saved' && record.kind !== 'abandoned') {
    const { kind: _kind, ...rest } = record
    writer.raw(utf8Bytes(JSON.stringify(rest)))
  }
  return writer.done()
}

/**
 * Calls `each` with every whole record. Returns where the good part ends: behind it lies nothing, or a torn frame, or one whose sum is wrong.
 * `each` answering false stops the reading.
 */
export function readRecords(bytes: Uint8Array, state: SegmentState, each: (record: JournalRecord) => boolean | void): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at + frameHead <= bytes.length) {
    const length = view.getUint32(at, true)
    const end = at + frameHead + length
    if (length === 0 || end > bytes.length) break
    const payload = bytes.subarray(at + frameHead, end)
    if (crc32(payload) !== view.getUint32(at + 4, true)) break
    const record = decodePayload(payload, state)
    at = end
    if (each(record) === false) break
  }
  return at
}

/** Reads what `encodePayload` wrote. Throws `RangeError` for anything else. */
export function decodePayload(payload: Uint8Array, state: SegmentState): JournalRecord {
  const reader = new ByteReader(payload)
  const kind = kinds[reader.number()]
  switch (kind) {
    case 'change': {
      const session = state.names[reader.number()]
      if (session === undefined) throw new RangeError('a change names a session that the segment has not introduced')
      const sequence = reader.number()
      state.time += unzigzag(reader.number())
      return { kind, session, sequence, time: state.time, changes: reader.rest() }
    }
    case 'session': {
      const session = reader.text()
      state.sessions.set(session, state.names.length)
      state.names.push(session)
      return { kind, session, author: { id: reader.text(), name: reader.text() } }
    }
    case 'merged': {
      const hash = reader.text()
      const bits = reader.number()
      return { kind, hash, format: formatOf(bits >> 1), follows: (bits & 1) === 1, difference: reader.rest() }
    }
    case 'saving':
      return { kind, hash: reader.text(), format: formatOf(reader.number()) }
    case 'saved':
    case 'abandoned':
      return { kind }
    case 'head':
    case 'begin':
    case 'end':
      return { kind, ...(JSON.parse(utf8(reader.rest())) as object) } as JournalRecord
    default:
      throw new RangeError('a record is of an unknown kind')
  }
}

const formatBits = ({ crlf, bom }: TextFormat): number => (crlf ? 1 : 0) + (bom ? 2 : 0)
const formatOf = (bits: number): TextFormat => ({ crlf: (bits & 1) !== 0, bom: (bits & 2) !== 0 })

/** A number of either sign as one without: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
export const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2)
/** What `zigzag` made of a number. */
export const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2)
