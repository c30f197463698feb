import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import { createTestHub } from '@stoa/sdk/test'
import { createWorld } from './world.ts'

const run = promisify(execFile)

/** Alice in a project of real files, and others who help her to have many open: a connection has at most 256 channels. */
async function aliceIn(t: Test) {
  const hub = await createTestHub()
  t.teardown(() => hub.close())
  const alice = await hub.person('Alice')
  const project = await alice.creates('shared')
  await mkdir(project.root, { recursive: true })
  const others = [alice, await hub.person('Bob'), await hub.person('Carl')]
  for (const other of others.slice(1)) await project.admits(other, 'editor')
  let opened = 0
  return {
    root: project.root,
    at: (path: string) => join(project.root, path),
    async opens(path: string): Promise<ProgramDocument> {
      const { connect } = others[opened++ % others.length]!
      const document = openProgramDocument({ connect, project: project.id, path })
      t.teardown(() => document.close())
      await document.ready
      return document
    },
  }
}
const until = (document: ProgramDocument, holds: () => boolean): Promise<void> =>
  new Promise(resolve => {
    const look = () => {
      if (!holds()) return
      void stopText()
      void stopState()
      resolve()
    }
    const stopText = document.onChange(look)
    const stopState = document.onState(look)
    look()
  })
const says = (document: ProgramDocument, text: string) => until(document, () => document.text().toString() === text)

t.test(
  '[S-4] git checks out another branch under five hundred open files: each says what git wrote, and what was typed is kept',
  { timeout: 120_000 },
  async t => {
    const { root, at, opens } = await aliceIn(t)
    const names = Array.from({ length: 500 }, (_, n) => `f${n}.txt`)
    const git = (...args: string[]) => run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: root })
    await git('init', '-q', '-b', 'main')
    for (const name of names) await writeFile(at(name), `${name}\nmiddle\nend\n`)
    await writeFile(at('.gitignore'), '.stoa\n')
    await git('add', '.')
    await git('commit', '-qm', 'first')
    await git('checkout', '-qb', 'other')
    for (const name of names) await writeFile(at(name), `${name}\nmiddle\nother end\n`)
    await git('commit', '-qam', 'second')
    await git('checkout', '-q', 'main')
    const documents = await Promise.all(names.map(opens))
    // Typed and not saved yet, in every tenth.
    const typed = documents.filter((_, n) => n % 10 === 0)
    await git('checkout', '-q', 'other')
    for (const document of typed) document.edit({ from: 0, insert: 'typed ' })
    await Promise.all(documents.map((document, n) => says(document, `${n % 10 === 0 ? 'typed ' : ''}${names[n]}\nmiddle\nother end\n`)))
    await Promise.all(typed.map(document => document.save()))
    t.equal(await readFile(at('f490.txt'), 'utf8'), 'typed f490.txt\nmiddle\nother end\n')
  },
)

t.test('[S-4] a program appends a line every ten milliseconds while somebody types above: each line is there once, in order', async t => {
  const { at, opens } = await aliceIn(t)
  await writeFile(at('log.txt'), 'head\n')
  const alice = await opens('log.txt')
  const lines = Array.from({ length: 150 }, (_, n) => `line ${n}\n`).join('')
  const program = run('sh', [
    '-c',
    'i=0; while [ $i -lt 150 ]; do echo "line $i" >> "$1"; i=$((i+1)); sleep 0.01; done',
    'sh',
    at('log.txt'),
  ])
  let running = true
  void program.finally(() => (running = false))
  let typed = 0
  while (running) {
    alice.edit({ from: typed, insert: 'x' })
    typed++
    await alice.acknowledged()
    if (typed % 50 === 0) await alice.save()
  }
  await program
  await says(alice, `${'x'.repeat(typed)}head\n${lines}`)
  await alice.save()
  t.equal(await readFile(at('log.txt'), 'utf8'), `${'x'.repeat(typed)}head\n${lines}`)
})

t.test('[S-4] a file that is cut to nothing is empty for everybody, but for what was typed and is not saved', async t => {
  const { at, opens } = await aliceIn(t)
  await writeFile(at('a.txt'), 'one\ntwo\n')
  const alice = await opens('a.txt')
  await truncate(at('a.txt'))
  alice.edit({ from: 3, insert: '!' })
  await says(alice, '!')
  await alice.save()
  t.equal(await readFile(at('a.txt'), 'utf8'), '!')
})

t.test('[S-4] a folder in a file’s place is said to be no text and left alone; when the file is back, it is live again', async t => {
  const { at, opens } = await aliceIn(t)
  await writeFile(at('a.txt'), 'one')
  const alice = await opens('a.txt')
  await rm(at('a.txt'))
  await mkdir(at('a.txt'))
  await writeFile(join(at('a.txt'), 'inside'), 'kept')
  await until(alice, () => alice.state === 'undecodable')
  t.equal(alice.text().toString(), 'one')
  await t.rejects(alice.save())
  t.equal(await readFile(join(at('a.txt'), 'inside'), 'utf8'), 'kept')
  await rm(at('a.txt'), { recursive: true })
  await writeFile(at('a.txt'), 'two')
  await until(alice, () => alice.state === 'live' && alice.text().toString() === 'two')
})

t.test('[S-4] a file that may not be read any more keeps its text here, takes no edits, and is live again when it may', async t => {
  const world = createWorld({ file: 'one' })
  const alice = await world.joins('alice')
  world.file.forbid(true)
  world.file.touch()
  world.clock.advance(4_000)
  await world.settle()
  t.same([alice.state, alice.text().toString()], ['undecodable', 'one'])
  world.file.forbid(false)
  world.file.touch()
  world.clock.advance(4_000)
  await world.settle()
  t.equal(alice.state, 'live')
})

t.test('[S-4] where the file system tells of no change, a look every three seconds finds it', async t => {
  const world = createWorld({ file: 'one' })
  const alice = await world.joins('alice')
  world.file.silently('one two')
  await world.settle()
  world.clock.advance(3_500)
  await world.settle()
  t.equal(alice.text().toString(), 'one two')
})

t.test(
  '[S5.2] a long text comes packed and whole, and what others type while it is on its way comes after it',
  { timeout: 60_000 },
  async t => {
    const { at, opens } = await aliceIn(t)
    const long = '😀é|\n'.repeat(100_003)
    await writeFile(at('long.sagews'), long)
    const alice = await opens('long.sagews')
    t.ok(alice.text().toString() === long, 'whole')
    const bob = opens('long.sagews')
    for (let n = 0; n < 50; n++) {
      alice.edit({ from: alice.text().length, insert: `${n} ` })
      await alice.acknowledged()
    }
    const theirs = await bob
    await until(theirs, () => theirs.version === alice.version)
    t.ok(theirs.text().eq(alice.text()))
  },
)
