import { randomBytes } from 'node:crypto'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { snapshotStoreSuite, type SnapshotStorePlace } from '@stoa/sdk/test'
import { createDirectoryStore } from '../directory-store.ts'
import { createEncryptedStore } from '../encrypted-store.ts'

t.setTimeout(120_000)

async function directoryPlace(t: Test): Promise<SnapshotStorePlace & { readonly folder: string }> {
  const folder = t.testdir()
  let ahead = 0
  const clock = { now: () => Date.now() + ahead }
  const file = (project: string, pack: string) => join(folder, project, 'packs', `${pack}.pack`)
  return {
    folder,
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
}

t.test('the store of snapshots in a directory', async t => snapshotStoreSuite(t, directoryPlace))

/** The directory with everything sealed; `flip` and `drop` find the one pack that is newly there. */
async function sealedPlace(t: Test): Promise<SnapshotStorePlace> {
  const place = await directoryPlace(t)
  const secret = randomBytes(32)
  const names = new Map<string, string>()
  const inner = {
    ...place.store,
    async putPack(project: string, pack: string, content: AsyncIterable<Uint8Array>) {
      names.set(asked, pack)
      await place.store.putPack(project, pack, content)
    },
  }
  let asked = ''
  const sealing = createEncryptedStore({ inner, secret })
  const store = {
    ...sealing,
    putPack(project: string, pack: string, content: AsyncIterable<Uint8Array>) {
      asked = pack
      return sealing.putPack(project, pack, content)
    },
  }
  return {
    ...place,
    store,
    other: () => createEncryptedStore({ inner: place.other(), secret }),
    flip: (project, pack) => place.flip(project, names.get(pack)!),
    drop: (project, pack) => place.drop(project, names.get(pack)!),
  }
}

t.test('the store of snapshots with everything sealed', async t => snapshotStoreSuite(t, sealedPlace))

t.test('[B-8] what is sealed shows no name and no content, is bound to its place, and opens with its own key alone', async t => {
  const { store: inner, folder } = await directoryPlace(t)
  const secret = randomBytes(32)
  const store = createEncryptedStore({ inner, secret })
  const [pack, second] = ['1', '2'].map(digit => digit.repeat(40)) as [string, string]
  const content = Buffer.from('a lemma that nobody may see '.repeat(40_000))
  async function* pieces() {
    yield content
  }
  await store.putPack('p1', pack, pieces())
  await store.putPack('p1', second, pieces())
  const snapshot = { id: '1000', time: 1000, tree: '3'.repeat(40), note: 'of a lemma' }
  await store.putSnapshot('p1', snapshot)
  t.same(await store.snapshots('p1'), [snapshot])
  t.same((await store.packs('p1')).map(one => one.pack).sort(), [pack, second])
  const seen: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) seen.push(entry.name, (await readFile(join(entry.parentPath, entry.name))).toString('latin1'))
  for (const word of [pack, second, snapshot.tree, 'lemma'])
    t.notOk(
      seen.some(text => text.includes(word)),
      word,
    )

  const [one, two] = (await inner.packs('p1')).map(({ pack }) => pack) as [string, string]
  const files = [one, two].map(name => join(folder, 'p1', 'packs', name))
  for (const end of ['pack', 'json']) {
    const [a, b] = await Promise.all(files.map(file => readFile(`${file}.${end}`)))
    await writeFile(`${files[0]}.${end}`, b!)
    await writeFile(`${files[1]}.${end}`, a!)
  }
  const read = async (from: typeof store, name: string) => {
    for await (const piece of from.pack('p1', name)) t.ok(piece.length)
  }
  await t.rejects(read(store, pack), { code: 'pack_damaged' }, 'one put in the place of another')
  const stranger = createEncryptedStore({ inner, secret: randomBytes(32) })
  await t.rejects(stranger.snapshots('p1'), { code: 'other_key' })
})

t.test('[B-8] what is sealed comes back whatever its length, wherever the store cuts it', async t => {
  const { store: inner } = await directoryPlace(t)
  const store = createEncryptedStore({ inner, secret: randomBytes(32) })
  const pack = '1'.repeat(40)
  for (const less of [0, 1, 27, 28, 29, 55, 56, 57, 84]) {
    const content = randomBytes(512 * 1024 - less)
    async function* pieces() {
      yield content
    }
    await store.putPack('p1', pack, pieces())
    const read: Uint8Array[] = []
    for await (const piece of store.pack('p1', pack)) read.push(piece)
    t.ok(Buffer.concat(read).equals(content), `${less} bytes less than a piece`)
  }
})
