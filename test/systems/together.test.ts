import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import { createTestHub, type Person } from '@stoa/sdk/test'

/** Resolves when something that changes with the document has become true. */
function until(document: ProgramDocument, true_: () => boolean): Promise<void> {
  if (true_()) return Promise.resolve()
  return new Promise(resolve => {
    const look = () => {
      if (!true_()) return
      for (const stop of stops) void stop()
      resolve()
    }
    const stops = [document.onChange(look), document.onState(look), document.onPeople(look)]
  })
}

/** A person at one file. */
async function at(person: Person, project: string, path: string, create = false) {
  const document = openProgramDocument({ connect: person.connect, project, path, create })
  await document.ready
  return {
    document,
    types: (text: string, where = document.text().length) => document.edit({ from: where, insert: text }),
    sees: (text: string) => until(document, () => document.text().toString().includes(text)),
    reads: (text: string) => until(document, () => document.text().toString() === text),
    get text() {
      return document.text().toString()
    },
  }
}

async function desk(t: Test) {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const alice = await stoa.person('Alice')
  const bob = await stoa.person('Bob')
  const project = await alice.creates('Notes')
  await project.admits(bob, 'editor')
  await mkdir(project.root, { recursive: true })
  return { stoa, alice, bob, project }
}

t.test('[S-1] two people type in one file, each sees the other, and the file has it all', async t => {
  const { alice, bob, project } = await desk(t)
  const a = await at(alice, project.id, 'notes.txt', true)
  a.types('hi from alice\n')
  await a.document.acknowledged()
  const b = await at(bob, project.id, 'notes.txt')
  t.equal(b.text, 'hi from alice\n')
  b.types('hi from bob\n')
  await a.sees('hi from bob')
  a.types('A', 0)
  b.types('B', b.text.length)
  await Promise.all([a.document.acknowledged(), b.document.acknowledged()])
  await Promise.all([a.reads('Ahi from alice\nhi from bob\nB'), b.reads('Ahi from alice\nhi from bob\nB')])
  await a.document.save()
  t.equal(await readFile(join(project.root, 'notes.txt'), 'utf8'), a.text)
  a.document.select([[3, 5]])
  await until(b.document, () => b.document.people.some(p => p.user.name === 'Alice' && p.ranges?.[0]?.[1] === 5))
  a.document.close()
  await until(b.document, () => b.document.people.length === 0)
  t.pass('and nobody is shown who left')
})

t.test('[S-4] sed -i on a file that two people have open merges into both, and takes nothing from what they type', async t => {
  const { alice, bob, project } = await desk(t)
  await writeFile(join(project.root, 'poem.txt'), 'one\ntwo\nthree\n')
  const a = await at(alice, project.id, 'poem.txt')
  const b = await at(bob, project.id, 'poem.txt')
  a.types('typed by alice\n')
  b.types('typed by bob\n', 0)
  execFileSync('sed', ['-i', 's/two/deux/', join(project.root, 'poem.txt')])
  await Promise.all([a.sees('deux'), b.sees('deux'), a.sees('bob'), b.sees('alice')])
  await Promise.all([a.document.acknowledged(), b.document.acknowledged()])
  const whole = 'typed by bob\none\ndeux\nthree\ntyped by alice\n'
  await Promise.all([a.reads(whole), b.reads(whole)])
  await b.document.save()
  t.equal(await readFile(join(project.root, 'poem.txt'), 'utf8'), whole)
})

t.test('[S-4] a deleted file blanks nothing, is told, and comes back with the next edit', async t => {
  const { alice, project } = await desk(t)
  await writeFile(join(project.root, 'gone.txt'), 'kept\n')
  const a = await at(alice, project.id, 'gone.txt')
  await rm(join(project.root, 'gone.txt'))
  await until(a.document, () => a.document.state === 'deleted')
  t.equal(a.text, 'kept\n')
  a.types('and more\n')
  await a.document.save()
  t.equal(await readFile(join(project.root, 'gone.txt'), 'utf8'), 'kept\nand more\n')
  await until(a.document, () => a.document.state === 'live')
})

t.test('[P-5] a viewer follows and cannot edit; made an editor, he types at once', async t => {
  const { stoa, alice, project } = await desk(t)
  const vera = await stoa.person('Vera')
  await project.admits(vera, 'viewer')
  const a = await at(alice, project.id, 'notes.txt', true)
  const v = await at(vera, project.id, 'notes.txt')
  t.equal(v.document.state, 'readonly')
  a.types('followed')
  await v.sees('followed')
  v.types('!')
  await until(v.document, () => v.document.error !== null)
  t.match(v.document.error?.code, 'role_too_low')
  await a.document.acknowledged()
  t.equal(a.text, 'followed')
  // Nothing else happens meanwhile that would tell her.
  await a.document.save()
  const reader = await at(vera, project.id, 'notes.txt')
  t.equal(reader.document.state, 'readonly')
  await project.admits(vera, 'editor')
  await until(reader.document, () => reader.document.state === 'live')
  await a.sees('!')
})

t.test('[F-10] what is not text is not opened as text, and says so', async t => {
  const { alice, project } = await desk(t)
  await writeFile(join(project.root, 'picture.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]))
  await t.rejects(at(alice, project.id, 'picture.png'), { code: 'not_text' })
  await t.rejects(at(alice, project.id, 'missing.txt'), { code: 'not_found' })
  await t.rejects(at(alice, project.id, '../outside.txt', true), { code: 'path_invalid' })
  await t.rejects(at(alice, project.id, '.stoa/config', true), { code: 'path_private' })
})
