import * as fc from 'fast-check'
import t from 'tap'
import { openTable, patchRows, rowChanges, rowsIn, textOf, type OpenTable, type Row, type RowPatch } from '@stoa/sdk/document'
import { createWorld, type World } from './world.ts'

const keys = ['table', 'id']
const anyRow = fc.record({ table: fc.constantFrom('a', 'b'), id: fc.nat(3) })
const anyPatch: fc.Arbitrary<RowPatch> = fc.oneof(
  fc
    .tuple(anyRow, fc.dictionary(fc.constantFrom('x', 'y', 'näme'), fc.jsonValue({ maxDepth: 1 })), fc.subarray(['x', 'y']))
    .map(([row, fields, unset]) => ({
      set: { ...fields, ...row },
      unset: unset.filter(field => !(field in fields)),
    })),
  anyRow.map(row => ({ delete: row })),
)
const anyLine = fc.oneof(
  fc.constantFrom('', 'no row', '{"broken":', '[1]', '{"id":1}'),
  fc.tuple(anyRow, fc.jsonValue({ maxDepth: 1 })).map(([row, x]) => JSON.stringify({ ...row, x })),
)
const plain = (rows: ReadonlyMap<string, Row>): [string, unknown][] => [...rows].sort(([a], [b]) => (a < b ? -1 : 1))

const sorted = ([key, row]: [string, unknown]): unknown => [key, Object.entries(row as Row).sort(([a], [b]) => (a < b ? -1 : 1))]

t.test(
  '[S-7] whatever the text says: patches do to it what they do to its rows, twice as once, and lines that are no rows stay',
  async t => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 8 }), fc.array(anyPatch, { minLength: 1, maxLength: 6 }), (lines, patches) => {
        const text = textOf(lines.join('\n'))
        const next = rowChanges(text, { keys, patches }).apply(text)
        const wanted = JSON.stringify(
          plain(
            new Map([...patchRows(rowsIn(text, keys), patches, keys)].map(([key, row]) => [key, JSON.parse(JSON.stringify(row)) as Row])),
          ),
        )
        if (JSON.stringify(plain(rowsIn(next, keys)).map(sorted)) !== JSON.stringify((JSON.parse(wanted) as [string, Row][]).map(sorted)))
          throw new Error(`${next.toString()} is not ${wanted}`)
        const again = rowChanges(next, { keys, patches }).apply(next)
        if (JSON.stringify(plain(rowsIn(again, keys)).map(sorted)) !== JSON.stringify(plain(rowsIn(next, keys)).map(sorted)))
          throw new Error('the second time it is something else')
        for (const line of lines.filter(line => line === 'no row' || line === '{"broken":'))
          if (!next.toString().split('\n').includes(line)) throw new Error(`${line} is gone`)
      }),
      { numRuns: 500 },
    )
    t.pass()
  },
)

/** Somebody opens the rows. */
async function table(world: World, name: string, role: 'editor' | 'viewer' = 'editor'): Promise<OpenTable> {
  const opened = openTable({
    connect: world.net.connectAs({ id: name, name }, () => role),
    path: 'notes.txt',
    keys,
    after: (ms, work) => {
      const stop = world.clock.after(ms, work)
      return () => void stop()
    },
  })
  await world.settle()
  return opened
}

t.test(
  '[S-7] two people change different fields of one row at once, one of them cut off in the midst: both count, and each row stands once',
  async t => {
    const world = createWorld({ file: '{"table":"a","id":1,"text":"hi"}\n' })
    const [alice, bob] = [await table(world, 'alice'), await table(world, 'bob')]
    const done = [
      alice.patch([{ set: { table: 'a', id: 1, done: true } }]),
      bob.patch([{ set: { table: 'a', id: 1, by: 'bob' } }, { set: { table: 'a', id: 2 } }]),
    ]
    t.equal(alice.rows.get('["a",1]')!['done'], true, 'seen at once by who did it')
    const [, bobs] = [...world.net.connections]
    // His patch is taken, and the answer is lost.
    for (let step = bobs!.up.shift(); step; step = bobs!.up.shift()) step()
    await new Promise(resolve => setImmediate(resolve))
    bobs!.cut()
    await world.settle()
    await Promise.all(done)
    await world.settle()
    const wanted = [
      ['["a",1]', { table: 'a', id: 1, text: 'hi', done: true, by: 'bob' }],
      ['["a",2]', { table: 'a', id: 2 }],
    ]
    t.strictSame(
      JSON.parse(JSON.stringify(plain(alice.rows).map(sorted))),
      JSON.parse(JSON.stringify(wanted.map(row => sorted(row as [string, unknown])))),
    )
    t.strictSame(plain(bob.rows), plain(alice.rows))
    t.equal([...rowsIn(textOf(world.file.text ?? ''), keys)].length <= 2, true)
  },
)

t.test('[S-7] who may only read changes nothing, and sees what was there again', async t => {
  const world = createWorld({ file: '{"table":"a","id":1}\n' })
  const alice = await table(world, 'alice')
  const refused = alice.patch([{ set: { id: 1 } } as never])
  await Promise.all([t.rejects(refused, { code: 'row_without_key' }), world.settle()])
  t.strictSame([...alice.rows.keys()], ['["a",1]'])
})
