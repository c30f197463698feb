import fc from 'fast-check'
import t from 'tap'
import { hexRows, pageAt, rowBytes, wholeLines } from '../bytes/page.ts'

t.test('[S-8] going on page by page through a text shows each byte once, and cuts no line that fits and no letter', async t => {
  const text = fc.array(fc.constantFrom('a', 'é', '漢', '🙂', '\n', 'line\n'), { minLength: 1, maxLength: 200 }).map(all => all.join(''))
  fc.assert(
    fc.property(text, fc.integer({ min: 8, max: 60 }), (content, page) => {
      const all = Buffer.from(content)
      let at = 0
      let read = ''
      for (let turns = 0; at < all.length && turns < 500; turns++) {
        const end = Math.min(all.length, at + page)
        // What goes on from the end of a page begins a line, as the first one does.
        const { from, to } = wholeLines({ bytes: all.subarray(at, end), first: true, last: end === all.length })
        t.equal(from, 0)
        read += new TextDecoder('utf-8', { fatal: true }).decode(all.subarray(at, at + to))
        t.ok(to > 0)
        at += to
      }
      t.equal(read, content)
    }),
  )
})

t.test('[S-8] a page that begins anywhere shows whole lines from the next one on', async t => {
  const bytes = Buffer.from('st of one\ntwo\nthree\nfou')
  const { from, to } = wholeLines({ bytes, first: false, last: false })
  t.equal(bytes.subarray(from, to).toString(), 'two\nthree\n')
  t.equal(bytes.subarray(wholeLines({ bytes, first: false, last: true }).from).toString(), 'two\nthree\nfou')
  const one = Buffer.from('é'.repeat(100)).subarray(1, 100)
  const cut = wholeLines({ bytes: one, first: false, last: false })
  t.equal(new TextDecoder('utf-8', { fatal: true }).decode(one.subarray(cut.from, cut.to)), 'é'.repeat(49))
})

t.test('[S-8] pages lie within the file, the last one ends with it', async t => {
  t.strictSame(pageAt({ start: -5, size: 100, page: 30 }), { start: 0, end: 30 })
  t.strictSame(pageAt({ start: 95, size: 100, page: 30 }), { start: 70, end: 100 })
  t.strictSame(pageAt({ start: 5, size: 10, page: 30 }), { start: 0, end: 10 })
  const { start, end } = pageAt({ start: 999, size: 1000, page: 64, row: rowBytes })
  t.equal(start % rowBytes, 0)
  t.equal(end, 1000)
})

t.test('[F-11] bytes are shown where they are, sixteen a row, with their letters', async t => {
  const rows = hexRows(Buffer.from('Stoa\0\xff, and seventeen'), 0x10).split('\n')
  t.equal(rows.length, 2)
  t.equal(rows[0], '00000010  53 74 6f 61 00 c3 bf 2c  20 61 6e 64 20 73 65 76  Stoa···, and sev')
  t.match(rows[1], /^00000020 {2}65 6e 74 65 65 6e {7}/)
})
