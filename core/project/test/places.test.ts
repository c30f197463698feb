import { copyFile, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import t, { type Test } from 'tap'
import type { Serve } from '@stoa/sdk/contract'
import { systemClock } from '../clock.ts'
import { startDocuments } from '../documents.ts'
import { startFiles } from '../files.ts'
import { openPlaces } from '../places.ts'
import { keptLog } from './kept-log.ts'

/** Nobody is connected here. */
const nobody = (() => ({ callers: new Set(), emit() {}, async stop() {} })) as unknown as Serve
const words = 'a text that is longer than what is alike by chance'

/** A project in which files were written in, and which is closed and started again between one thing and the next. */
async function project(t: Test) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-places-')))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const at = (path: string): string => join(root, path)
  async function run<T>(work: (documents: Awaited<ReturnType<typeof startDocuments>>['documents']) => Promise<T>): Promise<T> {
    const { files, stop: stopFiles } = await startFiles({ root, clock: systemClock, log: keptLog() })
    const historyDirectory = join(root, '.stoa', 'history')
    const { documents, stop } = await startDocuments({ files, historyDirectory, clock: systemClock, log: keptLog(), serve: nobody })
    // The clock of a project keeps no process alive.
    const alive = setInterval(() => undefined, 1_000)
    const answer = await work(documents)
    await stop()
    clearInterval(alive)
    stopFiles()
    return answer
  }
  return {
    at,
    run,
    /** Makes a file and writes in it, so that it has a history of two versions. */
    async writes(path: string, text: string): Promise<void> {
      await writeFile(at(path), text)
      await run(async documents => {
        const document = await documents.open(path)
        document.commit('~robot', ChangeSet.of({ from: 0, insert: '# ' }, text.length))
        await document.save()
      })
    },
    /** How many versions a file has when it is opened. */
    versions: (path: string): Promise<number> => run(async documents => (await documents.open(path)).version),
    /** Whether the file system says when a file was made, so that it is known whatever it contains. */
    async tells(): Promise<boolean> {
      await writeFile(at('probe'), '')
      const before = await stat(at('probe'), { bigint: true })
      await rename(at('probe'), at('probed'))
      const after = await stat(at('probed'), { bigint: true })
      await rm(at('probed'))
      return after.birthtimeNs > 0n && after.birthtimeNs === before.birthtimeNs && after.ctimeNs !== before.ctimeNs
    },
  }
}

t.test('[S4.13] a file that was moved in a shell while nobody had it open keeps its history, there and back', async t => {
  const { at, writes, versions } = await project(t)
  await writes('draft.txt', words)
  await rename(at('draft.txt'), at('paper.txt'))
  t.equal(await versions('paper.txt'), 2)
  await rename(at('paper.txt'), at('draft.txt'))
  t.equal(await versions('draft.txt'), 2)
})

t.test('[S4.13] one that git wrote anew under another name is known by its bytes, a short one is not', async t => {
  const { at, writes, versions } = await project(t)
  for (const [path, text] of [
    ['long.txt', words],
    ['short.txt', 'one'],
  ] as const) {
    await writes(path, text)
    const bytes = await readFile(at(path))
    await writeFile(at(`new-${path}`), bytes)
    await rm(at(path))
  }
  t.equal(await versions('new-long.txt'), 2)
  t.equal(await versions('new-short.txt'), 1)
})

t.test('[S4.13] a copy has no history, and takes none', async t => {
  const { at, writes, versions } = await project(t)
  await writes('a.txt', words)
  await copyFile(at('a.txt'), at('b.txt'))
  t.equal(await versions('b.txt'), 1)
  t.equal(await versions('a.txt'), 2)
})

t.test('[S4.13] of two equal files each is known if the files are the same, and neither if both were made anew', async t => {
  const { at, writes, versions, run, tells } = await project(t)
  await writes('a.txt', words)
  await writes('b.txt', words)
  await run(async documents => {
    const a = await documents.open('a.txt')
    a.commit('~robot', ChangeSet.of({ from: 0, to: 1 }, a.text.length))
    a.commit('~robot', ChangeSet.of({ from: 0, insert: '#' }, a.text.length))
    await a.save()
  })
  const bytes = await readFile(at('a.txt'))
  if (await tells()) {
    await rename(at('a.txt'), at('c.txt'))
    await rename(at('b.txt'), at('d.txt'))
    t.same([await versions('d.txt'), await versions('c.txt')], [2, 4])
    await rename(at('c.txt'), at('a.txt'))
    await rename(at('d.txt'), at('b.txt'))
    t.same([await versions('b.txt'), await versions('a.txt')], [2, 4])
  }
  for (const path of ['e.txt', 'f.txt']) await writeFile(at(path), bytes)
  await rm(at('a.txt'))
  await rm(at('b.txt'))
  t.same([await versions('e.txt'), await versions('f.txt')], [1, 1])
})

t.test('[S4.13] one that was moved and then written by another program is known by what it is; the change is a version', async t => {
  const { at, writes, versions, tells } = await project(t)
  await writes('a.txt', words)
  if (!(await tells())) return t.comment('This file system does not say when a file was made.')
  await rename(at('a.txt'), at('b.txt'))
  await writeFile(at('b.txt'), 'something else')
  t.equal(await versions('b.txt'), 3)
})

t.test('[S4.13] the history of a document that is open is its own, though its file is gone', async t => {
  const { at, writes, run } = await project(t)
  await writes('a.txt', words)
  await run(async documents => {
    const a = await documents.open('a.txt')
    await writeFile(at('b.txt'), await readFile(at('a.txt')))
    await rm(at('a.txt'))
    t.equal((await documents.open('b.txt')).version, 1)
    t.equal(a.version, 2)
  })
})

t.test('[S4.13] the list of places is read after a crash in the midst of a line, and is written anew when it has become long', async t => {
  const file = join(t.testdir(), 'places.log')
  const open = () => openPlaces({ file, missing: async () => true })
  const first = await open()
  for (let n = 0; n < 1_100; n++) first.remember({ path: 'a.txt', hash: String(n), birth: 'b' })
  first.remember({ path: 'é.txt', hash: 'x' })
  await first.stop()
  await writeFile(file, '\n["torn', { flag: 'a' })
  const second = await open()
  await second.stop()
  t.equal((await readFile(file, 'utf8')).split('\n').length, 3)
  const third = await open()
  t.equal(await third.before({ path: 'c.txt', hash: '1099', size: 40 }, () => true), 'a.txt')
  t.equal(await third.before({ path: 'c.txt', hash: '1098', size: 40 }, () => true), null)
  t.equal(await third.before({ path: 'c.txt', hash: 'x', size: 40 }, () => true), 'é.txt')
  t.equal(await third.before({ path: 'c.txt', hash: 'x', size: 40 }, () => false), null)
})
