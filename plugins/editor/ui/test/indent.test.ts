import { Text } from '@codemirror/state'
import t from 'tap'
import { indentationOf, indentationSentence } from '../indent.ts'
import { nextRuler, rulers } from '../ruler.ts'

const of = (text: string, path?: string) => indentationSentence(indentationOf(Text.of(text.split('\n')), path))

t.test('[F-11] a text goes on being indented as it is', async t => {
  t.equal(of('def f():\n    return 1\n\ndef g():\n    if x:\n        y\n'), '4 spaces')
  t.equal(of('a:\n  b:\n    - c\nd:\n  e: 1\n'), '2 spaces')
  t.equal(of('f {\n\tx\n\t\ty\n}\n'), 'Tabs')
  t.equal(of('/*\n * a\n * b\n */\nf {\n  x\n}\n'), '2 spaces', 'the star of a comment is no step')
  t.equal(of('no indentation\nat all\n'), '4 spaces')
  t.equal(of('', 'src/Makefile'), 'Tabs')
  t.equal(of('all:\n    x\n', 'rules.mk'), 'Tabs')
})

t.test('[F-11] one goes through the rulers and comes back to none', async t => {
  let column: number = rulers[0]
  const seen = rulers.map(() => (column = nextRuler(column)))
  t.strictSame(seen, [80, 100, 120, 0])
  t.equal(nextRuler(7), 0, 'a setting that is none of them')
})
