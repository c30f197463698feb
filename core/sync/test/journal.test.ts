import { ChangeSet } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import { difference, textOf } from '@stoa/sdk/document'
import { openLiveDocument, type LiveDocument } from '../document.ts'
import { segmentBytes } from '../journal.ts'
import { handClock, memoryStorage, silent } from './memory.ts'

const author = { id: 'alice', name: 'Alice' }
const alice = 'AAAAAAAAAAAAAA'
const bob = 'BBBBBBBBBBBBBB'

function desk({ boot = 'one', sizes }: { boot?: string; sizes?: { snapshot: number; pack: number } } = {}) {
  const disk = memoryStorage()
  const clock = handClock()
  let lineages = 0
  return {
    disk,
    clock,
    open: (): Promise<LiveDocument> =>
      openLiveDocument({
        path: 'a.txt',
        storage: disk.storage,
        directory: 'h',
        limit: 64 << 20,
        boot,
        clock,
        log: silent,
        newLineage: () => `lineage${++lineages}`,
        ...(sizes && { sizes }),
      }),
    journal: () => [...disk.files.keys()].filter(path => path.startsWith('h/j-')).sort(),
  }
}
const insert = (live: LiveDocument, text: string, session = alice) =>
  live.commit({ session, author, changes: ChangeSet.of({ from: live.text.length, insert: textOf(text) }, live.text.length) })

t.test('[S6.3] a journal cut at any byte loses no version that was told, and goes on', { timeout: 120_000 }, async t => {
  const { disk, open, journal } = desk()
  const live = await open()
  const told: { bytes: number; version: number; text: string }[] = []
  const size = () => disk.files.get(journal()[0]!)!.bytes.length
  for (let i = 0; i < 25; i++) {
    if (i % 7 === 3) {
      await live.saving({ hash: `h${i}`, format: { crlf: false, bom: false } })
      live.saved()
    } else if (i % 7 === 5) {
      const found = live.file.text.toString() + 'é'
      const changes = difference(live.file.text, textOf(found))
      live.merge({
        difference: changes,
        changes: changes.map(live.file.unsaved, true),
        hash: `o${i}`,
        format: { crlf: false, bom: false },
        session: '!disk',
        author: { id: '!disk', name: 'disk' },
      })
    } else insert(live, `word${i}😀\n`, i % 2 ? alice : bob)
    await live.written(live.version)
    told.push({ bytes: size(), version: live.version, text: live.text.toString() })
  }
  const [path] = journal()
  const whole = disk.copy().get(path!)!.bytes
  for (let cut = 0; cut <= whole.length; cut++) {
    disk.set(new Map([[path!, { bytes: Buffer.from(whole.subarray(0, cut)), synced: Buffer.alloc(0) }]]))
    const again = await open()
    const least = told.findLast(({ bytes }) => bytes <= cut)
    if (least && again.version < least.version) return t.fail(`cut at ${cut}: version ${again.version} instead of ${least.version}`)
    const same = told.find(({ version }) => version === again.version)
    if (again.version > 0 && again.text.toString() !== same?.text) return t.fail(`cut at ${cut}: ${JSON.stringify(again.text.toString())}`)
    // Nothing unsaved is lost from what is known of the file.
    if (!again.file.unsaved.apply(again.file.text).eq(again.text)) return t.fail(`cut at ${cut}: the file and the text went apart`)
    const { version } = insert(again, 'on')
    await again.close()
    const third = await open()
    if (third.version !== version || !third.text.toString().endsWith('on'))
      return t.fail(`cut at ${cut}: what came after the cut is not there`)
    await third.close()
  }
  t.pass(`${whole.length} cuts`)
})

t.test('[S6.3] what is left out of a journal is kept beside it', async t => {
  const { disk, open, journal } = desk()
  const live = await open()
  insert(live, 'whole')
  await live.written(1)
  const good = disk.files.get(journal()[0]!)!.bytes.length
  insert(live, 'damaged')
  insert(live, 'behind')
  await live.written(3)
  const bytes = Buffer.from(disk.files.get(journal()[0]!)!.bytes)
  bytes[good + 12]! ^= 1
  disk.set(new Map([[journal()[0]!, { bytes, synced: bytes }]]))
  const again = await open()
  t.equal(again.text.toString(), 'whole')
  const kept = [...disk.files].find(([path]) => path.startsWith('h/torn-'))
  t.strictSame(kept?.[1].bytes, bytes.subarray(good))
})

