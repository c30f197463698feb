import { ChangeSet } from '@codemirror/state'
import t from 'tap'
import { encodeChanged, encodeChanges } from '@stoa/sdk/document'
import { createWorld } from './world.ts'

t.test('[S2.1] two people type at one place at once: both see the same, and no word is mixed into the other', async t => {
  const world = createWorld({ file: '[]' })
  const alice = await world.joins('alice')
  const bob = await world.joins('bob')
  for (const [a, b] of [
    ['h', 'w'],
    ['e', 'o'],
    ['y', 'w'],
  ] as const) {
    alice.edit({ from: alice.text().length - 1, insert: a })
    bob.edit({ from: bob.text().length - 1, insert: b })
  }
  await world.settle()
  t.ok(['[heywow]', '[wowhey]'].includes(alice.text().toString()), alice.text().toString())
  t.equal(bob.text().toString(), alice.text().toString())
})

t.test('[S3.1] an acknowledged edit is there after kill -9, and a repeated one is there once', async t => {
  const world = createWorld({ file: '' })
  const alice = await world.joins('alice')
  alice.edit({ from: 0, insert: 'kept' })
  await world.settle()
  t.notOk(alice.state === 'offline')
  // The answer is lost on the way: alice sends it again, the same bytes under the same number.
  alice.edit({ from: 4, insert: ' once' })
  const [connection] = world.net.connections
  while (connection!.up.length > 0) connection!.up.shift()!()
  for (let i = 0; i < 10; i++) await new Promise(resolve => setImmediate(resolve))
  await world.crash()
  await world.settle()
  const bob = await world.joins('bob')
  t.equal(alice.text().toString(), 'kept once')
  t.equal(bob.text().toString(), 'kept once')
})

t.test('[S3.4] a loss of power takes what was not durable from the disk, and its author brings it back once', async t => {
  const world = createWorld({ file: '' })
  const alice = await world.joins('alice')
  const bob = await world.joins('bob')
  alice.edit({ from: 0, insert: 'durable ' })
  await world.settle()
  const kept = world.disk.copy()
  alice.edit({ from: 8, insert: 'lost ' })
  bob.edit({ from: bob.text().length, insert: 'too ' })
  await world.settle()
  t.equal(bob.text().toString(), alice.text().toString())
  const before = alice.text().toString()
  world.disk.set(kept)
  await world.crash({ power: true })
  await world.settle()
  t.equal(alice.text().toString(), bob.text().toString())
  t.equal(
    [...alice.text().toString()].sort().join(''),
    [...before].sort().join(''),
    'each character once, whatever order they came back in',
  )
})

t.test('[S3.5] the history is gone: what was confirmed is not inserted again, and what waits is carried over', async t => {
  const world = createWorld({ file: 'start' })
  const alice = await world.joins('alice')
  alice.edit({ from: 5, insert: ' and more' })
  await world.settle()
  const saving = alice.save()
  await world.settle()
  await saving
  for (const connection of world.net.connections) connection.cut()
  alice.edit({ from: alice.text().length, insert: ', typed offline' })
  await world.crash()
  for (const path of [...world.disk.files.keys()]) world.disk.files.delete(path)
  await world.settle()
  t.equal(alice.text().toString(), 'start and more, typed offline')
})

t.test('[S4.1] a change from outside is merged into what people type, and unsaved text stays', async t => {
  const world = createWorld({ file: 'one\ntwo\nthree\n' })
  const alice = await world.joins('alice')
  alice.edit({ from: 0, insert: 'typed\n' })
  world.file.outside('one\ndeux\nthree\n')
  await world.settle()
  t.equal(alice.text().toString(), 'typed\none\ndeux\nthree\n')
  t.equal(world.file.text, 'typed\none\ndeux\nthree\n', 'and it is saved by itself')
})

t.test('[S4.2] touching the file makes no version', async t => {
  const world = createWorld({ file: 'same' })
  const alice = await world.joins('alice')
  const { version } = alice
  world.file.touch()
  await world.settle()
  t.equal(alice.version, version)
})

t.test('[S4.3] a vanished file blanks nothing, and editing makes it again', async t => {
  const world = createWorld({ file: 'text' })
  const alice = await world.joins('alice')
  world.file.outside(null)
  for (let i = 0; i < 30; i++) await world.settle()
  t.equal(alice.state, 'deleted')
  t.equal(alice.text().toString(), 'text')
  alice.edit({ from: 4, insert: '!' })
  for (let i = 0; i < 10; i++) await world.settle()
  t.equal(world.file.text, 'text!')
  t.equal(alice.state, 'live')
})

t.test('[S4.4] what is not text any more is told and never overwritten', async t => {
  const world = createWorld({ file: 'text' })
  const alice = await world.joins('alice')
  world.file.outside(Buffer.from([0, 1, 2]))
  for (let i = 0; i < 10; i++) await world.settle()
  t.equal(alice.state, 'undecodable')
  t.equal(world.file.text, '\0\x01\x02')
  world.file.outside('text again')
  for (let i = 0; i < 10; i++) await world.settle()
  t.equal(alice.text().toString(), 'text again')
  t.equal(alice.state, 'live')
})

t.test('[S5.1] a session that is opened elsewhere fences its old channel', async t => {
  const world = createWorld({ file: '' })
  const alice = await world.joins('alice')
  const [first] = world.net.connections
  const old = first!.caller!
  const second = world.net.connection(
    old.user,
    () => ({ ...(old.params as object), has: null }),
    () => 'editor',
  )
  second.reopen()
  await world.settle()
  t.equal(alice.state, 'failed')
  t.match(alice.error, { code: 'fenced' })
})

