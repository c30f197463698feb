import fc from 'fast-check'
import t from 'tap'
import { forms } from '../../../test/forms.ts'
import { writeJson } from '../json.ts'
import { notebookText, sheetText } from '../notebook.ts'
import { albums, notebook, worksheet } from './arbitrary.ts'

t.test('[W-15] any worksheet, made a notebook and a worksheet again, is the same byte by byte', async t => {
  for (const { name, text } of forms) t.equal(sheetText(notebookText(text, albums()), albums()), text, name)
  fc.assert(
    fc.property(worksheet, text => {
      const pictures = albums()
      pictures.kept.set('5'.repeat(64), new Uint8Array([1, 2, 3]))
      const file = notebookText(text, pictures)
      const back = sheetText(file, pictures)
      // The picture has another content than its name says, so its name is mended.
      return back.replaceAll(/[0-9a-f]{64}/g, '') === text.replaceAll('5'.repeat(64), '')
    }),
    { numRuns: 500 },
  )
})

t.test('[W-15] any notebook, made a worksheet and a notebook again, is the same JSON, keys in their order', async () => {
  fc.assert(
    fc.property(notebook, made => {
      const pictures = albums()
      const file = writeJson(made)
      return notebookText(sheetText(file, pictures), pictures) === file
    }),
    { numRuns: 500 },
  )
})
