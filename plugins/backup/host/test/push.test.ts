import { appendFile, mkdir, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import type { PlainTable, Tables } from '@stoa/sdk/host'
import { described, needsBup } from '../../test/place.ts'
import { createDirectoryStore } from '../directory-store.ts'
import { createTableStore } from '../table-store.ts'
import { verify } from '../verify.ts'
import { projectBupPieces } from '../../tables.ts'
import { keptPlace } from './place.ts'

t.setTimeout(300_000)
const day = 86_400_000

t.test(
  '[B-5][B-6] what is sent brings a lost project back byte for byte, with its histories and all its snapshots',
  needsBup(),
  async t => {
    const p = await keptPlace(t)
    await mkdir(join(p.root, 'notes'))
    await mkdir(join(p.root, '.stoa', 'history'), { recursive: true })
    await writeFile(join(p.root, '.stoa', 'history', 'a.journal'), 'every keystroke')
    await writeFile(join(p.root, 'notes', 'a b\n.txt'), 'first')
    await writeFile(join(p.root, 'large.bin'), randomBytes(1_500_000))
    await symlink('nowhere', join(p.root, 'dangling'))
    await writeFile(join(p.root, 'sparse'), '')
    await truncate(join(p.root, 'sparse'), 20_000_000)
    const first = (await p.take())!
    const before = await p.push(p.store)
    t.match(before, { newest: first.time, snapshots: 1 })
    t.match(await p.push(p.store), { sent: 0, bytes: before!.bytes }, 'nothing new, nothing sent')
    await writeFile(join(p.root, 'notes', 'a b\n.txt'), 'second')
    const second = (await p.take())!
    const after = await p.push(p.store)
    t.ok(after!.bytes - before!.bytes < 20_000, 'a small change costs little')
    const wanted = await described(p.root)
    t.same(await p.lose(p.store), { restored: { snapshot: second.id, time: second.time } })
    t.same(await described(p.root), wanted)
    t.equal(await readFile(join(p.root, '.stoa', 'history', 'a.journal'), 'utf8'), 'every keystroke')
    t.same(await readdir(join(p.root, '.stoa')), ['bup', 'history'])
    t.same(
      (await p.local().snapshots()).map(({ id }) => id),
      [second.id, first.id],
    )
    await appendFile(join(p.root, 'notes', 'a b\n.txt'), ' and more')
    t.ok(await p.take(), 'it goes on from there')
    t.match(await p.push(p.store), { snapshots: 3 })
  },
)

t.test(
  '[B-5] damage: the next best snapshot comes back, and it is said that newer ones are lost; another store heals it',
  needsBup(),
  async t => {
    const p = await keptPlace(t)
    const beside = createDirectoryStore({ folder: join(t.testdir(), 'beside'), clock: p.clock })
    await writeFile(join(p.root, 'a.txt'), 'first')
    const first = (await p.take())!
    await p.push(p.store)
    const old = (await p.store.packs('p1')).map(({ pack }) => pack)
    await writeFile(join(p.root, 'a.txt'), 'second')
    const second = (await p.take())!
    await p.push(p.store)
    await p.push(beside)
    const late = (await p.store.packs('p1')).map(({ pack }) => pack).filter(pack => !old.includes(pack))
    t.ok(late.length > 0)

    await p.store.deletePack('p1', late[0]!)
    t.match(await p.lose(p.store), {
      restored: { snapshot: first.id, time: first.time, lost: /^A newer snapshot is damaged; .* 2026-06-01 / },
    })
    t.equal(await readFile(join(p.root, 'a.txt'), 'utf8'), 'first')
    t.same(await p.lose(p.store, beside), { restored: { snapshot: second.id, time: second.time } }, 'the other store has it')
    t.equal(await readFile(join(p.root, 'a.txt'), 'utf8'), 'second')

    await p.push(p.store)
    t.same(await p.lose(p.store), { restored: { snapshot: second.id, time: second.time } }, 'and what was lost is sent again')
    await p.store.deleteSnapshot('p1', second.id)
    t.same(await p.lose(p.store), { restored: { snapshot: first.id, time: first.time } }, 'without its row the one before it comes back')
    for (const pack of old) await p.store.deletePack('p1', pack)
    await t.rejects(p.lose(p.store), { code: 'snapshots_damaged' })
    t.equal(await p.lose(createTableStore({ tables: p.tables, clock: p.clock }), beside).then(done => done?.restored.snapshot), second.id)
  },
)

t.test(
  '[B-2] what the project sends under a wrong name is refused, and keeps nothing else from being listed whole',
  needsBup(),
  async t => {
    const p = await keptPlace(t)
    await writeFile(join(p.root, 'a.txt'), 'first')
    await p.take()
    const packs = join(p.folder, 'objects', 'pack')
    await writeFile(join(packs, `pack-${'0'.repeat(40)}.pack`), randomBytes(50_000))
    await t.rejects(p.push(p.store), { code: 'pack_misnamed' })
    t.same(await p.store.snapshots('p1'), [])
    t.notOk((await p.store.packs('p1')).some(({ pack }) => pack === '0'.repeat(40)))
    await rm(join(packs, `pack-${'0'.repeat(40)}.pack`))
    t.match(await p.push(p.store), { snapshots: 1 })
  },
)

t.test(
  '[B-2] a push that is cut off after any write leaves only whole snapshots listed, and the next one reclaims the rest',
  needsBup(),
  async t => {
    const p = await keptPlace(t)
    for (let round = 0; round < 3; round++) {
      await writeFile(join(p.root, `${round}`), randomBytes(700_000))
      await p.take()
    }
    const writes = ['put', 'putIf', 'delete', 'deleteIf'] as const
    /** The same tables as a process has them that is killed after so many writes. */
    const dying = (left: number): Tables => ({
      table(definition) {
        const table = p.tables.table(definition) as unknown as PlainTable<typeof definition>
        const killed = Object.fromEntries(
          writes.map(verb => [
            verb,
            async (...given: unknown[]) => {
              if (left-- <= 0) throw new Error('killed')
              return (table as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>)[verb]!(...given)
            },
          ]),
        )
        return Object.assign(Object.create(table) as object, table, killed) as never
      },
    })
    let cut = 0
    for (; ; cut++) {
      const done = await p.push(createTableStore({ tables: dying(cut), clock: p.clock }), 'here').catch(() => null)
      const there = new Set((await p.store.packs('p1')).map(({ pack }) => pack))
      const listed = await p.store.snapshots('p1')
      if (listed.length > 0)
        t.same(
          [...(await p.local().packs()).keys()].filter(pack => !there.has(pack)),
          [],
          `after ${cut} writes`,
        )
      if (done) break
    }
    t.ok(cut > 0)
    t.match(await p.push(p.store), { snapshots: 3 })
    const wanted = await described(p.root)
    await p.lose(p.store)
    t.same(await described(p.root), wanted)
  },
)

t.test(
  '[B-3] a project cannot remove what is kept of it; its age does, and packs that are used no more go ten days later',
  needsBup(),
  async t => {
    const p = await keptPlace(t)
    await writeFile(join(p.root, 'a.txt'), 'first')
    const first = (await p.take())!
    await p.push(p.store)
    await rm(join(p.root, '.stoa', 'bup'), { recursive: true })
    await writeFile(join(p.root, 'a.txt'), 'second')
    await p.take()
    t.match(await p.push(p.store), { snapshots: 2 }, 'a repository that begins anew takes nothing away')
    p.pass(400 * day)
    t.match(await p.push(p.store), { snapshots: 1 }, 'what is a year old goes')
    t.notOk((await p.store.snapshots('p1')).some(({ id }) => id === first.id))
    t.same(new Set((await p.store.packs('p1')).map(({ pack }) => pack)), new Set((await p.local().packs()).keys()))
  },
)

t.test('[B-2] a check finds what was damaged, and the next push sends it again', needsBup(), async t => {
  const p = await keptPlace(t)
  await writeFile(join(p.root, 'large.bin'), randomBytes(800_000))
  const made = (await p.take())!
  await p.push(p.store)
  const { signal } = new AbortController()
  const { packs, damaged } = await verify({ project: 'p1', store: p.store, signal })
  t.ok(packs > 0)
  t.same(damaged, [])
  const rows = p.tables.table(projectBupPieces)
  const [large] = await rows.partitions().toArray()
  const [piece] = await rows.scan(large!).toArray()
  piece!.data[1000]! ^= 1
  await rows.put(piece!)
  t.same((await verify({ project: 'p1', store: p.store, signal })).damaged, [large!.sha1])
  t.match(await p.push(p.store), { sent: 1 })
  t.same((await verify({ project: 'p1', store: p.store, signal })).damaged, [])
  t.same(await p.lose(p.store), { restored: { snapshot: made.id, time: made.time } })
})
