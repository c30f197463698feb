import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { openSqliteStore, table } from '@stoa/core/store'
import { heldClock } from './clock.ts'
import * as harness from './sqlite-place.ts'
import { notes, storeSuite } from './suite.ts'

t.test('SQLite', async t => storeSuite(t, harness))

t.test('[store] the file is for its owner alone and commits reach the disk', async t => {
  const file = join(t.testdir(), 'deep', 'stoa.db')
  const store = await openSqliteStore({ file, tables: [notes], clock: heldClock() })
  t.teardown(() => store.close())
  await store.table(notes).put({ project: 'p', day: 1, title: 't' })
  for (const side of ['', '-wal', '-shm']) t.equal(statSync(file + side).mode & 0o777, 0o600, `stoa.db${side}`)
})

t.test('[store] a file that is no database is refused with its name, and stays as it was', async t => {
  const file = join(t.testdir({ 'stoa.db': 'this is a shopping list, and long enough to be looked at '.repeat(50) }), 'stoa.db')
  const size = statSync(file).size
  await t.rejects(openSqliteStore({ file, tables: [notes], clock: heldClock() }), { code: 'store_unreadable', message: new RegExp(file) })
  t.equal(statSync(file).size, size)
})

t.test('[store] one operation that fails on the disk does not fail the others of its commit', async t => {
  const file = join(t.testdir(), 'stoa.db')
  const store = await openSqliteStore({ file, tables: [notes], clock: heldClock() })
  t.teardown(() => store.close())
  const other = new DatabaseSync(file)
  other.exec(`CREATE TRIGGER no_sevens BEFORE INSERT ON notes WHEN new.day = 7 BEGIN SELECT RAISE(ROLLBACK, 'no sevens'); END`)
  other.close()
  const written = await Promise.allSettled(
    Array.from({ length: 10 }, (_, day) => store.table(notes).put({ project: 'p', day, title: 't' })),
  )
  t.same(
    written.map(({ status }) => status === 'fulfilled'),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(day => day !== 7),
  )
  t.match(written[7], { reason: { code: 'store_failed', message: /no sevens/ } })
  t.equal((await store.table(notes).scan({ project: 'p' }).toArray()).length, 9)
})

t.test('[store] a minute after a row expired it is gone from the file', async t => {
  const file = join(t.testdir(), 'stoa.db')
  const clock = heldClock()
  const store = await openSqliteStore({ file, tables: [notes], clock })
  await store.table(notes).put({ project: 'p', day: 1, title: 't' }, { ttl: 30 })
  clock.forward(60_000)
  await store.close()
  const database = new DatabaseSync(file)
  t.same({ ...database.prepare('SELECT count(*) AS rows FROM notes').get() }, { rows: 0 })
  database.close()
})

t.test('[store] definitions that cannot be stored are refused where they are written', async t => {
  const columns = { id: 'text', at: 'int', note: 'json?', Id: 'text' } as const
  const bad: [() => unknown, RegExp][] = [
    [() => table({ name: 'Bad name', partition: ['id'], columns: { id: 'text' } }), /name/],
    [() => table({ name: 'x', partition: [], columns: { id: 'text' } }), /partition/],
    [() => table({ name: 'x', partition: ['id'], cluster: ['id'], columns: { id: 'text' } }), /twice/],
    [() => table({ name: 'x', partition: ['note'], columns: { id: 'text', note: 'json' } }), /key column/],
    [() => table({ name: 'x', partition: ['id'], columns: { id: 'text?' } }), /key column/],
    [() => table({ name: 'x', partition: ['id'], columns }), /Id/],
    [() => table({ name: 'x', partition: ['id'], columns: { id: 'number' as 'int' } }), /number/],
    [() => table({ name: 'x', partition: ['id'], columns: { id: 'text' }, ttl: 0.5 }), /ttl/],
    [() => table({ name: 'x', partition: ['id'], columns: { id: 'text' }, conditional: true }), /version/],
  ]
  for (const [define, message] of bad) t.throws(define, { code: 'definition_invalid', message })
  const one = table({ name: 'same', partition: ['id'], columns: { id: 'text' } })
  const two = table({ name: 'same', partition: ['id'], columns: { id: 'text' } })
  await t.rejects(openSqliteStore({ file: join(t.testdir(), 'stoa.db'), tables: [one, two], clock: heldClock() }), {
    code: 'definition_invalid',
  })
})

t.test('[store] a folder that cannot be made is refused with its path', async t => {
  const dir = t.testdir()
  writeFileSync(join(dir, 'plain'), '')
  await t.rejects(openSqliteStore({ file: join(dir, 'plain', 'stoa.db'), tables: [notes], clock: heldClock() }), {
    code: 'store_failed',
    message: /plain/,
  })
})
