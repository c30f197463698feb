import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import t, { type Test } from 'tap'
import type { Serve } from '@stoa/sdk/contract'
import { systemClock } from '../clock.ts'
import { startDocuments } from '../documents.ts'
import { startFiles } from '../files.ts'
import { keptLog } from './kept-log.ts'

/** Nobody is connected here. */
const nobody = (() => ({ callers: new Set(), emit() {}, async stop() {} })) as unknown as Serve

async function folder(t: Test) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-documents-')))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const historyDirectory = join(root, '.stoa', 'history')
  return {
    root,
    historyDirectory,
    async start() {
      const { files, stop: stopFiles } = await startFiles({ root, clock: systemClock, log: keptLog() })
      const { documents, stop } = await startDocuments({ files, historyDirectory, clock: systemClock, log: keptLog(), serve: nobody })
      const stopBoth = async () => {
        await stop()
        stopFiles()
      }
      t.teardown(stopBoth)
      return { documents, stop: stopBoth }
    },
  }
}
const append = (text: string, length: number) => ChangeSet.of({ from: length, insert: text }, length)

t.test('[S-2] stopping saves what was typed, and starting again goes on with the same history', async t => {
  const { root, start } = await folder(t)
  await writeFile(join(root, 'a.txt'), 'one')
  const first = await start()
  const before = await first.documents.open('a.txt')
  t.equal(before.commit('~robot', append(' two', 3)), 2)
  await first.stop()
  t.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'one two')
  const second = await start()
  const after = await second.documents.open('a.txt')
  t.equal(after.version, 2, 'what it saved itself is nobody else’s change')
  await second.stop()
  await writeFile(join(root, 'a.txt'), 'zero one two')
  const third = await start()
  const later = await third.documents.open('a.txt')
  t.same([later.text.toString(), later.version], ['zero one two', 3])
})

t.test('[S4.6] a file by another name is the same document', async t => {
  const { root, start } = await folder(t)
  await writeFile(join(root, 'a.txt'), 'one')
  await symlink('a.txt', join(root, 'b.txt'))
  const { documents } = await start()
  const [a, b] = await Promise.all([documents.open('a.txt'), documents.open('b.txt')])
  a.commit('~robot', append('!', 3))
  t.equal(b.text.toString(), 'one!')
})

t.test('[S-8] a file is made only when asked for; history is for its owner alone', async t => {
  const { root, historyDirectory, start } = await folder(t)
  const { documents } = await start()
  await t.rejects(documents.open('new.txt'), { code: 'not_found' })
  const made = await documents.open('new.txt', { create: true })
  t.equal(made.text.length, 0)
  await made.save()
  t.equal((await stat(join(root, 'new.txt'))).size, 0)
  t.equal((await stat(historyDirectory)).mode & 0o777, 0o700)
  const [journal] = (await readdir(historyDirectory)).filter(name => /^[0-9a-f]{32}$/.test(name))
  t.equal((await stat(join(historyDirectory, journal!))).mode & 0o777, 0o700)
})

t.test('[S4.11] the histories of files that nobody has open go with a folder that is moved', async t => {
  const { root, start } = await folder(t)
  await mkdir(join(root, 'a', 'deep'), { recursive: true })
  await writeFile(join(root, 'a', 'deep', 'x.txt'), 'one')
  const first = await start()
  const before = await first.documents.open('a/deep/x.txt')
  before.commit('~robot', append(' two', 3))
  await first.stop()
  const { documents } = await start()
  await rename(join(root, 'a'), join(root, 'b'))
  await documents.moved({ from: 'a', to: 'b' })
  const after = await documents.open('b/deep/x.txt')
  t.equal(after.version, 2)
  // A history that another file of that name has left is kept beside it.
  await writeFile(join(root, 'y.txt'), 'why')
  const y = await documents.open('y.txt')
  y.commit('~robot', append('!', 3))
  await y.save()
  await rename(join(root, 'b', 'deep', 'x.txt'), join(root, 'z.txt'))
  await documents.moved({ from: 'b/deep/x.txt', to: 'z.txt' })
  t.equal(after.path, 'z.txt', 'an open one is followed at once')
})
