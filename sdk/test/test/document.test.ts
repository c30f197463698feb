import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import type { document } from '@stoa/sdk/document'
import { createTestHub, type Person } from '@stoa/sdk/test'

async function shared(t: Test) {
  const hub = await createTestHub()
  t.teardown(() => hub.close())
  const alice = await hub.person('Alice')
  const bob = await hub.person('Bob')
  const project = await alice.creates('shared')
  await project.admits(bob, 'editor')
  await mkdir(project.root, { recursive: true })
  return {
    alice,
    bob,
    project,
    open(person: Person, path: string, options: { create?: boolean } = {}): ProgramDocument {
      const opened = openProgramDocument({ connect: person.connect, project: project.id, path, ...options })
      opened.ready.catch(() => undefined)
      t.teardown(() => opened.close())
      return opened
    },
  }
}
const until = (opened: ProgramDocument, holds: () => boolean): Promise<void> =>
  new Promise(resolve => {
    const look = () => {
      if (!holds()) return
      stops.forEach(stop => void stop())
      resolve()
    }
    const stops = [opened.onChange(look), opened.onState(look), opened.onPeople(look)]
    look()
  })

t.test('[S-1] a program makes a file, edits, hears another, sees where he is, and saves', async t => {
  const { alice, bob, project, open } = await shared(t)
  const hers = open(alice, 'new.txt', { create: true })
  await hers.ready
  t.equal(hers.text().toString(), '')
  hers.edit({ from: 0, insert: 'one\r\ntwo' })
  await hers.acknowledged()
  const his = open(bob, 'new.txt')
  await his.ready
  t.equal(his.text().toString(), 'one\r\ntwo')
  t.equal(his.text().lines, 2, 'lines end in \\n only')
  const heard: (string | null)[] = []
  his.onChange(({ session }) => void heard.push(session))
  his.edit([
    { from: 0, insert: '0' },
    { from: 3, to: 5, insert: '\n' },
  ])
  hers.edit({ from: hers.text().length, insert: '!' })
  await until(his, () => his.text().toString() === '0one\ntwo!')
  await until(hers, () => hers.text().eq(his.text()))
  t.same(heard, [null, hers.session])
  his.select([[1, 4]])
  await until(hers, () => hers.people.some(({ ranges }) => ranges?.[0]?.[1] === 4))
  t.match(hers.people, [{ user: { name: 'Bob' }, ranges: [[1, 4]], session: his.session }])
  t.not(hers.people[0]!.colour, undefined)
  await hers.save()
  t.equal(await readFile(join(project.root, 'new.txt'), 'utf8'), '0one\ntwo!')
  t.same(hers.committed(), { session: hers.session, seq: 2 })
  t.throws(() => hers.edit({ from: 100, insert: 'x' }), RangeError)
  his.close()
  await until(hers, () => hers.people.length === 0)
})

t.test('[S5.4] a text and an edit of megabytes go through in pieces', async t => {
  const { alice, bob, project, open } = await shared(t)
  const long = 'héllo 😀 world\n'.repeat(80_000)
  await writeFile(join(project.root, 'long.txt'), long)
  const hers = open(alice, 'long.txt')
  const his = open(bob, 'long.txt')
  await Promise.all([hers.ready, his.ready])
  t.ok(hers.text().toString() === long)
  hers.edit({ from: 6, insert: long })
  await hers.acknowledged()
  await until(his, () => his.text().length === long.length * 2)
  t.ok(his.text().eq(hers.text()))
})

t.test('[S5.6] who may only look is told so, does not lose what he typed, and sends it once he may', async t => {
  const { alice, bob, project, open } = await shared(t)
  await writeFile(join(project.root, 'a.txt'), 'text')
  const his = open(bob, 'a.txt')
  await his.ready
  await project.admits(bob, 'viewer')
  await until(his, () => his.state === 'readonly')
  his.edit({ from: 4, insert: ' of bob' })
  const hers = open(alice, 'a.txt')
  await hers.ready
  hers.edit({ from: 0, insert: 'a ' })
  await until(his, () => his.text().toString() === 'a text of bob')
  t.equal(hers.text().toString(), 'a text')
  await project.admits(bob, 'editor')
  await until(hers, () => hers.text().toString() === 'a text of bob')
  await his.acknowledged()
  t.equal(his.state, 'live')
})

t.test('[S-8] what is no text, too large, missing or private is refused with a reason', async t => {
  const { alice, bob, project, open } = await shared(t)
  await writeFile(join(project.root, 'bytes'), Buffer.from([1, 0, 255]))
  await writeFile(join(project.root, 'large'), Buffer.alloc(33 << 20, 'a'))
  await t.rejects(open(alice, 'bytes').ready, { code: 'not_text' })
  await t.rejects(open(alice, 'large').ready, { code: 'too_large' })
  await t.rejects(open(alice, 'missing').ready, { code: 'not_found' })
  await t.rejects(open(alice, '.stoa/history/people.json').ready, { code: 'path_private' })
  await t.rejects(open(alice, '../outside').ready, { code: 'path_invalid' })
  await project.admits(bob, 'viewer')
  await t.rejects(open(bob, 'missing', { create: true }).ready, { code: 'not_found' })
})

t.test('[S-6] [S6.6] who wrote when, and the text of each version', async t => {
  const { alice, bob, project, open } = await shared(t)
  await writeFile(join(project.root, 'a.txt'), 'zero')
  const hers = open(alice, 'a.txt')
  await hers.ready
  hers.edit({ from: 4, insert: ' one' })
  await hers.acknowledged()
  const his = open(bob, 'a.txt')
  await his.ready
  his.edit({ from: 0, to: 4, insert: '0' })
  await his.acknowledged()
  const channel = alice.connect<typeof document>('document@1', {
    project: project.id,
    params: () => ({ path: 'a.txt', session: 'ZZZZZZZZZZZZZZ', has: null }),
  })
  t.teardown(() => channel.close())
  await channel.opened
  const { bursts } = await channel.call('versions', {})
  t.match(bursts, [
    { first: 3, last: 3, session: his.session, user: { name: 'Bob' }, inserted: 1, deleted: 4 },
    { first: 2, last: 2, session: hers.session, user: { name: 'Alice' }, inserted: 4, deleted: 0 },
    { first: 1, last: 1, session: '!disk', inserted: 4 },
  ])
  const textAt = async (version: number) => Buffer.from(await channel.call('text', { version, offset: 0 })).toString()
  t.same([await textAt(0), await textAt(1), await textAt(2), await textAt(3)], ['', 'zero', 'zero one', '0 one'])
  await t.rejects(channel.call('text', { version: 4, offset: 0 }), { code: 'version_missing' })
})
