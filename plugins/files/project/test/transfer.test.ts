import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import t, { type Test } from 'tap'
import fc from 'fast-check'
import { bodyOf, makeClock, makePlace, makeRequest } from '../../test/place.ts'
import { download } from '../download.ts'
import { readRange } from '../range.ts'
import { createTrash } from '../trash.ts'
import { dispositionOf } from '../types.ts'
import { createUploads } from '../upload.ts'

async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  const trash = createTrash({ files: place.files, clock: makeClock() })
  const uploads = createUploads({ files: place.files, trash })
  const visible = async () => (await readdir(place.root)).filter(name => name !== '.stoa')
  const waiting = () => readdir(join(place.root, '.stoa/uploads'))
  const get = (path: string, asked: Parameters<typeof makeRequest>[1] = {}) => download(place.files, makeRequest(path, asked))
  return { place, trash, uploads, visible, waiting, get, read: (path: string) => readFile(join(place.root, path)) }
}

t.test('[F-6] a large upload arrives whole and comes down the same', async t => {
  const { uploads, get, visible, waiting } = await start(t)
  const size = 40 * 1024 * 1024
  const block = randomBytes(1024 * 1024)
  function* blocks() {
    for (let i = 0; i < 40; i++) yield block
  }
  const done = await uploads.upload(makeRequest('big file.bin', { body: blocks(), headers: { 'content-length': String(size) } }))
  t.match(done, { path: 'big file.bin', entry: { size } })
  const answer = await get('big file.bin')
  t.match(answer, { status: 200, headers: { 'content-length': String(size), 'accept-ranges': 'bytes' } })
  const hash = createHash('sha256')
  for await (const piece of answer.body as Readable) hash.update(piece as Buffer)
  const expected = createHash('sha256')
  for (const one of blocks()) expected.update(one)
  t.equal(hash.digest('hex'), expected.digest('hex'))
  t.strictSame([await visible(), await waiting()], [['big file.bin'], []])
})

t.test('[F-6] an upload cut in the middle leaves nothing, neither where it was going nor on the way', async t => {
  const { uploads, visible, waiting } = await start(t)
  const body = new PassThrough()
  body.write(Buffer.alloc(100_000))
  const uploading = uploads.upload(makeRequest('half', { body, headers: { 'content-length': '200000' } }))
  const refused = t.rejects(uploading, { code: 'upload_cut', message: /of 200000/ })
  while ((await waiting().catch(() => [])).length === 0);
  t.strictSame(await visible(), [], 'nothing is seen before all is there')
  body.destroy()
  await refused
  t.strictSame([await visible(), await waiting()], [[], []])
  const short = uploads.upload(makeRequest('short', { body: [Buffer.alloc(10)], headers: { 'content-length': '20' } }))
  await t.rejects(short, { code: 'upload_cut' })
  t.strictSame([await visible(), await waiting()], [[], []])
})

t.test('[F-6] an upload replaces only when told to, and then the old file is in the trash', async t => {
  const { place, trash, uploads, read, visible } = await start(t)
  await place.write('data.csv', 'old')
  await t.rejects(uploads.upload(makeRequest('data.csv', { body: ['new'] })), { code: 'exists' })
  t.equal(String(await read('data.csv')), 'old')
  const done = await uploads.upload(makeRequest('data.csv', { query: 'replace=1', body: ['new'] }))
  t.match(done, { trashed: { path: 'data.csv', size: 3, by: 'Ada' } })
  t.equal(String(await read('data.csv')), 'new')
  const path = await trash.restore(done.trashed!.id)
  t.equal(String(await read(path)), 'old')
  t.strictSame((await visible()).sort(), ['data (restored).csv', 'data.csv'])
})

t.test('[F-6] of two uploads to one name at once, one arrives and one is refused', async t => {
  const { uploads, read, waiting } = await start(t)
  const results = await Promise.allSettled(['a', 'b'].map(letter => uploads.upload(makeRequest('same', { body: [letter.repeat(9)] }))))
  t.strictSame(results.map(one => one.status).sort(), ['fulfilled', 'rejected'])
  t.match(String(await read('same')), /^(a{9}|b{9})$/)
  t.strictSame(await waiting(), [])
})

