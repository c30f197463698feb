import { execFileSync } from 'node:child_process'
import { chmod, lstat, mkdir, readFile, readdir, readlink, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { makePlace } from '../../test/place.ts'
import { copy } from '../copy.ts'
import { setMode } from '../mode.ts'

const never = new AbortController().signal
const report = () => {}

async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  const at = (path: string) => join(place.root, path)
  const bring = (paths: string[], to: string, signal = never) => copy({ files: place.files, paths, to, report, signal })
  return { ...place, at, bring, visible: async (path = '') => (await readdir(at(path))).filter(name => name !== '.stoa').sort() }
}

t.test('[F-4] a folder is copied with its modes, times and links; what cannot be copied is told', async t => {
  const { at, bring, visible } = await start(t)
  await mkdir(at('a/b'), { recursive: true })
  await mkdir(at('to'))
  await writeFile(at('a/run'), 'x', { mode: 0o750 })
  await utimes(at('a/run'), 1e9, 1e9)
  await symlink('run', at('a/link'))
  await symlink('/etc', at('a/out'))
  execFileSync('mkfifo', [at('a/pipe')])
  await writeFile(at('a/b/it'), 'y')
  await chmod(at('a/b'), 0o500)
  t.teardown(() => Promise.all(['a/b', 'to/a/b'].map(path => chmod(at(path), 0o700))))
  t.match(await bring(['a'], 'to'), { made: ['to/a'], leftOut: [{ path: 'a/pipe', why: /pipe/ }] })
  t.strictSame(await visible('to/a'), ['b', 'link', 'out', 'run'])
  const found = await lstat(at('to/a/run'))
  t.strictSame([found.mode & 0o777, found.mtimeMs], [0o750, 1e12])
  t.equal(await readlink(at('to/a/out')), '/etc', 'a link is copied, and not what it leads to')
  t.equal((await lstat(at('to/a/b'))).mode & 0o777, 0o500)
})

t.test('[F-4] a copy never replaces anything, and never goes into itself', async t => {
  const { at, bring, visible, write } = await start(t)
  await mkdir(at('to/inner'), { recursive: true })
  await write('plot.v1.png', 'new')
  await write('to/plot.v1.png', 'old')
  t.match(await bring(['plot.v1.png'], 'to'), { made: ['to/plot.v1 (2).png'] })
  t.match(await bring(['plot.v1.png'], ''), { made: ['plot.v1 (copy).png'] })
  t.match(await bring(['plot.v1.png'], ''), { made: ['plot.v1 (copy 2).png'] })
  t.equal(await readFile(at('to/plot.v1.png'), 'utf8'), 'old')
  await t.rejects(bring(['to'], 'to/inner'), { code: 'into_itself' })
  await t.rejects(bring(['plot.v1.png'], 'nowhere'), { code: 'folder_missing' })
  t.strictSame(await visible(), ['plot.v1 (copy 2).png', 'plot.v1 (copy).png', 'plot.v1.png', 'to'])
})

t.test('[F-4] a copy that is cancelled in the middle of a file leaves nothing', async t => {
  const { at, files, visible, write } = await start(t)
  await write('large', Buffer.alloc(8_000_000))
  const cancel = new AbortController()
  const far: number[] = []
  const working = copy({
    files,
    paths: ['large'],
    to: '',
    signal: cancel.signal,
    report: ({ done, total }) => {
      far.push(done)
      t.equal(total, 8_000_000)
      if (done > 0) cancel.abort()
    },
  })
  await t.rejects(working)
  t.ok(far.at(-1)! < 8_000_000)
  t.strictSame(await visible(), ['large'])
  t.strictSame(await readdir(at('.stoa/staging')), [])
})

t.test('[F-4] permissions are changed of what cannot even be read, never through a link, and told as they were', async t => {
  const { at, files, write, linkOut } = await start(t)
  await write('notes')
  await chmod(at('notes'), 0o000)
  t.equal(await setMode(files, 'notes', 0o640), 0)
  t.equal((await lstat(at('notes'))).mode & 0o777, 0o640)
  await linkOut('out')
  await t.rejects(setMode(files, 'out', 0o777), { code: 'not_file' })
  await t.rejects(setMode(files, 'gone', 0o777), { code: 'not_found' })
  await t.rejects(setMode(files, 'notes', 0o4755), { code: 'mode_invalid' })
})
