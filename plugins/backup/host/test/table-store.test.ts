import { join } from 'node:path'
import t from 'tap'
import { openTestStore, snapshotStoreSuite } from '@stoa/sdk/test'
import * as all from '../../tables.ts'
import { tablePlace } from './table-place.ts'

t.setTimeout(120_000)

t.test('the store of snapshots in tables of SQLite', async t => {
  snapshotStoreSuite(t, async t => {
    let ahead = 0
    const now = () => Date.now() + ahead
    const store = await openTestStore({ file: join(t.testdir(), 'stoa.db'), tables: Object.values(all), now })
    t.teardown(() => store.close())
    return tablePlace({ tables: store, now, pass: async seconds => void (ahead += seconds * 1000) })(t)
  })
})