t.test('[S3.6] a full disk keeps everything with who typed it, says so, and saves when there is room', async t => {
  const world = createWorld({ file: '' })
  const alice = await world.joins('alice')
  const bob = await world.joins('bob')
  world.disk.setFull(true)
  const { version } = alice
  let told = false
  alice.edit({ from: 0, insert: 'patient' })
  void alice.acknowledged().then(() => (told = true))
  await world.settle()
  t.equal(alice.state, 'disk_full')
  t.equal(told, false, 'nothing is acknowledged that is not kept')
  t.equal(alice.version, version)
  t.equal(bob.text().toString(), '', 'nobody is shown what is not kept')
  world.disk.setFull(false)
  await world.settle()
  t.equal(bob.text().toString(), 'patient')
  t.equal(alice.state, 'live')
})

t.test('[S4.7] a file is replaced only once its text is safe in the journal, so a loss of power brings nothing back twice', async t => {
  const world = createWorld({ file: 'start' })
  const alice = await world.joins('alice')
  await world.settle()
  world.disk.holdSync(true)
  alice.edit({ from: 5, insert: ' more' })
  await world.settle()
  world.clock.advance(5_000)
  t.equal(alice.state, 'unsaved', 'she is told that it is not durable')
  world.clock.advance(10_000)
  await world.settle()
  t.equal(world.file.text, 'start')
  await world.crash({ power: true })
  await world.settle()
  t.equal(alice.text().toString(), 'start more')
  t.equal(world.file.text, 'start more')
})

t.test('[S4.7] killed between saying what a file will hold and replacing it, or just after: either is recognised', async t => {
  for (const replaced of [false, true]) {
    const world = createWorld({ file: 'start' })
    const alice = await world.joins('alice')
    // The write is under way when the process is killed.
    const write = world.file.port.write
    const reached = Promise.withResolvers<void>()
    world.file.port.write = async (bytes, expected) => {
      if (replaced) await write(bytes, expected)
      reached.resolve()
      return new Promise(() => undefined)
    }
    alice.edit({ from: 5, insert: ' more' })
    await world.settle()
    world.clock.advance(6_000)
    await reached.promise
    t.equal(world.file.text, replaced ? 'start more' : 'start')
    world.file.port.write = write
    await world.kill()
    await world.settle()
    const { version } = alice
    await world.settle()
    t.equal(alice.text().toString(), 'start more')
    t.equal(world.file.text, 'start more')
    t.equal(alice.version, version)
    t.equal(version, 2, 'nobody else has changed the file')
  }
})

t.test('[S5.5] who takes nothing holds nobody up, is sent nothing, and has everything once he takes it', async t => {
  const world = createWorld({ file: '' })
  const alice = await world.joins('alice')
  const bob = await world.joins('bob')
  const connection = [...world.net.connections][1]!
  const takes = world.net.slow(connection)
  for (let i = 0; i < 500; i++) {
    alice.edit({ from: alice.text().length, insert: `${i} ` })
    await world.settle()
  }
  t.equal(bob.text().length < 50, true)
  t.ok(connection.sent <= 1, `${connection.sent} versions`)
  takes()
  await world.settle()
  t.equal(bob.text().toString(), alice.text().toString())
})

t.test('[S6.7] a document that everybody has left is saved and leaves memory; its history goes on', async t => {
  const world = createWorld({ file: 'text' })
  const alice = await world.joins('alice')
  alice.edit({ from: 4, insert: '!' })
  await world.settle()
  alice.close()
  await world.settle()
  t.equal(world.file.text, 'text!', 'at once')
  world.clock.advance(31_000)
  await world.settle()
  t.ok([...world.disk.files.keys()].length > 0)
  const before = world.opened
  const again = await world.joins('alice')
  t.equal(world.opened, before + 1, 'it was opened anew')
  t.equal(again.version, 2)
  t.equal(again.text().toString(), 'text!')
})

t.test('[S3.2] [S-3] a project whose start is held off after crashes is asked for again, and what was typed meanwhile arrives', async t => {
  const world = createWorld({ file: 'one' })
  const alice = await world.joins('alice')
  ;[...world.net.connections][0]!.caller!.close({ code: 'project_failed', message: 'The project server was ended by signal 9.' })
  alice.edit({ from: 3, insert: ' two' })
  await world.settle()
  t.equal(alice.state, 'live')
  const bob = await world.joins('bob')
  t.equal(bob.text().toString(), 'one two')
})

t.test('[S5.9] what does not fit the text of a replica ends its document with a sentence, and nobody else’s', async t => {
  const world = createWorld({ file: 'as it was' })
  const alice = await world.joins('alice')
  const bob = await world.joins('bob')
  const [hers] = world.net.connections
  hers!.hear('session', { index: 7, session: 'AAAAAAAAAAAAAC' })
  const changes = encodeChanges(ChangeSet.of({ from: 90, insert: 'x' }, 99))
  hers!.hear('changed', encodeChanged({ version: alice.version + 1, session: 7, sequence: 1, changes }))
  t.equal(alice.state, 'failed')
  t.match(alice.error, { code: 'adrift', message: /notes\.txt doesn’t fit the text here/ })
  bob.edit({ from: 0, insert: 'Still ' })
  await world.settle()
  t.equal(bob.text().toString(), 'Still as it was')
  t.equal(alice.text().toString(), 'as it was')
})
