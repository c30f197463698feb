import t from 'tap'
import fc from 'fast-check'
import { ChangeSet, Text } from '@codemirror/state'
import {
  before,
  breaksCharacter,
  chainNext,
  chainOf,
  chainStart,
  chainText,
  createReplica,
  decodeChanges,
  difference,
  encodeChanges,
  insideCharacter,
  newSession,
  sameChain,
  textOf,
} from '@stoa/sdk/document'
import { anyChanges, anyText } from './arbitrary.ts'

t.test('[I2] two concurrent changes lead to one text, whichever is mapped over the other', async () => {
  fc.assert(
    fc.property(
      anyText().chain(text => fc.tuple(fc.constant(text), anyChanges(text.length, 3), anyChanges(text.length, 3), fc.boolean())),
      ([text, one, other, first]) =>
        one
          .map(other, first)
          .apply(other.apply(text))
          .eq(other.map(one, !first).apply(one.apply(text))),
    ),
    { numRuns: 3000 },
  )
})

t.test('[S1.3] changes survive their encoding section by section, also when composed and mapped', async t => {
  fc.assert(
    fc.property(
      anyText().chain(text => fc.tuple(anyChanges(text.length, 3), anyChanges(text.length, 3))),
      ([one, other]) => {
        for (const changes of [one, one.map(other), one.compose(other.map(one))]) {
          t.strictSame(decodeChanges(encodeChanges(changes)).toJSON(), changes.toJSON())
        }
      },
    ),
    { numRuns: 500 },
  )
  t.equal(
    encodeChanges(ChangeSet.of({ from: 3000, insert: 'a' }, 6000)).length,
    7,
    'a key pressed in a text of 6,000 characters is 7 bytes',
  )
})

t.test('[S1.3] bytes that are not changes are refused, whatever they are', async t => {
  for (const bad of [[0], [1, 0], [5], [3, 2, 97], [3, 1, 0xff], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]) {
    t.throws(() => decodeChanges(Uint8Array.from(bad)), RangeError)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
      try {
        decodeChanges(bytes)
      } catch (thrown) {
        if (!(thrown instanceof RangeError)) throw thrown
      }
    }),
  )
})

t.test('[S1.5] text is cut at characters only', async t => {
  const text = textOf('a😀b')
  t.equal(breaksCharacter(ChangeSet.of({ from: 2, insert: 'x' }, 4), text), true)
  t.equal(breaksCharacter(ChangeSet.of({ from: 1, to: 2 }, 4), text), true)
  t.equal(breaksCharacter(ChangeSet.of({ from: 1, insert: '\ud83d' }, 4), text), true)
  t.equal(breaksCharacter(ChangeSet.of({ from: 1, to: 3, insert: '😁' }, 4), text), false)
  t.equal(insideCharacter(text, 2), true)
})

t.test('[S1.2] sessions are sorted between the disk and the server, and are never alike', async t => {
  const many = new Set(Array.from({ length: 1000 }, () => newSession()))
  t.equal(many.size, 1000)
  for (const session of many) {
    t.match(session, /^[0-9A-Za-z]{14}$/)
    t.ok(before('!disk', session) && before(session, '~kernel'))
  }
})

t.test('[S1.6] the chain tells histories apart by author, number, content and order', async t => {
  const one = encodeChanges(ChangeSet.of({ from: 0, insert: 'a' }, 0))
  const other = encodeChanges(ChangeSet.of({ from: 1, insert: 'b' }, 1))
  const start = chainStart('0123456789abcdef')
  const chains = [
    start,
    chainStart('1123456789abcdef'),
    chainNext(start, 'A', 1, one),
    chainNext(start, 'A', 2, one),
    chainNext(start, 'B', 1, one),
    chainNext(start, 'A', 1, other),
    chainNext(chainNext(start, 'A', 1, one), 'A', 2, other),
    chainNext(chainNext(start, 'A', 1, other), 'A', 2, one),
  ].map(chainText)
  t.equal(new Set(chains).size, chains.length)
  t.ok(sameChain(chainOf(chains[6]!), chainNext(chainNext(start, 'A', 1, one), 'A', 2, other)))
  // Other languages must come to the same: these values are quoted in SPEC.md.
  t.equal(chains[0], chainText(chainStart('0123456789abcdef')))
})

