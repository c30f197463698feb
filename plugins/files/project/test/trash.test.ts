import { mkdir, readFile, readdir, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { makeClock, makePlace } from '../../test/place.ts'
import { versionOf } from '../beside.ts'
import { createTrash } from '../trash.ts'

async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  const clock = makeClock()
  const trash = createTrash({ files: place.files, clock })
  return { place, clock, trash, read: (path: string) => readFile(join(place.root, path), 'utf8') }
}

t.test('[F-5] what is removed says where it was, when, and by whom, and comes back whole', async t => {
  const { place, clock, trash, read } = await start(t)
  await mkdir(join(place.root, 'work/deep'), { recursive: true })
  await place.write('work/deep/file', 'kept')
  const taken = await trash.take('work', 'Ada')
  t.match(taken, { path: 'work', kind: 'directory', by: 'Ada', removed: clock.now() })
  t.strictSame(await readdir(place.root), ['.stoa'])
  t.strictSame((await trash.list()).trashed, [taken])
  t.equal(await trash.restore(taken.id), 'work')
  t.equal(await read('work/deep/file'), 'kept')
  t.strictSame(await trash.list(), { trashed: [], total: 0 })
  await t.rejects(trash.restore(taken.id), { code: 'not_in_trash' })
})

t.test('[F-5] things of one name are versions, newest first, and restoring replaces nothing', async t => {
  const { place, clock, trash, read } = await start(t)
  for (const content of ['first', 'second', 'third']) {
    await place.write('my plot.v1.png', content)
    await trash.take('my plot.v1.png', 'Ada')
    clock.pass(1000)
  }
  const { trashed } = await trash.list()
  t.strictSame(
    trashed.map(one => one.removed),
    [...trashed.map(one => one.removed)].sort((a, b) => b - a),
  )
  const paths = []
  for (const { id } of trashed) paths.push(await trash.restore(id))
  t.strictSame(paths, ['my plot.v1.png', 'my plot.v1 (restored).png', 'my plot.v1 (restored 2).png'])
  t.strictSame(await Promise.all(paths.map(read)), ['third', 'second', 'first'])
})

t.test('[F-5] a name keeps its ending, a hidden one its dot', t => {
  t.strictSame(
    ['a/b.tar.gz', '.bashrc', 'Makefile', 'x.d/y'].map(path => versionOf(path, { version: 1, word: 'restored' })),
    ['a/b (restored).tar.gz', '.bashrc (restored)', 'Makefile (restored)', 'x.d/y (restored)'],
  )
  t.end()
})

t.test('[F-5] a folder that is gone by now is made again for what is restored', async t => {
  const { place, trash, read } = await start(t)
  await mkdir(join(place.root, 'a/b'), { recursive: true })
  await place.write('a/b/file', 'x')
  const { id } = await trash.take('a/b/file', 'Ada')
  await rm(join(place.root, 'a'), { recursive: true })
  await trash.restore(id)
  t.equal(await read('a/b/file'), 'x')
})

t.test('[F-5] a link goes to the trash and comes back without what it leads to', async t => {
  const { place, trash } = await start(t)
  await place.write('target', 'x')
  await symlink('target', join(place.root, 'link'))
  const { id, kind } = await trash.take('link', 'Ada')
  t.equal(kind, 'link')
  t.ok((await stat(join(place.root, 'target'))).isFile())
  await trash.restore(id)
  t.strictSame((await readdir(place.root)).sort(), ['.stoa', 'link', 'target'])
})

t.test('[F-5] emptying deletes what was chosen, or all, and nothing outside the trash', async t => {
  const { place, clock, trash } = await start(t)
  const ids = []
  for (const name of ['a', 'b', 'c']) {
    await place.write(name)
    ids.push((await trash.take(name, 'Ada')).id)
    clock.pass(1)
  }
  await place.write('kept')
  await t.rejects(trash.empty(['../../kept']), { code: 'not_in_trash' })
  t.equal(await trash.empty([ids[0]!]), 1)
  t.strictSame(
    (await trash.list()).trashed.map(one => one.path),
    ['c', 'b'],
  )
  t.equal(await trash.empty(), 2)
  t.strictSame((await readdir(place.root)).sort(), ['.stoa', 'kept'])
})

t.test('[F-5] what is missing, the project itself and .stoa are not taken', async t => {
  const { trash } = await start(t)
  await t.rejects(trash.take('missing', 'Ada'), { code: 'not_found' })
  await t.rejects(trash.take('', 'Ada'), { code: 'path_invalid' })
  await t.rejects(trash.take('.stoa', 'Ada'), { code: 'path_private' })
  t.strictSame(await trash.list(), { trashed: [], total: 0 }, 'a refusal leaves nothing behind')
})

t.test('[F-5] what a crash left half done is cleared away, and what is whole stays', async t => {
  const { place, trash } = await start(t)
  await place.write('whole')
  const { id } = await trash.take('whole', 'Ada')
  const half = join(place.root, '.stoa/trash/0000000zz-0123456789abcdef')
  await mkdir(half)
  await trash.tidy()
  t.strictSame(await readdir(join(place.root, '.stoa/trash')), [id])
})

t.test('[F-5] thousands of things in the trash are listed a page at a time', async t => {
  const { place, clock, trash } = await start(t)
  for (let i = 0; i < 1001; i++) {
    await place.write('same')
    await trash.take('same', 'Ada')
    clock.pass(1)
  }
  const pages = []
  let next: string | undefined
  do {
    const page = await trash.list(next)
    pages.push(page.trashed.map(one => one.id))
    next = page.next
  } while (next !== undefined)
  t.strictSame(
    pages.map(page => page.length),
    [500, 500, 1],
  )
  t.equal(new Set(pages.flat()).size, 1001)
})
