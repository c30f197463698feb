import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { keptScreens } from '../project/kept.ts'

t.test('[T-2] a screen is kept beside the project’s history, and what can’t be read is as if it were not there', async t => {
  const root = await mkdtemp(join(tmpdir(), 'stoa-kept-'))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const kept = keptScreens({ root })
  t.equal(await kept.load('a.term'), null)
  const screen = { size: { columns: 80, rows: 24 }, state: 'é\x1b[1m' }
  await kept.save('a.term', screen)
  t.same(await kept.load('a.term'), screen)
  t.equal(await kept.load('b.term'), null)
  const [name] = await readdir(join(root, '.stoa', 'terminals'))
  for (const spoiled of ['', 'null', '{"state":1}', '{"state":"a","size":{"columns":0,"rows":1}}']) {
    await writeFile(join(root, '.stoa', 'terminals', name!), spoiled)
    t.equal(await kept.load('a.term'), null, spoiled)
  }
})
