import * as fc from 'fast-check'
import t from 'tap'
import { readContent, writeContent } from '../format.ts'

t.test('[I15] [S4.10] a text that nobody changed is written byte for byte', async t => {
  const pieces = fc.constantFrom('a', 'é', '😀', '\n', '\r\n', '\r', '\ufeff', 'word ')
  const contents = fc
    .tuple(fc.boolean(), fc.array(pieces, { maxLength: 40 }))
    .map(([bom, parts]) => Buffer.from((bom ? '\ufeff' : '') + parts.join('')))
  let crlf = 0
  fc.assert(
    fc.property(contents, bytes => {
      const content = readContent(bytes)
      if (content?.format.crlf) crlf++
      return content !== null && writeContent(content).equals(bytes)
    }),
    { numRuns: 2_000 },
  )
  t.ok(crlf > 20, `${crlf} with line ends of another kind`)
})

t.test('[S4.10] line ends of one kind are remembered, of two kinds they are characters', async t => {
  t.match(readContent(Buffer.from('a\r\nb\r\n')), { format: { crlf: true, bom: false } })
  t.equal(readContent(Buffer.from('a\r\nb\r\n'))!.text.toString(), 'a\nb\n')
  t.equal(readContent(Buffer.from('a\r\nb\n'))!.text.toString(), 'a\r\nb\n')
  t.equal(readContent(Buffer.from('a\rb'))!.text.lines, 1)
})

t.test('[S4.4] bytes that are not UTF-8, or have a NUL, are no text', async t => {
  t.equal(readContent(Buffer.from([0x61, 0xff])), null)
  t.equal(readContent(Buffer.from([0xed, 0xa0, 0x80])), null, 'half of a character')
  t.equal(readContent(Buffer.from('a\0b')), null)
  t.ok(readContent(Buffer.alloc(0)))
})
