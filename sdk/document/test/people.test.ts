import fc from 'fast-check'
import t from 'tap'
import { ChangeSet, type Text } from '@codemirror/state'
import { textOf, type Person } from '@stoa/sdk/document'
import { createPeople } from '../people.ts'
import { anyChanges, anyText } from './arbitrary.ts'

const person = (session: string, version: number, ranges: Person['ranges']): Person => ({
  session,
  user: { id: session, name: session },
  colour: 1,
  version,
  ranges,
})
const here = (text: Text, version: number, waiting: ChangeSet[] = []) => ({ session: 'me', version, waiting, length: text.length })

t.test('[I12] [S5.7] positions of others lie within the text, whatever is typed and however late they are', async t => {
  let checked = 0
  fc.assert(
    fc.property(
      anyText().chain(text =>
        fc.tuple(
          fc.constant(text),
          anyChanges(text.length, 3).chain(one => fc.tuple(fc.constant(one), anyChanges(one.newLength, 3))),
          fc.nat(100),
          fc.nat(100),
          fc.constantFrom('them', 'me', null),
        ),
      ),
      ([text, [one, other], anchor, head, author]) => {
        const people = createPeople({ changed() {} })
        const early = createPeople({ changed() {} })
        people.heard({ people: [person('them', 1, [[anchor, head]])], left: [] }, here(text, 1))
        early.heard({ people: [person('them', 2, [[anchor, head]])], left: [] }, here(text, 1))
        people.moved(one, author)
        early.moved(one, author)
        early.reached(here(one.apply(text), 2))
        people.heard({ people: [person('other', 1, [[anchor, head]])], left: [] }, here(one.apply(text), 1, [one]))
        people.moved(other, null)
        early.moved(other, null)
        const { length } = other.apply(one.apply(text))
        for (const { ranges } of [...people.list, ...early.list])
          for (const position of ranges?.flat() ?? []) {
            checked++
            if (!(position >= 0 && position <= length)) throw new Error(`${position} of ${length}`)
          }
      },
    ),
    { numRuns: 2_000 },
  )
  t.ok(checked > 1_000)
})

t.test('[S5.7] a writer is where the writing ended; others stay at their words', async t => {
  const people = createPeople({ changed() {} })
  const text = textOf('one two')
  people.heard(
    { people: [person('writer', 1, [[0, 0]]), person('reader', 1, [[4, 7]]), person('me', 1, [[1, 1]])], left: [] },
    here(text, 1),
  )
  people.moved(ChangeSet.of({ from: 3, insert: ' and' }, 7), 'writer')
  t.same(
    people.list.map(({ session, ranges }) => [session, ranges]),
    [
      ['writer', [[7, 7]]],
      ['reader', [[8, 11]]],
    ],
  )
  people.heard({ people: [], left: ['writer'] }, here(text, 2))
  t.same(
    people.list.map(({ session }) => session),
    ['reader'],
  )
})
