import assert from 'node:assert/strict'
import { Text } from '@codemirror/state'
import fc from 'fast-check'
import t from 'tap'
import { looks, readAddress, writeAddress } from '../address.ts'
import { stretchOf } from '../change.ts'
import { keepTexts } from '../kept.ts'
import { amount, dayName, fileName, lineWriter, momentName, timeInDay, writerName } from '../said.ts'

t.test('[H-1] the address of what is shown leads there again, and one that makes no sense leads to the newest version', async t => {
  const version = fc.option(fc.integer({ min: 1, max: 10 ** 9 }))
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), version, version, fc.constantFrom(...looks), (file, at, with_, look) => {
      const other = look === 'text' ? null : with_
      const wanted = { file, version: at, other, look: other === null ? ('text' as const) : look }
      assert.deepEqual(readAddress(writeAddress(wanted)), wanted)
    }),
  )
  t.strictSame(readAddress({ file: 'a.py', version: '-3', with: 'x', look: 'sideways' }), {
    file: 'a.py',
    version: null,
    other: null,
    look: 'text',
  })
  t.strictSame(readAddress({ file: 'a.py', version: '812', with: '774' }), { file: 'a.py', version: 812, other: 774, look: 'inline' })
  t.strictSame(readAddress({}), { file: null, version: null, other: null, look: 'text' })
})

t.test('[H-1] times are said as people say them', async t => {
  const now = new Date(2026, 10, 24, 14, 0).getTime()
  const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).getTime()
  t.equal(momentName(now - 1000, now), 'now')
  t.equal(momentName(at(24, 10, 31), now), 'today 10:31')
  t.equal(momentName(at(23, 16, 5), now), 'yesterday 16:05')
  t.equal(momentName(at(20, 16, 5), now), 'Friday 16:05')
  t.equal(dayName(at(3, 1, 0), now), '3 November')
  t.equal(dayName(new Date(2024, 4, 3).getTime(), now), '3 May 2024')
  t.equal(timeInDay(at(3, 9, 5), now), '09:05')
  t.equal(amount({ inserted: 1200, deleted: 3 }), '+1,200 −3')
  t.equal(amount({ inserted: 0, deleted: 0 }), '')
  const user = { id: 'a', name: 'Ada' }
  t.equal(writerName({ session: 'x', user }, 'b'), 'Ada')
  t.equal(writerName({ session: 'x', user }, 'a'), 'You')
  t.equal(writerName({ session: 'x', user: { id: 'a:k', name: 'Ada' } }, 'b'), 'Ada’s program')
  t.equal(writerName({ session: 'x', user: { id: 'a:k', name: 'Ada' } }, 'a'), 'Your program')
  t.equal(writerName({ session: '!disk', user }, 'a'), 'Another program')
  t.equal(writerName({ session: '~sagews', user }, 'a'), 'The server')
})

t.test('[H-1] what stands beside a line is who wrote it and when, as far as anybody can say', t => {
  const now = Date.parse('2026-03-04T12:00:00Z')
  const run = { session: 'x', user: { id: 'a', name: 'Ada' }, time: now, colour: 3 }
  t.strictSame(lineWriter({ ...run, version: 7 }, { viewer: 'b', now }), {
    version: 7,
    name: 'Ada',
    time: 'now',
    ink: 3,
    title: 'Ada, now, version 7',
  })
  const gone = lineWriter({ ...run, session: '', time: 0, version: 7 }, { viewer: 'b', now })
  t.strictSame([gone.name, gone.time, gone.ink], ['Before 7', '', 0])
  t.equal(lineWriter({ ...run, session: '', version: 0 }, { viewer: 'b', now }).name, 'Nobody')
  t.end()
})

t.test('[H-1] from one version to another only the stretch that differs is touched', async t => {
  const text = fc.stringMatching(/^[ab\n😀]{0,12}$/u).map(string => Text.of(string.split('\n')))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = stretchOf(before, after)
      assert.equal(change === null, before.eq(after))
      if (change) assert.ok(before.replace(change.from, change.to, change.insert).eq(after))
    }),
  )
  t.strictSame(stretchOf(Text.of(['one two']), Text.of(['one three two'])), { from: 5, to: 5, insert: Text.of(['hree t']) })
})

t.test('[H-1] texts that were looked at are kept, the last ones, and never more than there is room for', async t => {
  const kept = keepTexts(10)
  kept.set(1, Text.of(['12345']))
  kept.set(2, Text.of(['12345']))
  kept.get(1)
  kept.set(3, Text.of(['123']))
  t.equal(kept.get(2), undefined)
  t.equal(kept.get(1)?.toString(), '12345')
  kept.set(4, Text.of(['a text with more than ten']))
  t.equal(kept.get(4)?.lines, 1)
  t.equal(kept.get(3), undefined)
})

t.test('[H-1] a file that is fetched says which version it is', async t => {
  t.equal(fileName('notes/siegel.py', 812), 'siegel.v812.py')
  t.equal(fileName('Makefile', 3), 'Makefile.v3')
  t.equal(fileName('.bashrc', 3), '.bashrc.v3')
})
