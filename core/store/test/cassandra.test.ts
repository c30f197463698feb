import t from 'tap'
import { table, type Definition } from '@stoa/core/store'
import { newPlaceAt, module, openPlace } from './cassandra-place.ts'
import { needsCassandra, startCassandra } from './cassandra-server.ts'
import { heldClock } from './clock.ts'
import { faultyWay } from './faulty-way.ts'
import { notes, storeSuite } from './suite.ts'

const counters = table({ name: 'counters', partition: ['id'], columns: { id: 'text', text: 'text', version: 'int' }, conditional: true })

// After its sockets were cut, the driver keeps two timers of a host that it was told to close; they would hold this process for good.
t.teardown(() => void setImmediate(() => process.exit()))

t.test('Cassandra', needsCassandra(), async t => {
  const { port } = await startCassandra(t)
  const newPlace = newPlaceAt(port)
  storeSuite(t, { newPlace, openPlace, module })

  t.test('[A-4] eight openings at once make one schema, each table once, and each can write to all', async t => {
    const place = await newPlace(t)
    const many = Array.from({ length: 12 }, (_, at) => table({ name: `made_${at}`, partition: ['id'], columns: { id: 'text' } }))
    const stores = await Promise.all(Array.from({ length: 8 }, () => openPlace({ place, tables: many, clock: heldClock() })))
    t.teardown(() => Promise.all(stores.map(store => store.close())))
    await Promise.all(stores.flatMap((store, at) => many.map(definition => store.table(definition).put({ id: `${at}` }))))
    for (const definition of many) t.equal((await stores[0]!.table(definition).partitions().toArray()).length, 8)
  })

  /** A store that reaches the node by a way with faults, and one that reaches it directly. */
  async function faulty(t: Parameters<typeof newPlace>[0], tables: readonly Definition[]) {
    const place = await newPlace(t)
    const way = await faultyWay(t, port)
    const straight = await openPlace({ place, tables, clock: heldClock() })
    const store = await openPlace({ place: `${way.port} ${place.split(' ')[1]}`, tables, clock: heldClock() })
    t.teardown(() => Promise.all([store.close(), straight.close()]))
    return { way, store, straight }
  }

  t.test('[store] a node that does not answer is said, and once it does the store goes on by itself', async t => {
    const { way, store } = await faulty(t, [notes])
    const row = { project: 'p', day: 1, title: 't', text: 'before' }
    await store.table(notes).put(row)
    way.cut()
    await t.rejects(store.table(notes).put({ ...row, text: 'never' }), { code: /store_(unreachable|timeout)/ })
    await t.rejects(store.table(notes).get(row), { code: 'store_unreachable', message: /Not enough nodes/ })
    await way.mend()
    const back = () =>
      store
        .table(notes)
        .get(row)
        .then(
          () => true,
          () => false,
        )
    while (!(await back())) await new Promise(resolve => setImmediate(resolve))
    await store.table(notes).put({ ...row, text: 'after' })
    t.match(await store.table(notes).get(row), { text: 'after' })
  })

  t.test('[store] a compare-and-set whose answer was lost is read back, and answers as it ended', async t => {
    const { way, store, straight } = await faulty(t, [counters])
    const counter = store.table(counters)
    await counter.putIf({ id: 'a', text: 'one', version: 1 }, { when: 'absent' })
    for (const [version, text] of [
      [2, 'lost once'],
      [3, 'lost again'],
    ] as const) {
      const lost = way.loseAnswerTo(text)
      t.same(await counter.putIf({ id: 'a', text, version }, { when: { version: version - 1 } }), { applied: true })
      await lost
      t.match(await straight.table(counters).get({ id: 'a' }), { text, version })
    }
    const late = way.loseAnswerTo('too late')
    await t.rejects(counter.putIf({ id: 'a', text: 'too late', version: 3 }, { when: { version: 1 } }), {
      code: 'store_unsure',
      message: /counters/,
    })
    await late
    t.match(await straight.table(counters).get({ id: 'a' }), { text: 'lost again' }, 'and it was not written')
  })

  t.test('[store] no node at all is refused at opening, with the address that was tried', async t => {
    const way = await faultyWay(t, port)
    way.cut()
    await t.rejects(openPlace({ place: `${way.port} nowhere`, tables: [notes], clock: heldClock() }), {
      code: 'store_unreachable',
      message: new RegExp(`127\\.0\\.0\\.1:${way.port}`),
    })
  })
})
