import t from 'tap'
import { holdValues } from '../held.ts'
import { streamOf } from '../stream.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

t.test('[I-5] a drag sends a bounded stream: three requests at a time, the newest value next, the last one always', async t => {
  const sent: Record<string, unknown>[] = []
  const finish: (() => void)[] = []
  const busy: boolean[] = []
  const stream = streamOf({
    send: values => new Promise(resolve => (sent.push({ ...values }), finish.push(resolve))),
    changed: now => busy.push(now),
  })
  for (let i = 0; i < 200; i++) stream.set('a', i)
  stream.set('b', 'x')
  t.same(sent, [{ a: 0 }, { a: 1 }, { a: 2 }])
  finish[1]!()
  await turn()
  t.same(sent[3], { a: 199, b: 'x' })
  finish[0]!()
  finish[2]!()
  finish[3]!()
  await turn()
  t.equal(sent.length, 4)
  t.same(busy, [true, false])
})

t.test('[I-4] a control that is moved here does not jump back to older values, and follows the worksheet again afterwards', t => {
  const held = holdValues()
  held.move('a')
  const first = held.mark(['a'])
  held.move('a')
  const second = held.mark(['a'])
  held.promised(first, 1)
  held.reached(1)
  t.ok(held.has('a'), 'a newer value is under way')
  held.promised(second, 2)
  t.ok(held.has('a'), 'answered, and not in the worksheet yet')
  held.reached(2)
  t.notOk(held.has('a'))
  t.end()
})

t.test('[I-4] what others move is shown at once, unless it is moved here too; a refused value is let go', t => {
  const held = holdValues()
  held.move('mine')
  t.same(held.others(['mine', 'theirs'], 5), ['theirs'])
  t.ok(held.has('theirs'))
  held.reached(4)
  t.ok(held.has('theirs'))
  held.reached(6)
  t.notOk(held.has('theirs'))
  t.same(held.others(['theirs'], 6), [], 'news of a run that is over')
  held.promised(held.mark(['mine']), null)
  t.notOk(held.has('mine'))
  t.end()
})