t.test('[F-6] folders are made for an upload only when asked, and never replaced by one', async t => {
  const { place, uploads } = await start(t)
  await t.rejects(uploads.upload(makeRequest('a/b/c', { body: ['x'] })), { code: 'folder_missing' })
  t.match(await uploads.upload(makeRequest('a/b/c', { query: 'parents=1', body: ['x'] })), { entry: { size: 1 } })
  await t.rejects(uploads.upload(makeRequest('a/b', { query: 'replace=1', body: ['x'] })), { code: 'not_file' })
  await symlink('nowhere', join(place.root, 'link'))
  await uploads.upload(makeRequest('link', { query: 'replace=1', body: ['x'] }))
  t.strictSame((await readdir(place.root)).includes('nowhere'), false, 'a link is replaced, not written through')
})

t.test('[F-12] neither way leads out of the project or into .stoa', async t => {
  const { place, uploads, get } = await start(t)
  await place.linkOut('out')
  await mkdir(join(place.root, '.stoa'), { recursive: true })
  for (const [path, code] of [
    ['out/passwd', 'path_outside'],
    ['../x', 'path_invalid'],
    ['.stoa/x', 'path_private'],
  ] as const) {
    await t.rejects(get(path), { code }, `download ${path}`)
    await t.rejects(uploads.upload(makeRequest(path, { query: 'parents=1&replace=1', body: ['x'] })), { code }, `upload ${path}`)
  }
})

t.test('[F-10] folders, pipes and what is missing are refused without being opened', async t => {
  const { place, get } = await start(t)
  await mkdir(join(place.root, 'dir'))
  execFileSync('mkfifo', [join(place.root, 'pipe')])
  await t.rejects(get('dir'), { code: 'not_file' })
  await t.rejects(get('pipe'), { code: 'not_file' })
  await t.rejects(get('missing'), { code: 'not_found' })
})

t.test('[F-6] a range is exactly those bytes, and only of the version it was asked of', async t => {
  const { place, get } = await start(t)
  await place.write('f', '0123456789')
  const part = await get('f', { headers: { range: 'bytes=2-4' } })
  t.match(part, { status: 206, headers: { 'content-range': 'bytes 2-4/10', 'content-length': '3' } })
  t.equal(String(await bodyOf(part)), '234')
  t.equal(String(await bodyOf(await get('f', { headers: { range: 'bytes=-3' } }))), '789')
  await t.rejects(get('f', { headers: { range: 'bytes=10-' } }), { code: 'range_outside' })
  const etag = part.headers!['etag']!
  t.match(await get('f', { headers: { 'if-none-match': etag } }), { status: 304, body: undefined })
  await place.write('f', 'another version')
  const whole = await get('f', { headers: { range: 'bytes=2-4', 'if-range': etag } })
  t.equal(whole.status, 200)
  t.equal(String(await bodyOf(whole)), 'another version')
  await place.write('empty')
  t.match(await get('empty'), { status: 200, headers: { 'content-length': '0' } })
})

t.test('[F-6] any range header reads as bytes within the file, or as none', t => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.option(fc.nat(30)), fc.option(fc.nat(30))).map(([a, b]) => `bytes=${a ?? ''}-${b ?? ''}`),
  )
  fc.assert(
    fc.property(header, fc.nat(20), (range, size) => {
      const read = readRange(range, size)
      return typeof read === 'string' || (read.start >= 0 && read.start <= read.end && read.end < size)
    }),
  )
  t.end()
})

t.test('[F-6] only harmless types are shown in a page, and HTML only as its source', async t => {
  const { place, get } = await start(t)
  const kinds = async (name: string, query: string) => {
    await place.write(name, 'x')
    const { headers, body } = await get(name, { query })
    ;(body as Readable).destroy()
    t.match(headers, { 'x-content-type-options': 'nosniff', 'content-security-policy': /^sandbox;/ })
    return [headers!['content-type'], headers!['content-disposition']!.split(';')[0]]
  }
  t.strictSame(await kinds('a.html', ''), ['application/octet-stream', 'attachment'])
  t.strictSame(await kinds('a.html', 'view=1'), ['text/plain; charset=utf-8', 'inline'])
  t.strictSame(await kinds('a.SVG', 'view=1'), ['image/svg+xml', 'inline'])
  t.strictSame(await kinds('a.swf', 'view=1'), ['application/octet-stream', 'attachment'])
  t.strictSame(await kinds('noending', 'view=1'), ['application/octet-stream', 'attachment'])
})

t.test('[F-6] any name fits the header that names a download, and nothing can be smuggled into it', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), name => {
      const header = dispositionOf(name, false)
      return /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.!~%-]*$/.test(header) && header.split('"').length === 3
    }),
  )
  t.end()
})