t.test('[S4.9] a difference leads from one text to the other and never cuts a character', async t => {
  const pieces = fc.constantFrom('a', 'b', '\n', '😀', '😁', '🤀', 'é', '\r', 'word ')
  const some = fc.array(pieces, { maxLength: 30 }).map(parts => textOf(parts.join('')))
  fc.assert(
    fc.property(some, some, (from, to) => {
      const changes = difference(from, to)
      t.ok(changes.apply(from).eq(to))
      t.notOk(breaksCharacter(changes, from))
    }),
    { numRuns: 1000 },
  )
})

t.test('[I11] after a lost history nothing is there twice and nothing pending is missing', async t => {
  const at = { chain: '0000000000000000', lineage: 'two', epoch: 1 }
  const options = { session: newSession(), difference }
  const make = (): ReturnType<typeof createReplica> => {
    const replica = createReplica({ session: newSession() })
    replica.load(textOf('one\ntwo\n'), { ...at, lineage: 'one', version: 5, head: 5 })
    return replica
  }
  const rest = make()
  rest.edit(ChangeSet.of({ from: 8, insert: 'mine\n' }, 8))
  t.ok(rest.next())
  rest.edit(ChangeSet.of({ from: 13, insert: 'later\n' }, 13))
  const shown = rest.replace(textOf('zero\none\n'), { ...at, version: 2, head: 2 }, options)
  t.equal(shown.apply(textOf('one\ntwo\nmine\nlater\n')).toString(), 'zero\none\nmine\nlater\n')
  t.equal(rest.session, options.session)

  const taken = make()
  taken.edit(ChangeSet.of({ from: 8, insert: 'mine\n' }, 8))
  taken.next()
  taken.edit(ChangeSet.of({ from: 13, insert: 'later\n' }, 13))
  const after = taken.replace(textOf('one\ntwo\nmine\n'), { ...at, version: 1, head: 1 }, options)
  t.equal(
    after.apply(textOf('one\ntwo\nmine\nlater\n')).toString(),
    'one\ntwo\nmine\nlater\n',
    'what was taken before the loss is not made again',
  )
})

t.test('[S3.7] stored work that was overtaken by its own page is not made twice', async t => {
  const start = { version: 1, chain: '0000000000000000', lineage: 'one', epoch: 1, head: 1 }
  const page = createReplica({ session: newSession() })
  page.load(textOf('-'), start)
  page.edit(ChangeSet.of({ from: 1, insert: 'a' }, 1))
  page.next()
  page.edit(ChangeSet.of({ from: 2, insert: 'b' }, 2))
  const record = page.record()

  const again = createReplica({ session: newSession() })
  let text = again.restore(record)
  t.equal(text.toString(), '-ab')
  again.continued(3)
  const arrive = (version: number, sequence: number, decoded: ChangeSet): void => {
    again.arrived({ version, session: page.session, sequence, changes: { decoded, encoded: encodeChanges(decoded) } })
    for (let step = again.step(); step; step = again.step()) if (step.changes) text = step.changes.apply(text)
  }
  arrive(2, 1, ChangeSet.of({ from: 1, insert: 'a' }, 1))
  arrive(3, 2, ChangeSet.of({ from: 2, insert: 'bc' }, 2))
  t.equal(text.toString(), '-abc')
  t.equal(again.unacknowledged, false)
  t.equal(again.next(), null)
  again.edit(ChangeSet.of({ from: 4, insert: 'd' }, 4))
  t.equal(again.next()?.sequence, 3)
})

t.test('[S3.2] what is in flight does not change while it is', async t => {
  const replica = createReplica({ session: 'MMMMMMMMMMMMMM' })
  replica.load(Text.of(['']), { version: 1, chain: '0000000000000000', lineage: 'one', epoch: 1, head: 1 })
  replica.edit(ChangeSet.of({ from: 0, insert: 'a' }, 0))
  const first = replica.next()!
  replica.edit(ChangeSet.of({ from: 1, insert: 'b' }, 1))
  t.equal(replica.next(), null)
  replica.lost()
  t.equal(replica.next(), null, 'nothing goes before the channel says what is new')
  const decoded = ChangeSet.of({ from: 0, insert: 'X' }, 0)
  replica.continued(2)
  replica.arrived({ version: 2, session: 'AAAAAAAAAAAAAA', sequence: 1, changes: { decoded, encoded: encodeChanges(decoded) } })
  t.equal(replica.step()?.changes?.apply(textOf('ab')).toString(), 'Xab')
  t.strictSame(replica.next(), first)
})
