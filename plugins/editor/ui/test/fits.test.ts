import t from 'tap'
import { fits } from '../fits.ts'

t.test('[F-11] the text editor opens any file that may be text, and best what surely is', async t => {
  for (const path of ['a.py', 'notes/README', 'Makefile', 'x/.bashrc', 'A.TEX', 'b.csv']) t.equal(fits(path), 10, path)
  for (const path of ['a', 'a.unknown', '.hidden', 'sheet.sagews']) t.equal(fits(path), 1, path)
})

t.test('[F-10] what surely is no text is left to others', async t => {
  for (const path of ['plot.png', 'paper.PDF', 'a.tar.gz', 'x.sobj', 'lib/m.so']) t.equal(fits(path), 0, path)
})
