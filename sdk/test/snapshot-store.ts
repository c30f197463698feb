import { createHash, randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import type { SnapshotStore } from '@stoa/sdk/host'

/** What is given to the suite: an empty store, and ways to harm it. */
export type SnapshotStorePlace = {
  readonly store: SnapshotStore
  /** Another one on the same place, as another host has it. */
  other(): SnapshotStore
  /** Lets so many seconds go by. */
  pass(seconds: number): Promise<void>
  /** Flips a byte of a pack's content where it is kept. */
  flip(project: string, pack: string): Promise<void>
  /** Removes the content of a pack where it is kept, but not what lists it. */
  drop(project: string, pack: string): Promise<void>
  /** How much is kept of a project that nothing lists. */
  unlisted(project: string): Promise<number>
}

const megabyte = 1_000_000
const nameOf = (text: string) => createHash('sha1').update(text).digest('hex')
async function* pieces(...all: readonly Uint8Array[]) {
  yield* all
}
async function read(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of content) all.push(piece)
  return Buffer.concat(all)
}
const snapshot = (time: number) => ({ id: String(time), time, tree: nameOf(`tree ${time}`), note: `{"at":${time}}` })

/** What every store of snapshots does. `open` makes an empty one for each story. */
export function snapshotStoreSuite(t: Test, open: (t: Test) => Promise<SnapshotStorePlace>): void {
  t.test('[B-1] packs of any size come back byte for byte, project by project, and are put again without harm', async t => {
    const { store } = await open(t)
    const contents = [
      Buffer.alloc(0),
      randomBytes(1),
      randomBytes(65_536),
      randomBytes(65_537),
      randomBytes(1024 * 1024),
      randomBytes(3 * megabyte),
    ]
    for (const content of contents) {
      const pack = nameOf(`pack ${content.length}`)
      const cut = Math.floor(content.length / 3)
      await store.putPack('p1', pack, pieces(content.subarray(0, cut), content.subarray(cut)))
      await store.putPack('p1', pack, pieces(content))
      t.ok((await read(store.pack('p1', pack))).equals(content), `${content.length} bytes`)
    }
    const byBytes = (a: { bytes: number }, b: { bytes: number }) => a.bytes - b.bytes
    const listed = (await store.packs('p1')).sort(byBytes)
    t.strictSame(
      listed.map(({ pack }) => pack),
      contents.map(({ length }) => nameOf(`pack ${length}`)),
    )
    // A little more where it is sealed.
    t.ok(listed.every(({ bytes }, at) => bytes >= contents[at]!.length && bytes <= contents[at]!.length * 1.01 + 200))
    t.strictSame(await store.packs('p2'), [])
    await t.rejects(read(store.pack('p2', nameOf('pack 1'))), { code: 'not_found' })
    await store.deletePack('p1', nameOf(`pack ${3 * megabyte}`))
    await store.deletePack('p1', nameOf('pack 1'))
    t.equal((await store.packs('p1')).length, 4)
    await t.rejects(read(store.pack('p1', nameOf('pack 1'))), { code: 'not_found' })
    await store.sweep('p1')
    t.ok((await read(store.pack('p1', nameOf('pack 65537')))).equals(contents[3]!), 'sweeping takes nothing that is listed')
  })

  t.test('[B-1] snapshots are listed newest first, and are let go one by one', async t => {
    const { store, other } = await open(t)
    for (const time of [2_000, 1_000, 30_000]) await store.putSnapshot('p1', snapshot(time))
    t.strictSame(await other().snapshots('p1'), [snapshot(30_000), snapshot(2_000), snapshot(1_000)])
    await store.deleteSnapshot('p1', '2000')
    t.strictSame(await store.snapshots('p1'), [snapshot(30_000), snapshot(1_000)])
    t.strictSame(await store.snapshots('p2'), [])
  })

  t.test('[B-2] a pack that breaks off on its way is not listed, and its space comes back', async t => {
    const { store, unlisted } = await open(t)
    async function* breaking() {
      yield randomBytes(2 * megabyte)
      throw new Error('the project went away')
    }
    await t.rejects(store.putPack('p1', nameOf('half'), breaking()), /the project went away/)
    t.strictSame(await store.packs('p1'), [])
    await store.sweep('p1')
    t.equal(await unlisted('p1'), 0)
  })

  t.test('[B-2] one at a time has the claim, until it is released or its time runs out', async t => {
    const { store, other, pass } = await open(t)
    const [one, two] = [store, other()]
    const mine = (await one.claim('p1', { owner: 'one', seconds: 2 }))!
    t.equal(await two.claim('p1', { owner: 'two', seconds: 60 }), null)
    t.ok(await two.claim('p2', { owner: 'two', seconds: 60 }), 'of another project')
    t.equal(await mine.renew(), true)
    await mine.release()
    const theirs = (await two.claim('p1', { owner: 'two', seconds: 2 }))!
    t.equal(await mine.renew(), false)
    await mine.release()
    t.equal(await theirs.renew(), true, 'a claim is released by its owner alone')
    await pass(3)
    t.ok(await one.claim('p1', { owner: 'one', seconds: 60 }))
    t.equal(await theirs.renew(), false)
    const rivals = await Promise.all(['a', 'b', 'c', 'd'].map(owner => store.claim('p3', { owner, seconds: 60 })))
    t.equal(rivals.filter(claim => claim !== null).length, 1)
  })

  t.test('[B-5] a flipped byte and a missing piece are noticed by whoever reads; the other packs are whole', async t => {
    const { store, flip, drop } = await open(t)
    const [good, flipped, dropped, small] = ['good', 'flipped', 'dropped', 'small'].map(nameOf) as [string, string, string, string]
    const content = randomBytes(2 * megabyte)
    for (const pack of [good, flipped, dropped]) await store.putPack('p1', pack, pieces(content))
    await store.putPack('p1', small, pieces(content.subarray(0, 100)))
    await flip('p1', flipped)
    await flip('p1', small)
    await drop('p1', dropped)
    await t.rejects(read(store.pack('p1', flipped)), { code: 'pack_damaged', message: new RegExp(flipped) })
    await t.rejects(read(store.pack('p1', small)), { code: 'pack_damaged' })
    await t.rejects(read(store.pack('p1', dropped)), { code: 'pack_damaged', message: /missing|gone/ })
    t.ok((await read(store.pack('p1', good))).equals(content))
    await store.putPack('p1', dropped, pieces(content))
    t.ok((await read(store.pack('p1', dropped))).equals(content), 'put again, it is whole again')
  })

  t.test('[B-5] a large pack is never held whole on its way in or out', async t => {
    const { store } = await open(t)
    let given = 0
    let most = 0
    let written = 0
    const piece = randomBytes(megabyte)
    async function* large() {
      for (let count = 0; count < 24; count++) {
        given++
        most = Math.max(most, given - written)
        yield piece
        written = given
      }
    }
    await store.putPack('p1', nameOf('large'), large())
    let read = 0
    let largest = 0
    for await (const part of store.pack('p1', nameOf('large'))) {
      read += part.length
      largest = Math.max(largest, part.length)
    }
    t.equal(read, 24 * megabyte)
    t.ok(largest <= megabyte && most <= 2, 'piece by piece')
  })
}
