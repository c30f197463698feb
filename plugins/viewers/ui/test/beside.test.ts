import t from 'tap'
import { unchanged } from '../beside/blocks.ts'
import { targetOf } from '../beside/target.ts'

t.test('[F-11] what a text names is found beside it, and never outside of its project', async t => {
  const file = (address: string, from = 'notes/a.md') => {
    const target = targetOf(address, from)
    return target?.to === 'file' ? target.path : null
  }
  t.equal(file('plot.png'), 'notes/plot.png')
  t.equal(file('./img/my%20plot.png?x#y'), 'notes/img/my plot.png')
  t.equal(file('../top.md'), 'top.md')
  t.equal(file('/top.md'), 'top.md')
  t.equal(file('100%.md'), 'notes/100%.md')
  for (const address of [
    '../../etc/passwd',
    'file:///etc/passwd',
    '//elsewhere.example/a',
    'javascript:alert(1)',
    ' ',
    '..',
    'data:text/html,x',
  ])
    t.equal(targetOf(address, 'notes/a.md'), null, address)
  t.strictSame(targetOf('https://example.org', 'a.md'), { to: 'web', address: 'https://example.org' })
  t.strictSame(targetOf('#the-end', 'a.md'), { to: 'place', id: 'the-end' })
  t.match(targetOf('data:image/png;base64,x', 'a.md'), { to: 'data' })
})

t.test('[F-11] of a preview, only the blocks that an edit changed are made anew', async t => {
  t.strictSame(unchanged(['a', 'b', 'c'], ['a', 'x', 'c']), { start: 1, end: 1 })
  t.strictSame(unchanged(['a', 'a'], ['a', 'a', 'a']), { start: 2, end: 0 })
  t.strictSame(unchanged([], ['a']), { start: 0, end: 0 })
  t.strictSame(unchanged(['a', 'b'], ['b']), { start: 0, end: 1 })
  t.strictSame(unchanged(['a'], ['a']), { start: 1, end: 0 })
})