t.test('[S6.4] a history with a hole is put aside, and nothing of it is deleted', async t => {
  const { disk, open, journal } = desk({ sizes: { snapshot: 1e9, pack: 1e9 } })
  const live = await open()
  for (let i = 0; i < 3; i++) {
    insert(live, 'x'.repeat(segmentBytes + 1))
    await live.written(live.version)
  }
  await live.close()
  const segments = journal()
  t.ok(segments.length >= 3, `${segments.length} segments`)
  const before = disk.copy()
  const damaged = Buffer.from(before.get(segments[1]!)!.bytes)
  damaged[damaged.length >> 1]! ^= 1
  disk.set(
    new Map(
      [...before]
        .filter(([path]) => path.includes('/j-'))
        .map(([path, file]) => [path, path === segments[1] ? { bytes: damaged, synced: damaged } : file]),
    ),
  )
  const again = await open()
  t.equal(again.fresh, true)
  t.equal(again.version, 0)
  t.not(again.lineage, live.lineage)
  t.equal([...disk.files.keys()].filter(path => path.startsWith('h.damaged-')).length, segments.length)
})

t.test('[S6.6] every version is read again, over segments and snapshots and after starting anew', { timeout: 60_000 }, async t => {
  const { open, disk } = desk()
  let live = await open()
  const texts: string[] = ['']
  for (let i = 0; i < 26; i++) {
    const cut = i % 3 === 2 ? Math.min(live.text.length, 300_000) : 0
    const changes = ChangeSet.of({ from: 0, to: cut, insert: textOf(`${i}\n`.repeat(70_000)) }, live.text.length)
    live.commit({ session: i % 2 ? alice : bob, author, changes })
    texts.push(live.text.toString())
    await live.written(live.version)
    if (i % 11 === 10) {
      await live.close()
      live = await open()
    }
  }
  t.ok(
    [...disk.files.keys()].some(path => path.includes('/s-')),
    'snapshots were written',
  )
  t.ok(live.pieces.length > 1, 'the journal has several segments')
  for (const version of [0, 1, 7, 11, 12, 25, 26]) t.ok((await live.textAt(version)).toString() === texts[version], `version ${version}`)
})

t.test('[S6.5] a damaged snapshot is passed over', async t => {
  const { disk, open } = desk()
  const live = await open()
  for (let i = 0; i < 20; i++) insert(live, `${i} `.repeat(2_000))
  await live.snapshot()
  insert(live, 'end')
  const text = live.text.toString()
  await live.close()
  for (const [path, file] of disk.files) if (path.includes('/s-')) file.bytes[file.bytes.length >> 1]! ^= 0xff
  const again = await open()
  t.equal(again.version, 21)
  t.ok(again.text.toString() === text)
})

t.test('[S3.3] a repeated edit gets the version it became, also from a snapshot, and a number too high is refused', async t => {
  const { disk, open } = desk()
  let live = await open()
  const edit = (sequence: number, base: number) => {
    const changes = ChangeSet.of({ from: 0, insert: String(sequence) }, base)
    return live.submit({ session: alice, author, sequence, base, changes, alive: () => true })
  }
  t.equal(await edit(1, 0), 1)
  t.equal(await edit(2, 1), 2)
  t.equal(await edit(2, 1), 2)
  t.equal(await edit(1, 0), 0, 'an older one is no more told apart')
  await live.snapshot()
  await live.close()
  for (const path of [...disk.files.keys()]) if (path.includes('/j-')) disk.files.delete(path)
  live = await open()
  t.equal(await edit(2, 1), 2)
  await t.rejects(edit(4, 2), { code: 'sequence_gap' })
  t.equal(live.text.toString(), '21')
})

t.test('[S1.7] an epoch begins when the machine started again without the journal being laid down', async t => {
  const { disk, clock } = desk()
  const open = (boot: string) =>
    openLiveDocument({ path: 'a', storage: disk.storage, directory: 'h', limit: 1e6, boot, clock, log: silent, newLineage: () => 'one' })
  const first = await open('monday')
  t.equal(first.epoch, 1)
  insert(first, 'x')
  await first.written(1)
  t.equal((await open('monday')).epoch, 1, 'a killed process')
  t.equal((await open('tuesday')).epoch, 2, 'a killed machine')
  const laidDown = await open('tuesday')
  await laidDown.close()
  t.equal((await open('wednesday')).epoch, 2, 'a machine that was shut down')
})

