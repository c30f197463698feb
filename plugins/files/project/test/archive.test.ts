import { execFileSync } from 'node:child_process'
import { chmod, lstat, mkdir, readFile, readdir, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { makePlace, makeRequest } from '../../test/place.ts'
import { compress } from '../compress.ts'
import { downloadArchive } from '../download.ts'
import { extract } from '../extract.ts'

const never = new AbortController().signal
const report = () => {}

async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  const { files } = place
  const at = (path: string) => join(place.root, path)
  await mkdir(at('sums/deep'), { recursive: true })
  await writeFile(at('sums/a b "c"\n.txt'), 'text '.repeat(1000))
  await writeFile(at('sums/deep/-run'), '#!/bin/sh\n', { mode: 0o755 })
  await writeFile(at('sums/Kr\u00fcmel.txt'), 'NFC')
  await writeFile(at('sums/Kru\u0308mel.txt'), 'NFD')
  await symlink('deep/-run', at('sums/link'))
  await mkdir(at('sums/empty'))
  return { ...place, files, at, visible: async () => (await readdir(place.root)).filter(name => name !== '.stoa').sort() }
}

for (const form of ['zip', 'tar.gz'] as const) {
  t.test(`[F-4] what is compressed as ${form} and extracted again is what it was: names, modes, links, empty folders`, async t => {
    const { files, at, visible } = await start(t)
    const { made } = await compress({ files, directory: '', names: ['sums'], form, report, signal: never })
    t.strictSame(made, [`sums.${form}`])
    const back = await extract({ files, path: `sums.${form}`, report, signal: never })
    t.strictSame(back, { made: ['sums (2)'], leftOut: [] })
    t.strictSame((await readdir(at('sums (2)'))).sort(), (await readdir(at('sums'))).sort())
    t.equal(await readFile(at('sums (2)/a b "c"\n.txt'), 'utf8'), 'text '.repeat(1000))
    t.equal((await lstat(at('sums (2)/deep/-run'))).mode & 0o777, 0o755)
    t.equal(await readlink(at('sums (2)/link')), 'deep/-run')
    t.equal(await readFile(at('sums (2)/Kru\u0308mel.txt'), 'utf8'), 'NFD')
    t.strictSame(await visible(), ['sums', 'sums (2)', `sums.${form}`])
    t.strictSame(await readdir(at('.stoa/staging')), [], 'nothing is left on the stage')
  })

  t.test(`[P-11] a download as ${form} is read by the programs that everybody has, and names what it left out`, async t => {
    const { files, at } = await start(t)
    execFileSync('mkfifo', [at('sums/pipe')])
    const answer = await downloadArchive(files, makeRequest('sums', { query: `as=${form}` }))
    t.match(answer.headers, { 'content-disposition': new RegExp(`filename="sums.${form}"`) })
    await writeFile(at('got'), answer.body as Readable)
    const listed =
      form === 'zip' ? execFileSync('unzip', ['-Z1', at('got')]) : execFileSync('tar', ['tzf', at('got'), '--quoting-style=literal'])
    t.match(String(listed), /sums\/deep\/-run/)
    t.match(String(listed), /Left out of this archive\.txt/)
    if (form === 'zip') execFileSync('unzip', ['-tq', at('got')])
  })
}

t.test('[P-11] the whole project is packed without what is Stoa’s own; some things of a folder, and nothing else', async t => {
  const { files, at } = await start(t)
  await mkdir(at('.stoa/history'), { recursive: true })
  await writeFile(at('.stoa/history/secret'), '')
  const listOf = async (path: string, query: string) => {
    const { body } = await downloadArchive(files, makeRequest(path, { query: `as=tar.gz&${query}` }))
    return String(execFileSync('tar', ['tz'], { input: Buffer.concat(await (body as Readable).toArray()) }))
      .split('\n')
      .filter(Boolean)
  }
  const all = await listOf('', '')
  t.ok(all.includes('sums/deep/-run'))
  t.notOk(all.some(name => name.includes('.stoa')))
  t.strictSame(await listOf('sums', 'name=deep&name=link'), ['deep/', 'deep/-run', 'link'])
  await t.rejects(downloadArchive(files, makeRequest('', { query: 'name=missing' })), { code: 'not_found' })
  await t.rejects(downloadArchive(files, makeRequest('', { query: 'name=.stoa' })), { code: 'path_private' })
})

t.test('[P-11] whoever goes away in the middle of an archive leaves no file open', async t => {
  const { files, at } = await start(t)
  await writeFile(at('sums/large'), Buffer.alloc(20_000_000, 'x'))
  for (const form of ['zip', 'tar.gz']) {
    const { body } = await downloadArchive(files, makeRequest('sums', { query: `as=${form}` }))
    const reading = body as Readable
    await reading.read(0)
    reading.destroy()
    await new Promise<void>(resolve => (reading.closed ? resolve() : void reading.once('close', resolve)))
  }
  const open = async () =>
    (await Promise.all((await readdir('/proc/self/fd')).map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')))).filter(to =>
      to.startsWith(at('sums')),
    )
  while ((await open()).length > 0) await new Promise(resolve => setImmediate(resolve))
  t.pass('all closed')
})

t.test('[F-4] an archive that cannot be finished leaves nothing', async t => {
  const { files, at, visible } = await start(t)
  const cancel = new AbortController()
  await writeFile(at('sums/large'), Buffer.alloc(20_000_000, 'x'))
  const working = compress({
    files,
    directory: '',
    names: ['sums'],
    form: 'tar.gz',
    signal: cancel.signal,
    report: ({ done }) => void (done > 0 && cancel.abort()),
  })
  await t.rejects(working)
  await t.rejects(compress({ files, directory: '', names: ['gone'], form: 'zip', report, signal: never }), { code: 'not_found' })
  t.strictSame(await visible(), ['sums'])
  t.strictSame(await readdir(at('.stoa/staging')), [])
  await chmod(at('sums/deep'), 0o755)
})
