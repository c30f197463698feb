import assert from 'node:assert/strict'
import { ChangeSet, Text } from '@codemirror/state'
import fc from 'fast-check'
import t from 'tap'
import { encodeChanges } from '@stoa/sdk/document'
import { createBlame as createCells, runsFrom, type Run } from '../blame.ts'
import { splicesIn } from '../strokes.ts'

/** A text that begins empty, and which version each of its lines is of. */
function createBlame() {
  const cells = createCells({ text: '', version: 0 })
  let text = Text.empty
  return {
    get text() {
      return text
    },
    get owners() {
      return [...cells.owners()]
    },
    apply(changes: ChangeSet, version: number) {
      text = changes.apply(text)
      for (const splice of splicesIn(encodeChanges(changes))) cells.replace(splice, version)
      assert.equal(cells.length, text.length)
    },
  }
}

/** Applies edits of whole lines, each line being named by the version that wrote it. */
const lineEdits = fc.array(fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.nat(3) }), { maxLength: 25 })

t.test('[H-1] a line belongs to the version that wrote it, however many lines come and go around it', async t => {
  fc.assert(
    fc.property(lineEdits, edits => {
      const blame = createBlame()
      let lines = ['v1']
      blame.apply(ChangeSet.of({ from: 0, insert: 'v1' }, 0), 1)
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
        blame.apply(ChangeSet.of({ from, to, insert }, before.length), version)
        lines = next
      })
      assert.equal(blame.text.toString(), lines.join('\n'))
      assert.deepEqual(
        blame.owners.map(version => `v${version}`),
        lines,
      )
    }),
  )
  t.pass('held')
})

t.test(
  '[H-1] whatever is written where, each line has an owner, and one that says something else has the version that changed it',
  async t => {
    const edit = fc.record({ from: fc.nat(), length: fc.nat(6), insert: fc.stringMatching(/^[ab\né😀]{0,5}$/u) })
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
          const changes = ChangeSet.of(specs, length)
          blame.apply(changes, index + 1)
          const after = blame.text.toString().split('\n')
          assert.equal(blame.owners.length, after.length)
          after.forEach((line, at) => {
            const version = blame.owners[at]!
            if (version !== index + 1) assert.ok(owners.some((owner, old) => owner === version && before[old] === line))
          })
        })
      }),
    )
    t.pass('held')
  },
)

t.test('[H-1] a line that another is put before or behind stays whose it was', async t => {
  const blame = createBlame()
  blame.apply(ChangeSet.of({ from: 0, insert: Text.of(['one', 'two']) }, 0), 1)
  blame.apply(ChangeSet.of({ from: 3, insert: Text.of(['', 'between']) }, 7), 2)
  blame.apply(ChangeSet.of({ from: 0, insert: Text.of(['first', '']) }, 15), 3)
  t.strictSame(blame.owners, [3, 1, 2, 1])
  blame.apply(
    ChangeSet.of(
      [
        { from: 6, insert: 'n' },
        { from: 9, insert: '!' },
      ],
      21,
    ),
    4,
  )
  t.strictSame(blame.text.toString().split('\n'), ['first', 'none!', 'between', 'two'])
  t.strictSame(blame.owners, [3, 4, 2, 1])
})

t.test('[H-1] whoever writes a whole text anew has written the lines that differ', async t => {
  const blame = createBlame()
  const whole = (text: string, version: number): void =>
    blame.apply(ChangeSet.of({ from: 0, to: blame.text.length, insert: Text.of(text.split('\n')) }, blame.text.length), version)
  whole('one\ntwo\nthree\n', 1)
  whole('one\n2\nthree\n', 2)
  whole('one\n2\nthree\n', 3)
  whole('zero\none\n2\nthree\n', 4)
  t.strictSame(blame.owners, [4, 1, 2, 1, 1])
})

t.test('[H-1] what is begun with has one version, and is looked at in pieces', async t => {
  const cells = createCells({ text: 'one\ntwo\n', version: 5 })
  cells.replace(splicesIn(encodeChanges(ChangeSet.of({ from: 4, insert: 'x' }, 8)))[0]!, 6)
  t.strictSame([...cells.owners()], [5, 6, 5])
  t.throws(() => cells.replace({ at: 9, deleted: 1, text: new Uint8Array() }, 7), RangeError)

  const run = (lines: number, version: number): Run => ({ lines, version, session: 's', author: { id: 'a', name: 'Ada' }, time: 0 })
  const runs = [run(3, 1), run(1, 2), run(5, 3)]
  const pieces: number[][] = []
  for (let from: number | null = 2; from !== null;) {
    const piece: ReturnType<typeof runsFrom> = runsFrom(runs, { from, most: 1 })
    pieces.push(...piece.runs.map(({ lines, version }) => [lines, version]))
    from = piece.next
  }
  t.strictSame(pieces, [
    [2, 1],
    [1, 2],
    [5, 3],
  ])
})
