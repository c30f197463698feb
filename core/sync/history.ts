import { promisify } from 'node:util'
import { gunzipSync, gzip, gzipSync } from 'node:zlib'
import { Text, type ChangeSet } from '@codemirror/state'
import {
  chainNext,
  chainOf,
  chainStart,
  chainText,
  decodeChanges,
  encodeChanges,
  textOf,
  utf8,
  utf8Bytes,
  type Chain,
} from '@stoa/sdk/document'
import { edited, merged, noFile, notSaved, saved, saving, type FileMemory } from './filememory.ts'
import type { Author, JournalRecord, TextFormat } from './records.ts'

/** One committed version. */
export type Entry = {
  readonly version: number
  readonly session: string
  readonly sequence: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly changes: ChangeSet
  readonly encoded: Uint8Array
  /** Hash of the history up to and with this version. */
  readonly chain: Chain
}

export type Last = { readonly sequence: number; readonly version: number; readonly time: number }

/** A document's whole state at one version: what a snapshot holds and what replaying a journal leads to. */
export type History = {
  lineage: string
  version: number
  chain: Chain
  /** How many records led here, `head` and `session` apart. */
  records: number
  text: Text
  /** The last edit of each session, so that a repetition is recognised. */
  last: Map<string, Last>
  authors: Map<string, Author>
  file: FileMemory
  /** Where each loss of power left the history: the version at which the epoch began. */
  epochs: { epoch: number; version: number }[]
  /** How the journal was last taken up or laid down. */
  boot: string
  ended: boolean
}

export function emptyHistory(lineage: string): History {
  return {
    lineage,
    version: 0,
    chain: chainStart(lineage),
    records: 0,
    text: Text.empty,
    last: new Map(),
    authors: new Map(),
    file: noFile(Text.empty),
    epochs: [],
    boot: '',
    ended: true,
  }
}

/** Makes a change in a record the next version. */
export function entryOf(record: JournalRecord & { kind: 'change' }, before: { version: number; chain: Chain }): Entry {
  const { session, sequence, time, changes: encoded } = record
  return {
    version: before.version + 1,
    session,
    sequence,
    time,
    changes: decodeChanges(encoded),
    encoded,
    chain: chainNext(before.chain, session, sequence, encoded),
  }
}

/** Replays records onto a history, which it changes. */
export function replayer(history: History): (record: JournalRecord) => void {
  let found: (JournalRecord & { kind: 'merged' }) | null = null
  return record => {
    if (record.kind !== 'head' && record.kind !== 'session') history.records++
    if (record.kind === 'change') {
      const entry = entryOf(record, history)
      history.file = found
        ? merged(history.file, { ...found, difference: decodeChanges(found.difference) })
        : edited(history.file, entry.changes)
      found = null
      history.text = entry.changes.apply(history.text)
      history.version = entry.version
      history.chain = entry.chain
      history.last.set(entry.session, { sequence: entry.sequence, version: entry.version, time: entry.time })
    } else if (record.kind === 'session') history.authors.set(record.session, record.author)
    else if (record.kind === 'merged') {
      if (record.follows) found = record
      else history.file = merged(history.file, { ...record, difference: decodeChanges(record.difference) })
    } else if (record.kind === 'saving')
      history.file = saving(history.file, { text: history.text, hash: record.hash, format: record.format })
    else if (record.kind === 'saved') history.file = saved(history.file)
    else if (record.kind === 'abandoned') history.file = notSaved(history.file)
    else if (record.kind === 'begin') {
      if (history.epochs.at(-1)?.epoch !== record.epoch) history.epochs.push({ epoch: record.epoch, version: record.version })
      history.boot = record.boot
      history.ended = false
      // A merge whose change was torn off is found in the file again.
      found = null
    } else if (record.kind === 'end') history.ended = true
  }
}

/** The most bytes that are set aside because a snapshot says that it has them. */
const mostAtOnce = 64 << 20

type SnapshotHead = {
  format: 1
  lineage: string
  version: number
  chain: string
  records: number
  last: [session: string, sequence: number, version: number, time: number][]
  authors: [session: string, id: string, name: string][]
  file: { hash: string; format: TextFormat; /** Changes from the document's text back to the file's, base64. */ back: string }
  epochs: History['epochs']
  boot: string
}

/** How long a session's last edit is remembered, in milliseconds. */
export const rememberSessions = 30 * 24 * 3600 * 1000

/**
 * A snapshot: one line of JSON, then the text, together in gzip (whose checksum tells a damaged one). The newest is only stored in it, so that neither
 * keeping nor opening a document waits for a compressor; with the next pack, older ones are compressed.
 */
export function encodeSnapshot(history: History, now: number): Uint8Array {
  const last = [...history.last].filter(([, { time }]) => time > now - rememberSessions)
  const head: SnapshotHead = {
    format: 1,
    lineage: history.lineage,
    version: history.version,
    chain: chainText(history.chain),
    records: history.records,
    last: last.map(([session, { sequence, version, time }]) => [session, sequence, version, time]),
    authors: last.flatMap(([session]) => {
      const author = history.authors.get(session)
      return author ? [[session, author.id, author.name]] : []
    }),
    file: {
      hash: history.file.hash,
      format: history.file.format,
      back: Buffer.from(encodeChanges(history.file.unsaved.invert(history.file.text))).toString('base64'),
    },
    epochs: history.epochs,
    boot: history.boot,
  }
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), utf8Bytes(history.text.toString())]), { level: 0 })
}

const compress = promisify(gzip)
/** A snapshot that is no longer the newest, in less room; null if it has been compressed already, or is damaged. */
export async function compressSnapshot(bytes: Uint8Array): Promise<Uint8Array | null> {
  // The gzip header's XFL (RFC 1952, 2.3.1): zlib says 4 for its fastest levels, and 0 for the usual one.
  if (bytes[8] !== 4) return null
  const plain = unzipped(bytes)
  return plain && compress(plain, { level: 6 })
}

/** What a snapshot holds; null if it is damaged. */
function unzipped(bytes: Uint8Array): Buffer | null {
  try {
    // Its length stands at the end; one piece of that size is made, and not many.
    const size = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(bytes.length - 4)
    return gunzipSync(bytes, { chunkSize: Math.min(size, mostAtOnce) + 64 })
  } catch {
    return null
  }
}

/** The text of a snapshot alone; null if it is damaged. */
export function snapshotText(bytes: Uint8Array): string | null {
  const plain = unzipped(bytes)
  return plain && utf8(plain.subarray(plain.indexOf(10) + 1))
}

/** Reads a snapshot; null if it is damaged. */
export function decodeSnapshot(bytes: Uint8Array): History | null {
  try {
    const plain = unzipped(bytes)
    if (!plain) return null
    const line = plain.indexOf(10)
    const head = JSON.parse(utf8(plain.subarray(0, line))) as SnapshotHead
    const text = textOf(utf8(plain.subarray(line + 1)))
    const back = decodeChanges(Buffer.from(head.file.back, 'base64'))
    return {
      lineage: head.lineage,
      version: head.version,
      chain: chainOf(head.chain),
      records: head.records,
      text,
      last: new Map(head.last.map(([session, sequence, version, time]) => [session, { sequence, version, time }])),
      authors: new Map(head.authors.map(([session, id, name]) => [session, { id, name }])),
      file: {
        text: back.empty ? text : back.apply(text),
        hash: head.file.hash,
        format: head.file.format,
        unsaved: back.empty ? back : back.invert(text),
        earlier: null,
      },
      epochs: head.epochs,
      boot: head.boot,
      ended: false,
    }
  } catch {
    return null
  }
}
