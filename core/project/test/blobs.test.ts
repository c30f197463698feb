import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startBlobs } from '../blobs.ts'
import { startFiles } from '../files.ts'
import { heldClock } from './held-clock.ts'
import { keptLog } from './kept-log.ts'

const hour = 3_600_000
const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex')
const absent = '0'.repeat(64)

async function place(t: Test) {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'stoa-blobs-')))
  const [root, scratch, directory] = [join(top, 'project'), join(top, 'scratch'), join(top, 'project/.stoa/blobs')]
  await mkdir(directory, { recursive: true })
  await mkdir(scratch)
  const [clock, log] = [heldClock(), keptLog()]
  const { files, stop } = await startFiles({ root, clock, log })
  const { blobs, stop: stopBlobs } = await startBlobs({ directory, scratch, files, clock, log })
  t.teardown(async () => {
    await stopBlobs()
    stop()
    await rm(top, { recursive: true, force: true })
  })
  return { top, root, scratch, directory, blobs, clock }
}
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'went through',
    (failure: { code?: string }) => failure.code,
  )

void t.test('[R-7] a blob is known by its content, however it came', async t => {
  const { blobs, scratch, directory } = await place(t)
  await writeFile(join(scratch, 'plot.svg'), '<svg/>')
  const byPath = await blobs.add({ path: join(scratch, 'plot.svg') }, { mime: 'image/svg+xml' })
  const byBytes = await blobs.add({ bytes: Buffer.from('<svg/>') }, { mime: 'image/svg+xml' })
  t.same(byPath, { id: sha256('<svg/>'), size: 6 })
  t.same(byBytes, byPath)
  await rm(join(scratch, 'plot.svg'))
  t.equal(await readFile((await blobs.find(byPath.id))!, 'utf8'), '<svg/>')
  t.same(await blobs.read(byPath.id), { path: await blobs.find(byPath.id), size: 6, mime: 'image/svg+xml' })
  for (const id of [absent, '', '../../etc/passwd', 'refs', byPath.id.toUpperCase()]) t.equal(await blobs.find(id), null)
  t.same(await readdir(join(directory, 'incoming')), [], 'nothing half taken in is left')
})

void t.test('[R-7] [R-5] only files of the project and its scratch folder are taken in', async t => {
  const { blobs, top, root, scratch } = await place(t)
  await writeFile(join(top, 'secret'), 'secret')
  await symlink(join(top, 'secret'), join(scratch, 'link'))
  await symlink(top, join(scratch, 'folder'))
  await writeFile(join(root, 'mine'), 'mine')
  const add = (path: string) => code(blobs.add({ path }, { mime: 'text/plain' }))
  t.equal(await add(join(root, 'mine')), 'went through')
  for (const path of [
    join(top, 'secret'),
    join(scratch, 'link'),
    join(scratch, 'folder/secret'),
    join(scratch, '../secret'),
    join(root, '.stoa/x'),
    '/proc/self/environ',
    root,
  ]) {
    t.equal(await add(path), 'path_outside', path)
  }
})

void t.test('[R-7] what no document refers to goes after a day; what one refers to stays', async t => {
  const { blobs, root, clock } = await place(t)
  await writeFile(join(root, 'a.sagews'), '')
  const add = async (text: string) => (await blobs.add({ bytes: Buffer.from(text) }, { mime: 'text/plain' })).id
  const [kept, loose, dropped] = [await add('kept'), await add('loose'), await add('dropped')]
  await blobs.refer('a.sagews', [kept, dropped, 'no id'])
  clock.pass(20 * hour)
  await blobs.refer('a.sagews', [kept])
  clock.pass(5 * hour)
  await blobs.sweep()
  t.ok(await blobs.find(kept))
  t.equal(await blobs.find(loose), null, 'never referred to, 25 hours old')
  t.ok(await blobs.find(dropped), 'let go of five hours ago')
  clock.pass(20 * hour)
  await blobs.sweep()
  t.equal(await blobs.find(dropped), null)
  clock.pass(1000 * hour)
  await blobs.sweep()
  t.ok(await blobs.find(kept), 'as long as it is referred to')
  t.ok(await add('loose'), 'and what has gone may come again')
})

void t.test('[R-7] a document that is gone for a day lets go of its blobs; one that comes back in time does not', async t => {
  const { blobs, root, clock } = await place(t)
  await writeFile(join(root, 'a'), '')
  const { id } = await blobs.add({ bytes: Buffer.from('plot') }, { mime: 'text/plain' })
  await blobs.refer('a', [id])
  await rm(join(root, 'a'))
  await blobs.sweep()
  clock.pass(20 * hour)
  await writeFile(join(root, 'a'), '')
  await blobs.sweep()
  clock.pass(20 * hour)
  await blobs.sweep()
  t.ok(await blobs.find(id), 'it was back after 20 hours')
  await rm(join(root, 'a'))
  await blobs.sweep()
  clock.pass(25 * hour)
  await blobs.sweep()
  t.equal(await blobs.find(id), null)
})

void t.test('[R-7] the last word about a document is the one kept, though many are said at once', async t => {
  const { blobs, directory } = await place(t)
  await Promise.all(Array.from({ length: 20 }, (_, n) => blobs.refer('a', [sha256(String(n))])))
  const [name] = await readdir(join(directory, 'refs'))
  t.same(JSON.parse(await readFile(join(directory, 'refs', name!), 'utf8')).ids, [sha256('19')])
})
