import fc from 'fast-check'
import t from 'tap'
import type { Entry } from '../../contract.ts'
import { isShown, keepPlace, matchIn, opens, rowsInSight } from '../view.ts'

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({ name, kind: 'file', size: 0, modified: 0, ...more })

t.test('[F-2] a filter finds part of a name in any case, and a slash at its end folders only', async t => {
  const all = [entry('Zeta.tex'), entry('zeros', { kind: 'directory' }), entry('link', { kind: 'link', leads: 'directory' }), entry('.zsh')]
  const found = (search: string, hidden = false) => all.filter(isShown({ search, hidden })).map(({ name }) => name)
  t.strictSame(found('ZE'), ['Zeta.tex', 'zeros'])
  t.strictSame(found('z/'), ['zeros'])
  t.strictSame(found('/'), ['zeros', 'link'])
  t.strictSame(found(''), ['Zeta.tex', 'zeros', 'link'])
  t.strictSame(found('z', true), ['Zeta.tex', 'zeros', '.zsh'])
})

t.test('[F-2] what is marked in a name is what was looked for', async () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (name, search) => {
      const match = matchIn(name, search)
      return match === null || name.slice(...match).toLowerCase() === search.replace(/\/$/, '').trim().toLowerCase()
    }),
  )
})

t.test('[F-10] pipes, broken links and names that are not UTF-8 are never opened', async t => {
  t.ok(opens(entry('a')))
  t.ok(opens(entry('a', { kind: 'link', leads: 'file' })))
  for (const more of [
    { kind: 'other' },
    { kind: 'link', leads: 'missing' },
    { kind: 'link', leads: 'outside' },
    { kind: 'link', leads: 'other' },
    { bytes: '_w' },
  ] as const)
    t.notOk(opens(entry('a', more)), JSON.stringify(more))
})

t.test('[F-1] every row in sight is drawn, and never many more', async () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(3_400_000), fc.integer({ min: 1, max: 2000 }), (count, top, height) => {
      const { from, to } = rowsInSight({ count, row: 34, top, height })
      const first = Math.floor(top / 34)
      const last = Math.min(count - 1, Math.floor((top + height - 1) / 34))
      return from <= to && to <= count && to - from <= height / 34 + 27 && (first > last || (from <= first && to > last))
    }),
  )
})

t.test('[F-1] what was at the top of sight stays there while the list changes around it', async () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), fc.uniqueArray(fc.nat(60)), fc.nat(2000), (before, after, top) => {
      const names = (list: number[]) => list.map(String)
      const kept = keepPlace({ before: names(before), after: names(after), row: 10, top, height: 100 })
      const first = Math.floor(top / 10)
      const anchor = before.slice(first, first + 11).find(name => after.includes(name))
      if (top === 0 || anchor === undefined) return kept === top
      const moved = after.indexOf(anchor) * 10 - kept
      return moved === before.indexOf(anchor) * 10 - top || kept === 0
    }),
  )
})
