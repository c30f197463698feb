import { execFileSync } from 'node:child_process'
import { mkdir, readFile, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { makePlace } from '../../test/place.ts'
import { create, makeDirectory, move } from '../changes.ts'
import { stat } from '../stat.ts'

async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  return { place, files: place.files, read: (path: string) => readFile(join(place.root, path), 'utf8') }
}

t.test('[F-3] a file is made with its content, in folders made for it only when asked', async t => {
  const { files, read } = await start(t)
  await t.rejects(create(files, { path: 'a/b/c.txt' }), { code: 'folder_missing', message: /a\/b\/c\.txt/ })
  const { path, entry } = await create(files, { path: 'a/b/c.txt', content: 'Grüße', parents: true })
  t.match({ path, entry }, { path: 'a/b/c.txt', entry: { name: 'c.txt', kind: 'file', size: 7 } })
  t.equal(await read('a/b/c.txt'), 'Grüße')
  await t.rejects(create(files, { path: 'a/b/c.txt', content: 'other' }), { code: 'exists' })
  await t.rejects(create(files, { path: 'a/b/c.txt/d', parents: true }), { code: 'not_directory' })
  t.equal(await read('a/b/c.txt'), 'Grüße')
})

t.test('[F-3] making a file never goes through a link that leads nowhere', async t => {
  const { place, files } = await start(t)
  await symlink('target', join(place.root, 'dangling'))
  await t.rejects(create(files, { path: 'dangling' }), { code: 'exists' })
  t.strictSame(await readdir(place.root), ['dangling'])
})

t.test('[F-3] a folder is made, and not made twice', async t => {
  const { files } = await start(t)
  t.match(await makeDirectory(files, { path: 'x/y', parents: true }), { entry: { name: 'y', kind: 'directory' } })
  await t.rejects(makeDirectory(files, { path: 'x/y' }), { code: 'exists' })
  await t.rejects(makeDirectory(files, { path: 'p/q' }), { code: 'folder_missing' })
})

t.test('[F-4] renaming moves files, folders and links, and never onto what is there', async t => {
  const { place, files, read } = await start(t)
  await place.write('one', '1')
  await place.write('two', '2')
  await mkdir(join(place.root, 'dir'))
  await symlink('one', join(place.root, 'link'))
  await t.rejects(move(files, { from: 'one', to: 'two' }), { code: 'exists' })
  await t.rejects(move(files, { from: 'dir', to: 'two' }), { code: 'exists' })
  await t.rejects(move(files, { from: 'none', to: 'dir/none' }), { code: 'not_found' })
  await t.rejects(move(files, { from: 'one', to: 'nodir/one' }), { code: 'folder_missing' })
  await t.rejects(move(files, { from: 'dir', to: 'dir/sub' }), { code: 'into_itself' })
  t.strictSame([await read('one'), await read('two')], ['1', '2'], 'a refusal changes nothing')
  await move(files, { from: 'one', to: 'dir/-rf "o\nne"' })
  t.equal(await read('dir/-rf "o\nne"'), '1')
  t.match(await move(files, { from: 'link', to: 'dir/link' }), { entry: { kind: 'link', target: 'one' } })
  await move(files, { from: 'dir', to: 'folder' })
  t.strictSame((await readdir(place.root)).sort(), ['folder', 'two'])
  t.match(await move(files, { from: 'two', to: 'two' }), { path: 'two', entry: { size: 1 } })
})

t.test('[F-12] a path that vanished answers how far the way still goes', async t => {
  const { place, files } = await start(t)
  await mkdir(join(place.root, 'a/b'), { recursive: true })
  await place.write('a/file', 'text')
  t.match(await stat(files, ''), { entry: { kind: 'directory' }, nearest: '' })
  t.match(await stat(files, 'a/b/c/d'), { entry: null, nearest: 'a/b', why: /a\/b\/c\/d/ })
  t.match(await stat(files, 'a/file/x'), { entry: null, nearest: 'a' })
  t.match(await stat(files, 'a/b'), { entry: { kind: 'directory' }, nearest: 'a' })
  await t.rejects(stat(files, '../x'), { code: 'path_invalid' })
})

t.test('[F-10] what reads as text is told from what does not, and a pipe is not opened to find out', async t => {
  const { place, files } = await start(t)
  await place.write('text', 'é'.repeat(8000))
  await place.write('empty')
  await place.write('latin', Buffer.from('caf\xe9 au lait', 'latin1'))
  await place.write('archive', Buffer.from([31, 139, 8, 0, 1]))
  execFileSync('mkfifo', [join(place.root, 'pipe')])
  const texts = await Promise.all(['text', 'empty', 'latin', 'archive', 'pipe'].map(async path => (await stat(files, path)).text))
  t.strictSame(texts, [true, true, false, false, undefined])
})
