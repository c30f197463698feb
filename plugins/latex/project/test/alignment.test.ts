import fc from 'fast-check'
import t from 'tap'
import { align } from '../alignment.ts'
import { weavingProblem } from '../weave.ts'

t.test('[L-5] lines of what was made lead to the lines that they come from, and back', async t => {
  const source = ['class', 'begin', 'Hello.', '', '<<>>=', 'x', '@', '', 'Value \\Sexpr{x}.', '', 'End.'].join('\n')
  const made = [
    'class and more',
    'header',
    'header',
    'begin',
    'Hello.',
    '',
    'printed',
    'printed',
    'printed',
    '',
    'Value 6.',
    '',
    'End.',
  ].join('\n')
  const { toSource, fromSource } = align(source, made)
  t.equal(toSource(4), 2)
  t.equal(toSource(5), 3)
  t.equal(toSource(7), 5, 'what was printed belongs to its block')
  t.equal(toSource(9), 5)
  t.equal(toSource(13), 11)
  t.equal(fromSource(3), 5)
  t.equal(fromSource(9), 11, 'a line with a value in it')
  t.equal(fromSource(11), 13)
  t.ok(fromSource(6) >= 6 && fromSource(6) <= 10)
})

t.test('[L-5] whatever the texts are, lines lead to lines that there are, and never backwards', async t => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', 'e'), { minLength: 1, maxLength: 12 }).map(lines => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (source, made) => {
      const { toSource, fromSource } = align(source, made)
      const [most, all] = [source.split('\n').length, made.split('\n').length]
      const there = Array.from({ length: all }, (_, at) => toSource(at + 1))
      const back = Array.from({ length: most }, (_, at) => fromSource(at + 1))
      return (
        there.every((line, at) => line >= 1 && line <= most && (at === 0 || line >= there[at - 1]!)) &&
        back.every(line => line >= 1 && line <= all)
      )
    }),
  )
  const { toSource, fromSource } = align('a\nb\nc', 'a\nb\nc')
  t.strictSame([1, 2, 3].map(toSource), [1, 2, 3])
  t.strictSame([1, 2, 3].map(fromSource), [1, 2, 3])
})

t.test('[L-5] an error of R is found where the call or the line within the block is', async t => {
  const source = 'a\n\n<<x>>=\nx <- 1\nmean( lost )\n@\n'
  const problem = (printed: string) => weavingProblem({ printed, main: 'a.Rnw', source })
  t.match(problem("Quitting from lines 4-6 (a.Rnw) \nError in mean(lost) : object 'lost' not found\nCalls: knit\nExecution halted\n"), {
    message: "R: object 'lost' not found",
    line: 5,
  })
  t.match(problem('\nQuitting from a.Rnw:4-6 [x]\nError in `mean()`:\n! no numbers\nExecution halted\n'), {
    message: 'R: ! no numbers',
    line: 4,
  })
  t.match(problem('Quitting from lines 4-6 (a.Rnw) \nError in parse(text = x) : <text>:2:5: unexpected symbol\n1: x\nExecution halted'), {
    message: /^R: unexpected symbol/,
    line: 5,
  })
  t.match(problem('Killed'), { message: 'R: the code of this document failed', file: 'a.Rnw' })
})
