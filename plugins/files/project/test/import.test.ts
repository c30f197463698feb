import { once } from 'node:events'
import { readFile, readdir } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { makePlace } from '../../test/place.ts'
import { isPublic } from '../address.ts'
import { importUrl, nameFrom, usualImport } from '../import.ts'

async function start(t: Test, listener: RequestListener) {
  const place = await makePlace()
  t.teardown(place.remove)
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => (server.closeAllConnections(), server.close()))
  const { port } = server.address() as AddressInfo
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const far: object[] = []
  const bring = (path: string, given: Partial<Parameters<typeof importUrl>[0]> = {}) =>
    importUrl({
      files: place.files,
      url: path.startsWith('/') ? url(path) : path,
      directory: '',
      report: one => void far.push(one),
      signal: new AbortController().signal,
      allowed: () => true,
      ...given,
    })
  return {
    ...place,
    url,
    far,
    bring,
    port,
    seen: async () => (await readdir(place.root)).filter(name => name !== '.stoa'),
    read: (name: string) => readFile(join(place.root, name), 'utf8'),
  }
}

t.test('[F-7] a file is imported under its name, through redirects, and beside what is there', async t => {
  const { bring, read, far, write } = await start(t, (request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/data/zeros%20%C3%BC.csv?x=1' }).end()
    else if (request.url === '/named')
      response.writeHead(200, { 'content-disposition': `attachment; filename="../../up.txt"` }).end('named')
    else response.writeHead(200, { 'content-length': 5 }).end('zeros')
  })
  t.strictSame(await bring('/moved'), { made: ['zeros ü.csv'] })
  t.equal(await read('zeros ü.csv'), 'zeros')
  t.match(far.at(-1), { done: 5, total: 5 })
  await write('up.txt', 'mine')
  t.strictSame(await bring('/named'), { made: ['up (2).txt'] })
  t.equal(await read('up.txt'), 'mine')
})

t.test('[F-7] private addresses are refused at every hop, by number and by name', async t => {
  const asked: string[] = []
  const { bring, seen, port } = await start(t, (request, response) => {
    asked.push(request.url!)
    response.writeHead(302, { location: `http://localhost:${port}/inner` }).end()
  })
  for (const url of [
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}/`,
    'http://[::1]/',
    'http://0/',
    'http://2130706433/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest',
  ])
    await t.rejects(bring(url, { allowed: isPublic }), { code: 'address_private' }, url)
  t.strictSame(asked, [], 'nobody was even connected to')
  let hops = 0
  await t.rejects(bring('/first', { allowed: () => hops++ === 0 }), { code: 'address_private', message: /localhost/ })
  t.strictSame(asked, ['/first'])
  for (const url of ['file:///etc/passwd', 'ftp://example.org/x', 'https://me:word@example.org/', 'nonsense'])
    await t.rejects(bring(url), { code: 'url_invalid' }, url)
  t.strictSame(await seen(), [])
})

t.test('[F-7] too much, too long, cut, refused, cancelled: each says so, and nothing is kept', async t => {
  const { bring, seen, root } = await start(t, (request, response) => {
    if (request.url === '/loop') response.writeHead(301, { location: '/loop' }).end()
    else if (request.url === '/gone') response.writeHead(404).end('no')
    else if (request.url === '/large') response.writeHead(200, { 'content-length': 2000 }).end('x'.repeat(2000))
    else if (request.url === '/endless') response.write('x'.repeat(2000))
    else {
      response.writeHead(200, { 'content-length': 100 })
      response.write('some', () => request.url === '/cut' && response.destroy())
    }
  })
  const limits = { ...usualImport, bytes: 1000 }
  await t.rejects(bring('/loop'), { code: 'import_refused', message: /more than 5 times/ })
  await t.rejects(bring('/gone'), { code: 'import_refused', message: /404/ })
  await t.rejects(bring('/large', { limits }), { code: 'import_too_large' })
  await t.rejects(bring('/endless', { limits }), { code: 'import_too_large' })
  await t.rejects(bring('/cut'), { code: 'import_cut' })
  await t.rejects(bring('/silent', { limits: { ...limits, time: 50 } }), { code: 'import_too_slow' })
  await t.rejects(bring('http://127.0.0.1:1/'), { code: 'unreachable' })
  const cancel = new AbortController()
  await t.rejects(bring('/silent', { signal: cancel.signal, report: () => cancel.abort() }))
  t.strictSame([await seen(), await readdir(join(root, '.stoa/staging'))], [[], []])
})

t.test('[F-7] whatever a server calls a file, it is one name in the folder', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.webUrl(), (name, url) => {
      const kept = nameFrom(`attachment; filename="${name}"; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}`, new URL(url))
      return kept !== '' && kept !== '.' && kept !== '..' && !/[/\0]/.test(kept) && Buffer.byteLength(kept) <= 255
    }),
  )
  t.strictSame(
    ['8.8.8.8', '2606:4700::1111', '192.168.1.1', '100.64.0.1', 'fd00::1', '64:ff9b::7f00:1', '::ffff:8.8.8.8', 'x'].map(isPublic),
    [true, true, false, false, false, false, false, false],
  )
  t.end()
})
