import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { snapshotStoreSuite } from '@stoa/sdk/test'
import { createDirectoryStore } from '../directory-store.ts'

t.setTimeout(120_000)

t.test('the store of snapshots in a directory', async t => {
  snapshotStoreSuite(t, async t => {
    const folder = t.testdir()
    let ahead = 0
    const clock = { now: () => Date.now() + ahead }
    const file = (project: string, pack: string) => join(folder, project, 'packs', `${pack}.pack`)
    return {
      store: createDirectoryStore({ folder, clock }),
      other: () => createDirectoryStore({ folder, clock }),
      pass: async seconds => void (ahead += seconds * 1000),
      async flip(project, pack) {
        const content = await readFile(file(project, pack))
        content[Math.floor(content.length / 2)]! ^= 1
        await writeFile(file(project, pack), content)
      },
      drop: (project, pack) => rm(file(project, pack)),
      async unlisted(project) {
        const names = await readdir(join(folder, project, 'packs'))
        return names.filter(name => !names.includes(name.replace(/\.[a-z]+$/, '.json'))).length
      },
    }
  })
})
