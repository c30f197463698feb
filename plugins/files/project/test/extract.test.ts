import { execFileSync } from 'node:child_process'
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import tar from 'tar-stream'
import t, { type Test } from 'tap'
import yazl from 'yazl'
import { makePlace } from '../../test/place.ts'
import { extract, usualLimits } from '../extract.ts'

const never = new AbortController().signal
const report = () => {}

async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  const at = (path: string) => join(place.root, path)
  const open = (path: string, limits = usualLimits) => extract({ files: place.files, path, report, signal: never, limits })
  const left = async () => [(await readdir(place.root)).filter(name => name !== '.stoa').sort(), await readdir(at('.stoa/staging'))]
  return { ...place, at, open, left }
}

/** A zip with these things; a name in it may be changed afterwards to one of the same length. */
async function zipOf(
  things: Record<string, string | Buffer>,
  { links = {}, rename }: { links?: Record<string, string>; rename?: [string, string] } = {},
) {
  const zip = new yazl.ZipFile()
  for (const [name, text] of Object.entries(things)) zip.addBuffer(Buffer.from(text), name)
  for (const [name, to] of Object.entries(links)) zip.addBuffer(Buffer.from(to), name, { mode: 0o120777 })
  zip.end()
  const bytes = await buffer(zip.outputStream)
  return rename ? Buffer.from(bytes.toString('latin1').replaceAll(...rename), 'latin1') : bytes
}

async function tarOf(headers: (Pick<tar.Header, 'name'> & Partial<tar.Header>)[]) {
  const pack = tar.pack()
  for (const header of headers) {
    if (header.type === undefined) pack.entry(header, 'x')
    else pack.entry(header)
  }
  pack.finalize()
  return buffer(pack as unknown as AsyncIterable<Buffer>)
}

t.test('[F-4] an archive with names or links that lead out is refused whole', async t => {
  const { at, open, left, write } = await start(t)
  const bad: Record<string, Buffer> = {
    'up.zip': await zipOf({ 'fine.txt': 'x', 'aa/evil': 'x' }, { rename: ['aa/evil', '../evil'] }),
    'root.zip': await zipOf({ aevil: 'x' }, { rename: ['aevil', '/evil'] }),
    'link.zip': await zipOf({}, { links: { out: '../../etc' } }),
    'absolute.zip': await zipOf({}, { links: { out: '/etc/passwd' } }),
    'winding.zip': await zipOf({ 'a/x': '' }, { links: { 'a/out': 'x/../../..' } }),
    'up.tar': await tarOf([{ name: 'fine' }, { name: '../evil' }]),
    'root.tar.gz': gzipSync(await tarOf([{ name: '/evil' }])),
    'link.tgz': gzipSync(await tarOf([{ name: 'out', type: 'symlink', linkname: '..' }])),
    'twin.tar': await tarOf([{ name: 'out', type: 'link', linkname: '../../about.json' }]),
  }
  for (const [name, bytes] of Object.entries(bad)) {
    await write(name, bytes)
    await t.rejects(open(name), { code: 'archive_escapes', message: /out|evil/ }, name)
  }
  t.strictSame(await left(), [Object.keys(bad).sort(), []])
  await t.rejects(readFile(at('../evil')))
})

t.test('[F-4] nothing is written through a link that the archive itself brings', async t => {
  const { open, left, write, linkOut } = await start(t)
  await linkOut('etc')
  await write(
    'through.tar',
    await tarOf([{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'b', type: 'directory' }, { name: 'a/x' }]),
  )
  await t.rejects(open('through.tar'), { code: 'archive_broken', message: /twice|folder/ })
  t.strictSame(await left(), [['etc', 'through.tar'], []])
})

t.test('[F-4] a bomb is put out: too many bytes, too many things, too small an archive for what is in it', async t => {
  const { open, left, write } = await start(t)
  await write('bytes.zip', await zipOf({ zeros: Buffer.alloc(3_000_000) }))
  await t.rejects(open('bytes.zip', { ...usualLimits, bytes: 1e6 }), { code: 'archive_too_large' })
  await write('bytes.gz', gzipSync(Buffer.alloc(3_000_000)))
  await t.rejects(open('bytes.gz', { ...usualLimits, bytes: 1e6 }), { code: 'archive_too_large' })
  await write('things.tar', await tarOf(Array.from({ length: 20 }, (_, i) => ({ name: `f${i}` }))))
  await t.rejects(open('things.tar', { ...usualLimits, things: 10 }), { code: 'archive_too_large', message: /10 things/ })
  t.strictSame(await left(), [['bytes.gz', 'bytes.zip', 'things.tar'], []])
})

t.test('[F-4] what is damaged, encrypted or no archive says so, and leaves nothing', async t => {
  const { at, open, left, write } = await start(t)
  const zip = await zipOf({ a: 'x'.repeat(5000), b: 'y'.repeat(5000) })
  await write('cut.zip', zip.subarray(0, zip.length - 30))
  await t.rejects(open('cut.zip'), { code: 'archive_broken' })
  await write('changed.tar.gz', gzipSync(await tarOf([{ name: 'a' }])).fill(7, 30, 60))
  await t.rejects(open('changed.tar.gz'), { code: 'archive_broken' })
  await write('cut.tgz', gzipSync(await tarOf([{ name: 'a' }])).subarray(0, 60))
  await t.rejects(open('cut.tgz'), { code: 'archive_broken' })
  await write('text.zip', 'no archive')
  await t.rejects(open('text.zip'), { code: 'archive_unknown' })
  await write('plain', 'x')
  execFileSync('zip', ['-q', '-P', 'word', 'locked.zip', 'plain'], { cwd: at('') })
  await t.rejects(open('locked.zip'), { code: 'archive_encrypted', message: /plain/ })
  await symlink('nowhere', at('broken.zip'))
  await t.rejects(open('broken.zip'), { code: 'not_found' })
  t.equal((await left())[1]!.length, 0)
})

t.test('[F-4] one thing comes out as itself, many in a folder, a lone compressed file under its own name', async t => {
  const { at, open, write } = await start(t)
  await write(
    'one.tar.zst',
    zstdCompressSync(await tarOf([{ name: 'data', type: 'directory' }, { name: 'data/a' }, { name: 'data/pipe', type: 'fifo' }])),
  )
  t.match(await open('one.tar.zst'), { made: ['data'], leftOut: [{ path: 'data/pipe' }] })
  await write('many.zip', await zipOf({ a: '1', b: '2' }))
  t.match(await open('many.zip'), { made: ['many'] })
  await mkdir(at('sub'))
  await write('sub/notes.txt.gz', gzipSync('hello'))
  t.match(await open('sub/notes.txt.gz'), { made: ['sub/notes.txt'] })
  t.equal(await readFile(at('sub/notes.txt'), 'utf8'), 'hello')
  await writeFile(at('sub/notes.txt'), 'mine')
  t.match(await open('sub/notes.txt.gz'), { made: ['sub/notes (2).txt'] })
  t.equal(await readFile(at('sub/notes.txt'), 'utf8'), 'mine', 'nothing is replaced')
})
