import t from 'tap'
import { createUndo } from '../undo.ts'

t.test('[F-4] acts are taken back last one first, and only the last is in sight', async t => {
  const back: string[] = []
  const undo = createUndo({ changed: () => {} })
  for (const name of ['a', 'b', 'c']) undo.did(`Did ${name}.`, () => void back.push(name))
  t.equal(undo.shown?.sentence, 'Did c.')
  undo.dismiss()
  t.equal(undo.shown, null)
  t.ok(undo.undo())
  t.ok(undo.undo())
  t.equal(undo.shown, null, 'what was done before is not put back into sight')
  t.ok(undo.undo())
  t.notOk(undo.undo())
  t.strictSame(back, ['c', 'b', 'a'])
  undo.stop()
})
