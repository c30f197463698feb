import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, unlink, writeFile, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { systemClock } from '../clock.ts'
import { startFiles } from '../files.ts'
import { keptLog } from './kept-log.ts'

async function place(t: Test) {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'stoa-files-')))
  const root = join(top, 'project')
  await mkdir(join(root, '.stoa'), { recursive: true })
  await mkdir(join(top, 'outside'))
  await writeFile(join(top, 'outside', 'secret'), 'secret')
  const { files, stop } = await startFiles({ root, clock: systemClock, log: keptLog() })
  t.teardown(async () => {
    stop()
    await rm(top, { recursive: true, force: true })
  })
  return { top, root, files, outside: join(top, 'outside') }
}
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'went through',
    (failure: { code?: string }) => failure.code,
  )

void t.test('[F-12] an ordinary file is written, read and made anew', async t => {
  const { files, root } = await place(t)
  const written = await files.open('ä.txt', 'wx')
  await written.writeFile('one two')
  await written.close()
  const again = await files.open('ä.txt', 'w')
  await again.writeFile('three')
  await again.close()
  t.equal(await readFile(join(root, 'ä.txt'), 'utf8'), 'three', 'opened for writing, what was there has gone')
  t.equal(await code(files.open('ä.txt', 'wx')), 'EEXIST')
  t.equal(await code(files.open('nothing')), 'ENOENT')
})

void t.test('[F-12] links out, pipes, devices and folders are not opened', async t => {
  const { files, root, outside } = await place(t)
  await symlink(join(outside, 'secret'), join(root, 'link'))
  await symlink(join(outside, 'new'), join(root, 'dangling'))
  await symlink(outside, join(root, 'folder'))
  await mkdir(join(root, 'real'))
  execFileSync('mkfifo', [join(root, 'pipe')])
  t.equal(await code(files.open('link')), 'path_outside')
  t.equal(await code(files.open('dangling', 'w')), 'path_outside')
  t.equal(await code(files.open('folder/secret')), 'path_outside')
  t.equal(await code(files.open('real')), 'not_file')
  t.equal(await code(files.open('pipe')), 'not_file', 'without waiting for a writer')
  t.equal(await code(files.open('pipe', 'w')), 'not_file')
  t.equal(await code(files.open('')), 'not_file')
  t.same(await readdir(outside), ['secret'], 'and nothing was made outside')
})

void t.test(
  '[F-12] a folder swapped for a link at any moment leads nowhere',
  { skip: process.platform !== 'linux' && 'Linux' },
  async t => {
    const { files, root, outside } = await place(t)
    await mkdir(join(root, 'folder'))
    await writeFile(join(root, 'folder', 'secret'), 'mine')
    await symlink(outside, join(root, 'evil'))
    // Exchanges folder and link as fast as it can in a thread of its own, while files are opened here.
    const swapper = new Worker(
      `const { renameSync } = require('node:fs'); const { parentPort, workerData: d } = require('node:worker_threads'); let on = true
     parentPort.on('message', () => { on = false }); parentPort.postMessage('go')
     const turn = () => { for (let i = 0; i < 50; i++) { renameSync(d + '/folder', d + '/away'); renameSync(d + '/evil', d + '/folder'); renameSync(d + '/folder', d + '/evil'); renameSync(d + '/away', d + '/folder') }
       if (on) setImmediate(turn); else process.exit() }; turn()`,
      { eval: true, workerData: root },
    )
    await once(swapper, 'message')
    const seen = new Map<string, number>()
    for (let round = 0; round < 3000; round++) {
      const result = await files.open('folder/secret').then(
        async handle => {
          const text = await handle.readFile('utf8')
          await handle.close()
          return text
        },
        (failure: { code: string }) => failure.code,
      )
      const made = await code(files.open('folder/new', 'w').then(handle => handle.close()))
      seen.set(result, (seen.get(result) ?? 0) + 1)
      seen.set(made!, (seen.get(made!) ?? 0) + 1)
    }
    swapper.postMessage('stop')
    await once(swapper, 'exit')
    t.notOk(seen.has('secret'), `what was outside was never read: ${JSON.stringify([...seen])}`)
    t.ok(seen.has('mine') && seen.size > 2, 'though both the folder and the link were met')
    t.same(await readdir(outside), ['secret'], 'and nothing was made there')
  },
)

void t.test('[F-12] an entry is renamed and removed through its folder, the link and not what it leads to', async t => {
  const { files, root, outside } = await place(t)
  await symlink(join(outside, 'secret'), join(root, 'link'))
  await files.at('link', from => files.at('moved', to => rename(from, to)))
  await files.at('moved', entry => unlink(entry))
  t.same(await readdir(root), ['.stoa'])
  t.same(await readdir(outside), ['secret'])
  t.equal(await code(files.at('', async () => undefined)), 'path_invalid')
  t.equal(await code(files.at('.stoa', async () => undefined)), 'path_private')
})

void t.test('[F-1] a watched folder tells of changes, and again after it was gone and came back', async t => {
  const { files, root } = await place(t)
  await mkdir(join(root, 'notes'))
  const names = new Set<string | null>()
  let wake = () => {}
  const stop = files.watch('notes', name => {
    names.add(name)
    wake()
  })
  t.teardown(() => stop())
  const until = async (condition: () => boolean, nudge: () => Promise<unknown>) => {
    while (!condition()) {
      await nudge()
      await new Promise<void>(resolve => {
        wake = resolve
        setTimeout(resolve, 50)
      })
    }
  }
  await until(
    () => names.has('a.txt'),
    () => writeFile(join(root, 'notes', 'a.txt'), String(Math.random())),
  )
  await rm(join(root, 'notes'), { recursive: true })
  await until(
    () => names.has(null),
    async () => undefined,
  )
  await mkdir(join(root, 'notes'))
  await until(
    () => names.has('b.txt'),
    () => writeFile(join(root, 'notes', 'b.txt'), String(Math.random())),
  )
  t.pass('heard of b.txt in the new folder')
})
