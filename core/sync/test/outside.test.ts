import { execFile } from 'node:child_process'
import { appendFile, chmod, lstat, mkdir, open, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import { createTestHub, type Person } from '@stoa/sdk/test'

const run = promisify(execFile)

/** Two people who have one real file open over real sockets. */
async function twoAt(t: Test, path: string, content: string | Buffer) {
  const hub = await createTestHub()
  t.teardown(() => hub.close())
  const alice = await hub.person('Alice')
  const bob = await hub.person('Bob')
  const project = await alice.creates('shared')
  await project.admits(bob, 'editor')
  const file = join(project.root, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, content)
  const opens = async (person: Person, path: string) => {
    const document = openProgramDocument({ connect: person.connect, project: project.id, path })
    t.teardown(() => document.close())
    await document.ready
    return document
  }
  return {
    file,
    alice: await opens(alice, path),
    bob: await opens(bob, path),
    root: project.root,
    bobOpens: (path: string) => opens(bob, path),
  }
}

/** Resolves when what a document shows, or its state, is so. */
function until(document: ProgramDocument, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve()
  return new Promise(resolve => {
    const look = () => {
      if (!holds()) return
      void stopText()
      void stopState()
      resolve()
    }
    const stopText = document.onChange(look)
    const stopState = document.onState(look)
  })
}
const shows = (document: ProgramDocument, text: string) => until(document, () => document.text().toString() === text)
const types = (document: ProgramDocument, after: string, insert: string) =>
  document.edit({ from: document.text().toString().indexOf(after) + after.length, insert })

t.test('[S4.1] [S-4] sed changes a line while two people type in others: everybody sees everything, and so does the file', async t => {
  const { file, alice, bob } = await twoAt(t, 'notes/a.txt', 'one\ntwo\nthree\nfour\n')
  types(alice, 'one', ' apple')
  types(bob, 'four', ' figs')
  await run('sed', ['-i', 's/two/zwei/', file])
  const whole = 'one apple\nzwei\nthree\nfour figs\n'
  await Promise.all([shows(alice, whole), shows(bob, whole)])
  await bob.save()
  t.equal(await readFile(file, 'utf8'), whole)
})

t.test('[S4.1] a program appends while somebody types: neither is lost', async t => {
  const { file, alice, bob } = await twoAt(t, 'log.txt', 'start\n')
  types(alice, 'start', 'ed')
  await appendFile(file, 'appended\n')
  await shows(bob, 'started\nappended\n')
  await appendFile(file, 'again\n')
  await shows(alice, 'started\nappended\nagain\n')
  await alice.save()
  t.equal(await readFile(file, 'utf8'), 'started\nappended\nagain\n')
})

t.test('[S4.2] touch and chmod make no version, and the mode stays after saving', async t => {
  const { file, alice, bob } = await twoAt(t, 'a.sh', 'echo\n')
  const { version } = alice
  await chmod(file, 0o750)
  await utimes(file, 1, 1)
  types(alice, 'echo', ' hi')
  await alice.save()
  await shows(bob, 'echo hi\n')
  t.equal(alice.version, version + 1)
  t.equal((await stat(file)).mode & 0o777, 0o750)
})

t.test('[S4.3] a deleted file blanks nothing; typing brings it back', async t => {
  const { file, alice, bob } = await twoAt(t, 'a.txt', 'text')
  await rm(file)
  await until(bob, () => bob.state === 'deleted')
  t.equal(alice.text().toString(), 'text')
  types(alice, 'text', ' again')
  await alice.save()
  t.equal(await readFile(file, 'utf8'), 'text again')
  await until(bob, () => bob.state === 'live' && bob.text().toString() === 'text again')
})

t.test('[S4.3] git replaces the file by another version and back', async t => {
  const { file, root, alice, bob } = await twoAt(t, 'a.txt', 'one\ntwo\n')
  const git = (...args: string[]) => run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: root })
  await git('init', '-q')
  await git('add', 'a.txt')
  await git('commit', '-qm', 'first')
  await writeFile(`${file}.new`, 'one\ntwo\nthree\n')
  await rename(`${file}.new`, file)
  await shows(alice, 'one\ntwo\nthree\n')
  await git('checkout', '-q', '--', 'a.txt')
  await Promise.all([shows(alice, 'one\ntwo\n'), shows(bob, 'one\ntwo\n')])
  t.equal(await readFile(file, 'utf8'), 'one\ntwo\n')
})

t.test('[S4.8] a program that kept the file open while it was saved, and writes then, is heard', async t => {
  const { file, alice, bob } = await twoAt(t, 'a.txt', 'one\n')
  const handle = await open(file, 'a')
  types(alice, 'one', '!')
  await alice.save()
  await handle.write('from afar\n')
  await handle.close()
  await shows(bob, 'one!\nfrom afar\n')
  await bob.save()
  t.equal(await readFile(file, 'utf8'), 'one!\nfrom afar\n')
})

t.test('[S4.8] and is heard in its place, too, when somebody typed while the file was saved', async t => {
  const { file, alice, bob } = await twoAt(t, 'a.txt', 'one\ntwo\n')
  const old = await open(file, 'r+')
  t.teardown(() => old.close())
  types(alice, 'one', ' first')
  await shows(bob, 'one first\ntwo\n')
  let saving = true
  const saved = alice.save().finally(() => (saving = false))
  let typed = 0
  while (saving) {
    types(bob, 'two', '!')
    typed++
    await bob.acknowledged()
  }
  await saved
  await old.write('written\n', 8)
  const whole = `one first\ntwo${'!'.repeat(typed)}\nwritten\n`
  await Promise.all([shows(alice, whole), shows(bob, whole)])
  await alice.save()
  t.equal(await readFile(file, 'utf8'), whole)
})

t.test('[S4.6] a link leads to the same document, and stays a link', async t => {
  const { file, root, alice, bobOpens } = await twoAt(t, 'real.txt', 'real')
  await symlink('real.txt', join(root, 'link.txt'))
  const linked = await bobOpens('link.txt')
  types(alice, 'real', 'ly')
  await shows(linked, 'really')
  await linked.save()
  t.ok((await lstat(join(root, 'link.txt'))).isSymbolicLink())
  t.equal(await readFile(file, 'utf8'), 'really')
})

t.test('[S4.10] line ends and a byte order mark are as they were', async t => {
  const { file, alice } = await twoAt(t, 'dos.txt', '\ufeffone\r\ntwo\r\n')
  t.equal(alice.text().toString(), 'one\ntwo\n')
  alice.edit({ from: 3, insert: '\nand' })
  await alice.save()
  t.equal(await readFile(file, 'utf8'), '\ufeffone\r\nand\r\ntwo\r\n')
})
