import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import t from 'tap'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import { createTestHub, type Person } from '@stoa/sdk/test'
import { openReader, type Reader } from '../reader.ts'
import { burstAt } from '../timeline.ts'

/** A file that Ada and Emmy have open, and its history as Emmy reads it. */
async function begin(t: Test, first = 'one\ntwo\n') {
  const hub = await createTestHub()
  t.teardown(() => hub.close())
  const [ada, emmy] = [await hub.person('Ada'), await hub.person('Emmy')]
  const project = await ada.creates('Zeta zeros')
  await project.admits(emmy, 'viewer')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'a.txt'), first)
  const document = openProgramDocument({ connect: ada.connect, project: project.id, path: 'a.txt' })
  t.teardown(() => document.close())
  await document.ready
  return { ada, emmy, project: project.id, document }
}
/** Opens the history and waits for what is asked for. */
function open(t: Test, person: Person, project: string, path = 'a.txt') {
  const waiting = new Set<() => void>()
  const reader = openReader({ connect: person.connect, project, path, changed: () => [...waiting].forEach(look => look()) })
  t.teardown(() => reader.close())
  const until = (holds: (reader: Reader) => boolean): Promise<void> =>
    new Promise(resolve => {
      const look = (): void => {
        if (!holds(reader)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { reader, until }
}
/** Writes something that is a version of its own. */
async function write(document: ProgramDocument, from: number, to: number, insert: string): Promise<number> {
  document.edit({ from, to, insert })
  await document.acknowledged()
  return document.version
}

t.test('[H-1] whoever may read has the text of every version, also of one too long for one piece', async t => {
  const { emmy, project, document } = await begin(t)
  const texts = [document.text().toString()]
  for (const insert of ['a', 'bb', 'é😀'.repeat(70_000), 'c']) {
    await write(document, 0, 0, insert)
    texts.push(document.text().toString())
  }
  const { reader, until } = open(t, emmy, project)
  await until(({ state }) => state === 'open')
  t.equal(reader.head, texts.length)
  t.equal((await reader.textAt(0)).length, 0)
  for (const [index, text] of texts.entries()) t.ok((await reader.textAt(index + 1)).toString() === text, `version ${index + 1}`)
  t.equal(await reader.textAt(5), await reader.textAt(5), 'asked for once')
})

t.test('[H-1] who wrote is told of what lies back, and of what is written while one looks', async t => {
  const { ada, emmy, project, document } = await begin(t)
  await write(document, 0, 3, 'uno')
  const { reader, until } = open(t, emmy, project)
  await until(({ state }) => state === 'open')
  await reader.learn(reader.head)
  await reader.textAt(reader.head)
  t.equal(burstAt(reader.timeline, 1)?.session, '!disk')
  t.match(burstAt(reader.timeline, 2), { inserted: 3, deleted: 3, user: { name: 'Ada' } })

  await write(document, 0, 0, 'x')
  await until(({ head }) => head === 3)
  t.match(burstAt(reader.timeline, 3), { user: { name: 'Ada' }, session: document.session })
  t.equal((await reader.textAt(3)).toString(), document.text().toString())
  const [newest] = reader.timeline
  t.equal(newest!.last, 3)
  t.ok(reader.inks.get(newest!.user.id)! >= 1, 'in the ink that the document gave her')

  const other = openProgramDocument({ connect: ada.connect, project, path: 'a.txt' })
  t.teardown(() => other.close())
  await other.ready
  await write(other, 0, 0, 'y'.repeat(700_000))
  await until(({ head }) => head === 4)
  t.match(burstAt(reader.timeline, 4), { session: other.session, inserted: 700_000 }, 'a version that came in parts')
  t.equal((await reader.textAt(4)).length, document.text().length)
})

t.test('[H-1] every line has its writer, by version, time and ink, and a track of all versions comes with the opening', async t => {
  const { ada, emmy, project, document } = await begin(t)
  for (let n = 0; n < 40; n++) await write(document, 0, 0, `${n}\n`)
  const { reader, until } = open(t, emmy, project)
  await until(({ state, overview }) => state === 'open' && overview.length > 0)
  t.strictSame(
    reader.overview.map(({ first, last }) => [first, last]),
    Array.from({ length: 41 }, (_, n) => [41 - n, 41 - n]),
  )
  const runs = await reader.blame(31)
  t.strictSame(
    runs.flatMap(({ lines, version }) => Array<number>(lines).fill(version)),
    [...Array.from({ length: 30 }, (_, n) => 31 - n), 1, 1, 1],
  )
  const colour = reader.inks.get(runs[0]!.user.id)!
  t.ok(colour >= 1, 'Ada has her ink')
  t.match(runs[0], { session: document.session, user: { name: 'Ada' }, colour })
  t.match(runs.at(-1), { session: '!disk', colour: 0, lines: 3 })
  t.ok(Math.abs(runs[0]!.time - Date.now()) < 600_000)
  await t.rejects(reader.blame(99), { code: 'version_missing' })

  await write(document, 0, 0, 'more\n')
  await until(({ head }) => head === 42)
  t.equal(reader.overview[0]!.last, 42, 'the track goes on')
  const owner = open(t, ada, project)
  await owner.until(({ state }) => state === 'open')
  await owner.reader.forget(40)
  t.strictSame(
    (await owner.reader.blame(42)).map(({ lines, version, session }) => [lines, version, session]),
    [
      [1, 42, document.session],
      [1, 41, document.session],
      [42, 40, ''],
    ],
    'what was forgotten has no name any more',
  )
  await t.rejects(owner.reader.blame(39), { code: 'version_forgotten' })
})

t.test('[H-1] a file that is not there has no history, and says so', async t => {
  const { emmy, project } = await begin(t)
  const { reader, until } = open(t, emmy, project, 'nowhere.txt')
  await until(({ state }) => state === 'failed')
  t.equal(reader.error?.code, 'not_found')
  await t.rejects(reader.learn(1), { code: 'not_found' })
})
