import t from 'tap'
import type { Entry } from '../../contract.ts'
import { offersFor } from '../acts.ts'
import { pasted } from '../clipboard.ts'

const entry = (name: string, part: Partial<Entry> = {}): Entry => ({ name, kind: 'file', size: 1, modified: 0, ...part })
const acts = (entries: Entry[], given: Partial<Parameters<typeof offersFor>[1]> = {}) =>
  offersFor(entries, { editable: true, held: false, ...given }).map(({ act }) => act)

t.test('[F-4] a menu offers what can be done with what is selected, and nothing else', async t => {
  t.ok(acts([entry('data.zip')]).includes('extract'))
  t.notOk(acts([entry('data.txt')]).includes('extract'))
  t.notOk(acts([entry('.zip')]).includes('extract'))
  t.strictSame(acts([entry('a'), entry('b', { kind: 'directory' })], { editable: false }), ['downloadZip', 'downloadTar'])
  t.strictSame(acts([entry('a')], { editable: false }), ['open', 'download'])
  t.notOk(acts([entry('l', { kind: 'link', leads: 'file' })]).includes('mode'))
  t.strictSame(acts([entry('\uFFFD', { bytes: '_w' })]), ['rename'])
  t.strictSame(acts([], { held: true }), ['paste'])
  t.strictSame(acts([], { held: true, editable: false }), [])
})

t.test('[F-4] [F-3] what is pasted is what was copied last: things of the project, or an address', async t => {
  const held = { paths: ['a', 'b/c'], cut: false }
  t.equal(pasted('a\nb/c', held), 'held')
  t.equal(pasted('', held), 'held')
  t.strictSame(pasted(' https://example.org/x.zip\n', held), { url: 'https://example.org/x.zip' })
  t.equal(pasted('some words', held), null)
  t.equal(pasted('javascript:alert(1)', null), null)
})
