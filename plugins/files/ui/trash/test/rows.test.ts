import t from 'tap'
import type { Trashed } from '../../../contract.ts'
import { keyOf, rowsOf } from '../rows.ts'

const one = (id: string, path: string): Trashed => ({ id, path, kind: 'file', size: 1, removed: 0, by: 'Ada' })
const list = [one('5', 'a.txt'), one('4', 'data/a.txt'), one('3', 'a.txt'), one('2', 'b.txt'), one('1', 'a.txt')]
const told = (open: string[], search = '') =>
  rowsOf(list, { open: new Set(open), search }).map(row => `${row.inner ? '  ' : ''}${row.path} ${row.versions.map(({ id }) => id).join()}`)

t.test('[F-5] what was at one path is one line where its newest is; of two folders one name is two lines', t => {
  t.strictSame(told([]), ['a.txt 5,3,1', 'data/a.txt 4', 'b.txt 2'])
  t.end()
})

t.test('[F-5] a line that is open has each version below it, and one that has no versions does not open', t => {
  t.strictSame(told(['a.txt', 'b.txt']), ['a.txt 5,3,1', '  a.txt 5', '  a.txt 3', '  a.txt 1', 'data/a.txt 4', 'b.txt 2'])
  const keys = rowsOf(list, { open: new Set(['a.txt']), search: '' }).map(keyOf)
  t.equal(new Set(keys).size, keys.length, 'each line is known by something of its own')
  t.end()
})

t.test('[F-5] the filter looks at the whole path, whatever the case', t => {
  t.strictSame(told([], 'DATA'), ['data/a.txt 4'])
  t.strictSame(told([], ' b. '), ['b.txt 2'])
  t.strictSame(told([], 'c'), [])
  t.end()
})
