import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import { createTestHub } from '@stoa/sdk/test'

/** Alice in a project with one file. */
async function aliceAt(t: Test, path: string, content: string) {
  const hub = await createTestHub()
  t.teardown(() => hub.close())
  const alice = await hub.person('Alice')
  const project = await alice.creates('shared')
  const at = (path: string) => join(project.root, path)
  await mkdir(join(at(path), '..'), { recursive: true })
  await writeFile(at(path), content)
  return {
    at,
    async opens(path: string): Promise<ProgramDocument> {
      const document = openProgramDocument({ connect: alice.connect, project: project.id, path })
      t.teardown(() => document.close())
      await document.ready
      return document
    },
  }
}
const movedTo = (document: ProgramDocument): Promise<string> =>
  new Promise(resolve => {
    const stop = document.onMoved(path => {
      void stop()
      resolve(path)
    })
  })

t.test('[S4.11] [S-4] an open file that is renamed by another program is followed, with its history and what was not saved', async t => {
  const { at, opens } = await aliceAt(t, 'draft.txt', 'one')
  const alice = await opens('draft.txt')
  alice.edit({ from: 3, insert: ' two' })
  await alice.acknowledged()
  const moved = movedTo(alice)
  await rename(at('draft.txt'), at('paper.txt'))
  t.equal(await moved, 'paper.txt')
  alice.edit({ from: 7, insert: ' three' })
  await alice.save()
  t.equal(await readFile(at('paper.txt'), 'utf8'), 'one two three')
  await t.rejects(readFile(at('draft.txt')), { code: 'ENOENT' }, 'nothing is made again under the old name')
  const again = await opens('paper.txt')
  t.equal(again.version, alice.version, 'one document, one history')
  t.ok(again.version >= 3)
})

t.test('[S4.11] a folder is renamed and the file opened there at once: it is the same document', async t => {
  const { at, opens } = await aliceAt(t, 'a/b/notes.txt', 'one')
  const alice = await opens('a/b/notes.txt')
  alice.edit({ from: 0, insert: 'zero ' })
  await alice.acknowledged()
  const moved = movedTo(alice)
  await rename(at('a'), at('c'))
  const bob = await opens('c/b/notes.txt')
  t.equal(await moved, 'c/b/notes.txt')
  t.equal(bob.text().toString(), 'zero one')
  t.equal(bob.version, alice.version)
})

t.test('[S4.11] an editor that puts the old file aside before it writes the new one has renamed nothing', async t => {
  const { at, opens } = await aliceAt(t, 'a.txt', 'one')
  const alice = await opens('a.txt')
  await rename(at('a.txt'), at('a.txt~'))
  await writeFile(at('a.txt'), 'two')
  await new Promise<void>(resolve => {
    const stop = alice.onChange(() => {
      void stop()
      resolve()
    })
  })
  t.same([alice.path, alice.text().toString()], ['a.txt', 'two'])
})

t.test('[S4.11] a file that is renamed onto the path of an open one is a change of that one’s text', async t => {
  const { at, opens } = await aliceAt(t, 'a.txt', 'one')
  await writeFile(at('b.txt'), 'two')
  const [a, b] = [await opens('a.txt'), await opens('b.txt')]
  await rename(at('a.txt'), at('b.txt'))
  await Promise.all([
    new Promise<void>(resolve => void b.onChange(() => b.text().toString() === 'one' && resolve())),
    new Promise<void>(resolve => void a.onState(() => a.state === 'deleted' && resolve())),
  ])
  t.same([a.path, a.text().toString(), b.path], ['a.txt', 'one', 'b.txt'])
})
