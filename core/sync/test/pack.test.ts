import { ChangeSet } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import { ByteWriter, encodeChanges, textOf } from '@stoa/sdk/document'
import { decodePack, encodePack } from '../pack.ts'
import type { Head, JournalRecord } from '../records.ts'

const head: Head = { format: 1, document: 'a.txt', lineage: 'one', version: 7, chain: '0123456789abcdef', records: 9, time: 1_000 }
const sessions = ['AAAAAAAAAAAAAA', '!disk', 'zzzzzzzzzzzzzz']

/** Up to three replacements in a text of `length`. */
const anyChanges = (length: number): fc.Arbitrary<ChangeSet> =>
  fc
    .array(fc.record({ at: fc.nat(length), to: fc.nat(length), insert: fc.constantFrom('', 'a', 'é😀', '\n\nb') }), { maxLength: 3 })
    .map(edits =>
      edits
        .map(({ at, to, insert }) => ChangeSet.of({ from: Math.min(at, to), to: Math.max(at, to), insert: textOf(insert) }, length))
        .reduce((all, one) => all.compose(one.map(all)), ChangeSet.empty(length)),
    )

/** A history as it may stand in segments: changes of three sessions that follow each other, with other records in between. */
const anyRecords: fc.Arbitrary<JournalRecord[]> = fc
  .tuple(
    fc.nat(40),
    fc.array(fc.record({ who: fc.nat(2), skip: fc.nat(3), time: fc.integer({ min: -5, max: 5_000 }), kind: fc.nat(5), seed: fc.nat() }), {
      maxLength: 40,
    }),
  )
  .chain(([length, steps]) => {
    let size = fc.constant({ length, records: [] as JournalRecord[] })
    for (const { who, skip, time, kind } of steps)
      size = size.chain(({ length, records }) => {
        const known = records.some(record => record.kind === 'session' && record.session === sessions[who])
        const all = known
          ? records
          : [...records, { kind: 'session' as const, session: sessions[who]!, author: { id: String(who), name: 'Émile 😀' } }]
        if (kind === 0) return fc.constant({ length, records: [...all, { kind: 'saved' as const }] })
        if (kind === 1)
          return fc.constant({
            length,
            records: [...all, { kind: 'saving' as const, hash: 'h', format: { crlf: true, bom: false } }],
          })
        return anyChanges(length).map(changes => ({
          length: changes.newLength,
          records: [
            ...all,
            {
              kind: 'change' as const,
              session: sessions[who]!,
              sequence: records.length + skip,
              time: 1_000 + time,
              changes: encodeChanges(changes),
            },
          ],
        }))
      })
    return size.map(({ records }) => records)
  })

t.test('[S6.8] whatever records are packed come out again byte for byte', async t => {
  await fc.assert(
    fc.asyncProperty(anyRecords, async records => {
      const pack = await decodePack(await encodePack({ head, records }))
      // Bytes of another buffer are the same bytes.
      const plain = (value: unknown): string =>
        JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? [...inner] : inner))
      if (plain(pack) !== plain({ head, records })) throw new Error(`${plain(pack.records)} instead of ${plain(records)}`)
    }),
    { numRuns: 200 },
  )
  t.pass()
})

t.test('[S6.8] changes of a form that no editor makes are packed as they are', async t => {
  const odd = new ByteWriter().number(4).number(6).number(1).text('é😀').done()
  const records: JournalRecord[] = [
    { kind: 'session', session: sessions[0]!, author: { id: 'a', name: 'a' } },
    { kind: 'change', session: sessions[0]!, sequence: 1, time: 1_000, changes: odd },
    {
      kind: 'change',
      session: sessions[0]!,
      sequence: 2,
      time: 900,
      changes: new ByteWriter()
        .number(2 * 8)
        .number(1)
        .text('!')
        .done(),
    },
  ]
  const { records: found } = await decodePack(await encodePack({ head, records }))
  t.strictSame([...(found[1] as { changes: Uint8Array }).changes], [...odd])
  t.equal(found.length, 3)
})

t.test('[S6.8] a damaged pack is no pack', async t => {
  const bytes = await encodePack({ head, records: [] })
  bytes[bytes.length >> 1]! ^= 0xff
  await t.rejects(decodePack(bytes), RangeError)
})
