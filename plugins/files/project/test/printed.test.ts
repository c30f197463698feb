import fc from 'fast-check'
import t from 'tap'
import { createPrinted } from '../printed.ts'

const read = (pieces: Uint8Array[]) => {
  const printed = createPrinted()
  return { text: pieces.map(piece => printed.take(piece)).join(''), directory: printed.directory }
}

t.test('[F-9] what is printed is text: colours, titles and cursor moves are left out, wherever the pieces are cut', t => {
  const said = '\u001b[1;31mred\u001b[0m é\r\n\u001b]0;title\u0007done\u001b[K\r\n\u001b]7;/home/x\u0007'
  const bytes = Buffer.from(said)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), cuts => {
      const ends = [...cuts.sort((a, b) => a - b), bytes.length]
      const { text, directory } = read(ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end)))
      return text === 'red é\ndone\n'.replace(/\n$/, '\n') && directory === '/home/x'
    }),
  )
  t.equal(
    read([Buffer.from(`\u001b]${'x'.repeat(10_000)}`), Buffer.from('still heard')]).text.endsWith('still heard'),
    true,
    'nothing waits for an end that never comes',
  )
  t.end()
})
