import assert from 'node:assert/strict'
import { ChangeSet, Text } from '@codemirror/state'
import fc from 'fast-check'
import t from 'tap'
import { createBlame } from '../blame.ts'

/** Applies edits of whole lines, each line being named by the version that wrote it. */
const lineEdits = fc.array(fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.nat(3) }), { maxLength: 25 })

t.test('[H-1] a line belongs to the version that wrote it, however many lines come and go around it', async t => {
  fc.assert(
    fc.property(lineEdits, edits => {
      const blame = createBlame()
      let lines = ['v1']
      blame.apply(ChangeSet.of({ from: 0, insert: 'v1' }, 0), { version: 1, session: 's1' })
      edits.forEach(({ at, drop, put }, index) => {
        const version = index + 2
        const start = at % (lines.length + 1)
        const gone = Math.min(drop, lines.length - start)
        const fresh = Array.from({ length: put }, () => `v${version}`)
        const next = [...lines.slice(0, start), ...fresh, ...lines.slice(start + gone)]
        if (next.length === 0) return
        // As an editor would: lines with the line breaks behind them, or before them at the end of the text.
        const before = Text.of(lines)
        const after = Text.of(next)
        const tail = start === lines.length || start + gone === lines.length
        const from = start === 0 ? 0 : tail ? before.line(start).to : before.line(start + 1).from
        const to = start + gone === lines.length ? before.length : before.line(start + gone + 1).from
        const insert = after.slice(from, after.length - (before.length - to))
        blame.apply(ChangeSet.of({ from, to, insert }, before.length), { version, session: `s${version}` })
        lines = next
      })
      assert.equal(blame.text.toString(), lines.join('\n'))
      assert.deepEqual(
        blame.owners.map(({ version }) => `v${version}`),
        lines,
      )
      for (const { version, session } of blame.owners) assert.equal(session, `s${version}`)
    }),
  )
  t.pass('held')
})

t.test(
  '[H-1] whatever is written where, each line has an owner, and one that says something else has the version that changed it',
  async t => {
    const edit = fc.record({ from: fc.nat(), length: fc.nat(6), insert: fc.stringMatching(/^[ab\n]{0,5}$/) })
    fc.assert(
      fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 20 }), versions => {
        const blame = createBlame()
        versions.forEach((edits, index) => {
          const { length } = blame.text
          const specs = edits
            .map(one => ({ from: one.from % (length + 1), insert: Text.of(one.insert.split('\n')), length: one.length }))
            .sort((one, other) => one.from - other.from)
            .flatMap((one, at, all) => {
              const to = Math.min(length, one.from + one.length, all[at + 1]?.from ?? length)
              return to >= one.from ? [{ from: one.from, to, insert: one.insert }] : []
            })
          const before = blame.text.toString().split('\n')
          const owners = [...blame.owners]
          blame.apply(ChangeSet.of(specs, length), { version: index + 1, session: 's' })
          const after = blame.text.toString().split('\n')
          assert.equal(blame.owners.length, after.length)
          after.forEach((line, at) => {
            const { version } = blame.owners[at]!
            if (version !== index + 1) assert.ok(owners.some((owner, old) => owner === blame.owners[at] && before[old] === line))
          })
        })
      }),
    )
    t.pass('held')
  },
)

t.test('[H-1] a line that another is put before or behind stays whose it was', async t => {
  const blame = createBlame()
  const owner = (version: number) => ({ version, session: 's' })
  blame.apply(ChangeSet.of({ from: 0, insert: Text.of(['one', 'two']) }, 0), owner(1))
  blame.apply(ChangeSet.of({ from: 3, insert: Text.of(['', 'between']) }, 7), owner(2))
  blame.apply(ChangeSet.of({ from: 0, insert: Text.of(['first', '']) }, 15), owner(3))
  t.strictSame(
    blame.owners.map(({ version }) => version),
    [3, 1, 2, 1],
  )
  blame.apply(
    ChangeSet.of(
      [
        { from: 6, insert: 'n' },
        { from: 9, insert: '!' },
      ],
      21,
    ),
    owner(4),
  )
  t.strictSame(blame.text.toString().split('\n'), ['first', 'none!', 'between', 'two'])
  t.strictSame(
    blame.owners.map(({ version }) => version),
    [3, 4, 2, 1],
  )
})
