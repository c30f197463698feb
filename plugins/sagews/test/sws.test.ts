import t from 'tap'
import { chunksOf, readChunk } from '../document/notebook/index.ts'
import { readOldNotebook } from '../export/sws.ts'
import { albums } from '../document/notebook/test/arbitrary.ts'
import { oldText, packed, type Packed } from './sws-kit.ts'

const read = (entries: Packed) => readOldNotebook(packed(entries), albums())

t.test('[W-15] an old notebook: text, code, outputs and pictures, in order', async t => {
  const pictures = albums()
  const bytes = packed({
    'sage_worksheet/worksheet_conf.pickle': 'cos\nsystem\n(S"touch /tmp/never"\ntR.',
    'sage_worksheet/worksheet.html': oldText,
    'sage_worksheet/worksheet.txt': 'the older of the two',
    'sage_worksheet/cells/1/sage0.png': '\u0089PNG picture',
    'sage_worksheet/cells/1/notes.txt': 'no picture',
  })
  const text = await readOldNotebook(bytes, pictures)
  const cells = chunksOf(text).map(readChunk)
  t.ok(cells.every(cell => cell.whole))
  t.match(
    cells.map(({ code, flags, messages }) => [code, flags, messages]),
    [
      ['%html\n<h1>Primes</h1>\n<p>below $100$</p>', 'i', [{ html: /Primes/ }]],
      ['plot(prime_pi, 0, 100)', '', [{ file: { filename: 'sage0.png', mime: 'image/png', size: 12 } }]],
      ['show(1/2 < 3)', '', [{ tex: { tex: /\\frac\{1\}\{2\} < 3/, display: true } }]],
      ["%hide\nprint 'größer & kleiner'", 'i', [{ stdout: 'größer & kleiner\n' }]],
      ['%html\n<p>The end</p>', 'i', [{ html: '<p>The end</p>' }]],
    ],
  )
  t.equal(pictures.kept.size, 1)
  t.equal(await readOldNotebook(bytes, albums()), text, 'and the same each time')
})

t.test('[W-15] what an archive may not do is refused with a sentence', async t => {
  const refused = { code: 'not_sws' }
  await t.rejects(read({ '../worksheet.html': 'x' }), { ...refused, message: /leads out of it/ })
  await t.rejects(read({ '/etc/worksheet.html': 'x' }), { ...refused, message: /leads out of it/ })
  await t.rejects(read({ 'a/worksheet.html': { link: '/etc/passwd' } }), { ...refused, message: /links/ })
  await t.rejects(read({ 'a/other.txt': 'x' }), { ...refused, message: /no worksheet/ })
  const bomb = packed({ 'a/bomb': { zeros: 4 << 20 }, 'a/worksheet.html': 'x' })
  t.ok(bomb.length < 1000)
  await t.rejects(readOldNotebook(bomb, albums(), { mostBytes: 2 << 20 }), { ...refused, message: /unpacks to more than 2 MB/ })
  await t.rejects(readOldNotebook(Buffer.from('PK no archive'), albums()), { ...refused, message: /bzip2/ })
  const cut = packed({ 'a/worksheet.html': oldText })
  await t.rejects(readOldNotebook(cut.subarray(0, cut.length / 2), albums()), refused)
  const damaged = Uint8Array.from(cut).fill(7, 20, 60)
  await t.rejects(readOldNotebook(damaged, albums()), refused)
})
