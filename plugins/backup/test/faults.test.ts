import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open as openFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { entriesOf, entryAt } from '../project/tree.ts'
import { described, needsBup, place } from './place.ts'

t.setTimeout(180_000)
/** Seeded, so that what failed fails again. */
function dice(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state % below
  }
}

t.test('[B-2] bup killed at any moment leaves every listed snapshot whole, and the next one is made', needsBup(), async t => {
  const { root, folder, open } = await place(t)
  const roll = dice(7)
  const states = new Map<string, Record<string, string>>()
  for (let round = 0; round < 5; round++) {
    await mkdir(join(root, `part ${round}`))
    for (let at = 0; at < 20; at++) await writeFile(join(root, `part ${round}`, `${at}`), Buffer.alloc(20_000 + roll(50_000), roll(250)))
    const { programs, repository } = await open()
    let over = false
    const taking = repository.take().then(
      made => made && states.set(made.id, {}),
      () => undefined,
    )
    void taking.then(() => (over = true))
    for (let turns = roll(3000); turns > 0 && !over; turns--) await new Promise(resolve => setImmediate(resolve))
    await programs.stop()
    await taking
    const again = (await open()).repository
    const made = await again.take()
    if (made) states.set(made.id, await described(root))
    for (const { tree } of await again.list()) t.ok(await again.whole(tree))
  }
  const { programs, repository } = await open()
  t.notOk(
    (await readdir(join(folder, 'objects'))).some(name => name.startsWith('pack-tmp')),
    'nothing half made lies about',
  )
  for (const { id } of await repository.list()) {
    const wanted = states.get(id)
    if (wanted === undefined || Object.keys(wanted).length === 0) continue
    const to = join(folder, `out-${id}`)
    t.equal((await programs.run(['bup', 'restore', '-C', to, `/s${id}/latest/.`])).code, 0)
    t.same(await described(to), wanted)
  }
})

t.test('[B-5] a lost pack and a flipped byte are noticed, and the next snapshot is whole again', needsBup(), async t => {
  const { root, folder, open } = await place(t)
  await writeFile(join(root, 'kept.txt'), 'what was there first')
  const { repository } = await open()
  const first = (await repository.take())!
  const pack = join(folder, 'objects', 'pack')
  const lost = (await readdir(pack)).find(name => name.endsWith('.pack'))!
  await rm(join(pack, lost))
  await writeFile(join(root, 'more.txt'), 'later')
  const second = (await repository.take())!
  t.equal(await repository.whole(first.tree), false)
  t.ok(await repository.whole(second.tree), 'it does not build on what is lost')
  const { programs } = await open()
  const newest = (await readdir(pack)).find(name => name.endsWith('.pack'))!
  await chmod(join(pack, newest), 0o600)
  const handle = await openFile(join(pack, newest), 'r+')
  await handle.write(Buffer.from([255, 255, 255, 255]), 0, 4, 40)
  await handle.close()
  const restored = await programs.run(['bup', 'restore', '-C', join(folder, 'out'), `/s${second.id}/latest/.`])
  t.not(restored.code, 0)
})

t.test('[B-2] caches and private keys are left out, wherever the project itself lies', needsBup(), async t => {
  const { root, open } = await place(t, '.cache')
  for (const folder of ['.ssh', '.cache', 'work/__pycache__']) await mkdir(join(root, folder), { recursive: true })
  for (const name of ['.ssh/id_rsa', '.ssh/id_rsa.pub', '.cache/big', 'work/__pycache__/x.pyc', 'work/x.py'])
    await writeFile(join(root, name), name)
  const { repository, programs } = await open()
  const { tree } = (await repository.take())!
  const names = async (path: string) =>
    (await entriesOf(programs, (await entryAt({ programs, tree, path }))!.object)).map(({ name }) => name)
  t.same(await names(''), ['.ssh', '.stoa', 'work'])
  t.same(await names('.stoa'), [], 'of what is private to Stoa only histories and pictures are kept')
  t.same(await names('.ssh'), ['id_rsa.pub'])
  t.same(await names('work'), ['x.py'])
})

t.test('[B-3] many small packs become one, large ones stay as they are, and every snapshot is whole', needsBup(), async t => {
  const { root, folder, open } = await place(t)
  const packs = async () => (await readdir(join(folder, 'objects', 'pack'))).filter(name => name.endsWith('.pack'))
  const { repository } = await open(3)
  await writeFile(join(root, 'large'), randomBytes(24_000_000))
  await repository.take()
  const first = await packs()
  t.ok(first.length > 1, 'a large snapshot lies in several packs')
  for (let round = 0; round < 4; round++) {
    await writeFile(join(root, 'small'), `state ${round}`)
    await repository.take()
  }
  const before = await packs()
  await repository.tidy()
  const after = await packs()
  t.ok(after.length < before.length)
  const [kept, made] = [first.filter(name => after.includes(name)), after.filter(name => !before.includes(name))]
  t.ok(kept.length > 0)
  t.equal(made.length, 1)
  for (const { tree } of await repository.list()) t.ok(await repository.whole(tree))
})
