import { ChangeSet } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import { createWorld, quiet } from './world.ts'

t.test('[I8] [S2.1] of two who type forward at one place, one’s text comes whole before the other’s, however late it comes', async t => {
  const step = fc.record({
    who: fc.nat(1),
    do: fc.constantFrom('type', 'type', 'up', 'down', 'cut'),
    count: fc.integer({ min: 1, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async steps => {
      const world = createWorld({ file: '[]' })
      for (const name of ['a', 'b']) await world.joins(name)
      const typed = ['', '']
      for (const { who, do: what, count } of steps) {
        const { document } = world.people[who]!
        const connection = [...world.net.connections][who]!
        if (what === 'type') {
          // Each goes on where his own text ends; the first is put before the bracket.
          const text = document.text().toString()
          const mine = 'ab'[who]!
          const at = text.lastIndexOf(mine) >= 0 ? text.lastIndexOf(mine) + 1 : 1
          document.edit({ from: at, insert: mine.repeat(count) })
          typed[who] += mine.repeat(count)
        } else if (what === 'cut') connection.cut()
        else {
          connection.reopen()
          for (let n = 0; n < count; n++) connection[what as 'up' | 'down'].shift()?.()
          await quiet()
        }
      }
      await world.settle()
      const text = world.people[0]!.document.text().toString()
      if (text !== `[${typed[0]}${typed[1]}]` && text !== `[${typed[1]}${typed[0]}]`) throw new Error(text)
    }),
    { numRuns: 300 },
  )
  t.pass()
})

t.test(
  '[S2.2] an edit on a base of long ago is mapped over all that came since, from the journal where memory ends',
  { timeout: 60_000 },
  async t => {
    const world = createWorld({ file: 'end' })
    const alice = await world.joins('alice')
    const shared = await world.server.documents.open('notes.txt')
    const [connection] = world.net.connections
    connection!.cut()
    alice.edit({ from: 3, insert: ' of alice' })
    // More than twice of what is kept in memory.
    const count = 12_000
    for (let i = 0; i < count; i++) shared.commit('~robot', ChangeSet.of({ from: 0, insert: 'x' }, shared.text.length))
    await world.settle()
    t.equal(alice.version, 1 + count + 1)
    t.ok(shared.text.toString() === `${'x'.repeat(count)}end of alice`)
    t.ok(alice.text().eq(shared.text))
  },
)

t.test('[S2.6] a part of the server writes at an anchor that moves with what people type', async t => {
  const world = createWorld({ file: 'before|after' })
  const alice = await world.joins('alice')
  const shared = await world.server.documents.open('notes.txt')
  const heard: string[] = []
  shared.onCommit(({ author, after }) => void heard.push(`${author}: ${after.toString()}`))
  const anchor = shared.anchor(7, 1)
  const write = (text: string) => shared.commit('~kernel', ChangeSet.of({ from: anchor.position, insert: text }, shared.text.length))
  write('1')
  alice.edit({ from: 0, insert: 'she ' })
  await world.settle()
  write('2')
  await world.settle()
  t.equal(alice.text().toString(), 'she before|12after')
  t.same(heard.at(-1), '~kernel: she before|12after')
  alice.edit({ from: 4, to: alice.text().length })
  await world.settle()
  t.equal(anchor.gone, true)
  t.equal(await shared.after({ session: alice.session, seq: alice.committed().seq }), alice.version, 'and waits for what a person sees')
  shared.close()
})

t.test('[S1.4] [S1.5] an edit that no text file can hold is refused, and the editor goes on with it', async t => {
  const world = createWorld({ file: 'a😀' })
  const alice = await world.joins('alice')
  alice.edit({ from: 2, insert: '-' })
  await world.settle()
  t.match(alice.error, { code: 'bad_edit' })
  t.equal(world.file.text, 'a😀')
  const shared = await world.server.documents.open('notes.txt')
  t.throws(() => shared.commit('~robot', ChangeSet.of({ from: 3, insert: 'x'.repeat(1_000_001) }, 3)), { code: 'too_large' })
})