t.test('[I13] a disk that fills up at any moment costs nothing that was told, and once there is room everything is written', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('type', 'full', 'room', 'wait'), { minLength: 5, maxLength: 30 }), async steps => {
      const { disk, clock, open } = desk()
      const live = await open()
      let typed = ''
      for (const [index, step] of steps.entries()) {
        if (step === 'type') {
          insert(live, `${index};`)
          typed += `${index};`
        } else if (step === 'wait') {
          clock.advance(1_100)
          for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve))
        } else disk.setFull(step === 'full')
      }
      disk.setFull(false)
      const done = live.written(live.version)
      for (let i = 0; i < 5; i++) {
        clock.advance(1_100)
        await new Promise(resolve => setImmediate(resolve))
      }
      await done
      await live.close()
      const again = await open()
      if (again.text.toString() !== typed) throw new Error(`${JSON.stringify(again.text.toString())} instead of ${JSON.stringify(typed)}`)
    }),
    { numRuns: 300 },
  )
  t.pass()
})

t.test(
  '[S6.8] old segments are packed while people type, every version can still be read, and snapshots are only kept between packs',
  async t => {
    const { disk, open } = desk({ sizes: { snapshot: 300, pack: 1_500 } })
    let live = await open()
    const texts = ['']
    for (let i = 0; i < 400; i++) {
      insert(live, `word${i} `, i % 3 ? alice : bob)
      texts.push(live.text.toString())
      await live.written(live.version)
      if (i % 40 === 0) for (let turn = 0; turn < 30; turn++) await new Promise(resolve => setImmediate(resolve))
      if (i === 250) {
        await live.close()
        live = await open()
      }
    }
    await live.close({ pack: true })
    const names = [...disk.files.keys()]
    const packs = names.filter(name => name.startsWith('h/p-'))
    t.ok(packs.length >= 2, `${packs.length} packs`)
    const snapshots = names.filter(name => name.startsWith('h/s-')).sort()
    t.ok(snapshots.length <= packs.length + 6, names.join(' '))
    const stored = (name: string): boolean => disk.files.get(name)!.bytes[8] === 4
    t.notOk(stored(snapshots[0]!), 'an old snapshot is compressed')
    t.ok(stored(snapshots.at(-1)!), 'the newest is not')
    live = await open()
    t.equal(live.version, 400)
    for (let version = 0; version <= 400; version += 7)
      t.equal((await live.textAt(version)).toString(), texts[version], `version ${version}`)
    const all = await live.entries(1, 400)
    t.strictSame(
      (await Promise.resolve(all)).map(({ version }) => version),
      texts.map((_, version) => version).slice(1),
    )
  },
)

t.test('[S6.8] what is durable when a document is laid down is packed then, and not at the next opening', async t => {
  const { open, journal, disk } = desk({ sizes: { snapshot: 1e9, pack: 500 } })
  const live = await open()
  for (let i = 0; i < 400; i++) insert(live, `word${i} `)
  await live.kept()
  await live.close({ pack: true })
  t.equal([...disk.files.keys()].filter(name => name.startsWith('h/p-')).length, 1)
  t.equal(journal().length, 1, 'and one segment to go on with')
})

t.test('[S6.8] a crash between a pack and the removing of what it holds leaves every version once', async t => {
  const { disk, open } = desk({ sizes: { snapshot: 300, pack: 900 } })
  const live = await open()
  for (let i = 0; i < 60; i++) {
    insert(live, `word${i} `)
    await live.written(live.version)
  }
  const before = disk.copy()
  await live.close({ pack: true })
  const after = disk.copy()
  // Everything that was there before, and everything that came.
  disk.set(new Map([...before, ...after]))
  const again = await open()
  t.equal(again.text.toString(), live.text.toString())
  t.equal((await again.entries(1, 60)).length, 60)
  t.equal((await again.textAt(17)).toString().split(' ').length, 18)
})
