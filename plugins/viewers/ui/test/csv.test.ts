import fc from 'fast-check'
import t from 'tap'
import { hasHeader, numberIn, readTable, separatorOf, sortRows } from '../table/csv.ts'

t.test('[F-11] a table that is written as it should be is read as it was, whatever is in its cells', async t => {
  const cell = fc.stringMatching(/^[a-z0-9 ,;"\n\r.é-]{0,8}$/)
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, end) => {
        const text = rows.map(row => row.map(quote).join(',')).join(end)
        t.strictSame(readTable(text).rows, rows)
        t.strictSame(readTable(text + end).rows, rows)
      },
    ),
  )
})

t.test('[F-11] what breaks the rules of tables is shown all the same', async t => {
  t.strictSame(readTable('a,b\n1,2,3\n\n4\n').rows, [['a', 'b'], ['1', '2', '3'], ['4']])
  t.equal(readTable('a,b\n1,2,3\n').columns, 3)
  t.strictSame(readTable('"no end,1\n2').rows, [['no end,1\n2']])
  t.strictSame(readTable('"a"b,c').rows, [['ab', 'c']])
  t.strictSame(readTable('\uFEFFa,b\n1,').rows, [
    ['a', 'b'],
    ['1', ''],
  ])
  t.strictSame(readTable('').rows, [])
})

t.test('[F-11] what parts the cells is found: commas, semicolons, tabs or bars', async t => {
  t.equal(separatorOf('a;b\n1,5;2\n'), ';')
  t.equal(separatorOf('a,b\n1;5,2\n'), ',')
  t.equal(separatorOf('a|b|c\n1|2|3\n'), '|')
  t.equal(separatorOf('a\tb\n1\t2\n'), '\t')
  t.equal(separatorOf('"x;y",b\n"z;w;v",c\n'), ',')
  t.equal(separatorOf('words alone\n'), ',')
  t.equal(separatorOf('a,b', 'x.tsv'), '\t')
})

t.test('[F-11] a column is sorted by number where it has numbers, empty cells last, equal ones as they were', async t => {
  const rows = [
    ['b', '10'],
    ['a', '9'],
    ['c', ''],
    ['a', '-1e2'],
    ['d', 'none'],
    ['e', '9.0'],
  ]
  const sorted = (column: number, down: boolean) => [...sortRows(rows, { column, down })]
  t.strictSame(sorted(1, false), [3, 1, 5, 0, 4, 2])
  t.strictSame(sorted(1, true), [4, 0, 1, 5, 3, 2])
  t.strictSame(sorted(0, false), [1, 3, 0, 2, 4, 5])
  t.strictSame([...sortRows(rows, null)], [0, 1, 2, 3, 4, 5])
  for (const text of ['1', '-2.5', '+3', '1e-9', '12,345', '50 %', ' 7 ']) t.not(numberIn(text), null, text)
  for (const text of ['', '-', '1.2.3', 'x1', '1,2', '0x10']) t.equal(numberIn(text), null, text)
})

t.test('[F-11] a first row of words is a header', async t => {
  t.equal(hasHeader(readTable('prime,gap\n2,1\n')), true)
  t.equal(hasHeader(readTable('2,1\n3,2\n')), false)
  t.equal(hasHeader(readTable('alone\n')), false)
})
