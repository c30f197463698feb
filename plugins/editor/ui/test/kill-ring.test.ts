import { EditorState } from '@codemirror/state'
import t from 'tap'
import { createRing } from '../kill-ring.ts'

t.test('[F-11] what Emacs’ keys cut is one piece as long as nothing happens between, and older pieces come back in turn', async t => {
  const ring = createRing()
  const [one, two, three] = ['a', 'b', 'c'].map(doc => EditorState.create({ doc })) as [EditorState, EditorState, EditorState]
  t.equal(ring.newest(), null)
  ring.add('first', { state: one, joined: ring.goesOn(one) })
  t.equal(ring.goesOn(two), false)
  ring.add('second', { state: two, joined: false })
  ring.add(' and more', { state: three, joined: ring.goesOn(two) })
  t.equal(ring.newest(), 'second and more')
  ring.put({ state: one, from: 1, to: 3 })
  t.match(ring.yanked(one), { from: 1, to: 3 })
  t.equal(ring.yanked(two), null)
  t.equal(ring.before(), 'first')
  t.equal(ring.before(), 'second and more')
})
