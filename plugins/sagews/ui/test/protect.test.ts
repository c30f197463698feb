import t from 'tap'
import fc from 'fast-check'
import { EditorSelection, Transaction, type EditorState } from '@codemirror/state'
import { copyLineDown, deleteCharBackward, deleteCharForward, moveLineDown, moveLineUp, undo } from '@codemirror/commands'
import { cellsOf, codeOf, findCell, repair, replaceOutput, splitCell } from '../../document/index.ts'
import { guardedRedo, guardedUndo, trusted } from '../protect.ts'
import { layoutOf, scan, sheetOf } from '../sheet.ts'
import { after, head, markersOf, out, stateOf, typed, uuid } from './kit.ts'

const two = `${head(1)}\na = 1\nb = 2\n${out(11)}\n${head(2)}\nc = 3\n${out(12)}\n`
const at = (state: EditorState, piece: string) => state.doc.toString().indexOf(piece)
const placed = (state: EditorState, cursor: number) => state.update({ selection: { anchor: cursor } }).state

t.test('[W-11] what deletes at the edges of a cell or across cells leaves every marker where it is', async t => {
  const state = stateOf(two)
  const everything = state.update({ selection: EditorSelection.single(0, state.doc.length) }).state
  for (const [name, changed] of [
    ['Backspace at the start of a cell', after(placed(state, at(state, 'c = 3')), deleteCharBackward)],
    ['Delete at the end of a cell', after(placed(state, at(state, 'b = 2') + 5), deleteCharForward)],
    ['typing over everything', typed(everything, 'x')],
    ['deleting everything', after(everything, deleteCharBackward)],
    ['moving a line down', after(placed(state, at(state, 'b = 2')), moveLineDown)],
    ['moving a line up', after(placed(state, at(state, 'c = 3')), moveLineUp)],
    ['copying a line down', after(placed(state, at(state, 'b = 2')), copyLineDown)],
  ] as const) {
    t.same(markersOf(changed), markersOf(state), name)
    t.equal(repair(changed.doc), null, `${name}: nothing to mend`)
  }
  t.equal(codeOf(everything.doc, findCell(typed(everything, 'x').doc, uuid(1))!).length > 0, true)
})

t.test('[W-11] typed and pasted marker characters are dropped, the text around them is kept', async t => {
  const state = placed(stateOf(two), at(stateOf(two), 'c = 3'))
  const pasted = state.update(state.replaceSelection(`x\uFE20y\uFE21z`), { userEvent: 'input.paste' }).state
  t.equal(codeOf(pasted.doc, findCell(pasted.doc, uuid(2))!), 'xyzc = 3\n')
})

t.test('[W-11] the cursor stands in code only: the ends of the document, empty cells, behind the last output', async t => {
  const state = stateOf(two)
  t.equal(placed(state, 0).selection.main.head, at(state, 'a = 1'))
  t.equal(placed(state, state.doc.length).selection.main.head, at(state, 'c = 3') + 5)
  const empty = stateOf(`${head(1)}\n\n${head(2)}\n\n${out(12)}\n${head(3)}\n`)
  const homes = [head(1).length + 1, 2 * head(1).length + 3, empty.doc.length]
  t.same(
    homes.map(home => placed(empty, home).selection.main.head),
    homes,
    'each empty cell can be entered',
  )
  for (const [i, home] of homes.entries()) {
    const changed = typed(placed(empty, home), 'x')
    t.equal(codeOf(changed.doc, cellsOf(changed.doc)[i]!), 'x', `and typed in: cell ${i + 1}`)
    t.same(markersOf(changed), markersOf(empty))
  }
  const bare = stateOf(`${head(1)}\n1\n${out(11)}`)
  t.equal(placed(bare, bare.doc.length).selection.main.head, head(1).length + 2, 'nor glued to an output without a newline')
})

t.test('[W-11] undo and redo never glue code to output that came between', async t => {
  const state = placed(stateOf(`${head(1)}\na = 1\nb = 2\n`), head(1).length + 1 + 8)
  const { changes } = splitCell(state.doc, state.selection.main.head, uuid(2))
  const split = state.update({ changes, annotations: trusted.of(true) }).state
  const came = split.update({
    changes: replaceOutput(findCell(split.doc, uuid(1))!, [{ stdout: '1\n' }, { done: true }]),
    annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
  }).state
  const back = after(came, guardedUndo)
  t.match(after(came, undo).doc.toString(), /\{"done":true\}= 2/, 'this is what the plain command does')
  t.notMatch(back.doc.toString(), /\}= 2/)
  t.equal(repair(back.doc), null)
  t.match(codeOf(back.doc, findCell(back.doc, uuid(1))!), /a = 1\nb \n+= 2/)
  const again = after(back, guardedRedo)
  t.equal(repair(again.doc), null)
  t.same(
    cellsOf(again.doc).map(cell => cell.id),
    [uuid(1), uuid(2)],
  )
})

t.test('[W-11] whatever is typed, deleted and put out, what is drawn follows as if it were read anew', async () => {
  const edit = fc.record({
    from: fc.nat(),
    length: fc.nat({ max: 12 }),
    insert: fc.constantFrom('', 'x', '\n', '\uFE20', 'if a:\n    b', `\uFE21${uuid(5)}\uFE21`),
    remote: fc.boolean(),
    flag: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), edits => {
      let state = stateOf(two)
      for (const { from, length, insert, remote, flag } of edits) {
        const start = from % (state.doc.length + 1)
        const annotations = remote ? [Transaction.remote.of(true)] : []
        const cell = flag ? cellsOf(state.doc).find(one => one.header) : undefined
        const changes = cell
          ? { from: cell.header!.from + 37, insert: 'i' }
          : { from: start, to: Math.min(state.doc.length, start + length), insert }
        const markers = markersOf(state)
        // What is damaged already is text that may be edited.
        const free = remote || cell !== undefined || repair(state.doc) !== null
        state = state.update({ changes, annotations: cell ? trusted.of(true) : annotations }).state
        if (!free && markers.join() !== markersOf(state).join()) return false
        if (drawn(sheetOf(state).deco).join() !== drawn(scan(state)).join()) return false
        const { cells } = layoutOf(state)
        if (
          cells.map(one => one.id).join() !==
          cellsOf(state.doc)
            .map(one => one.id)
            .join()
        )
          return false
      }
      return true
    }),
    { numRuns: 400 },
  )
})

function drawn(deco: ReturnType<typeof scan>): string[] {
  const all: string[] = []
  for (const cursor = deco.iter(); cursor.value; cursor.next())
    all.push(`${cursor.from}-${cursor.to} ${(cursor.value.spec as { mark: string }).mark}`)
  return all
}
