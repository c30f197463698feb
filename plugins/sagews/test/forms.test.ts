import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { Text } from '@codemirror/state'
import { cellsOf, readPayload, repair, visible } from '../document/index.ts'
import { layoutOf } from '../ui/sheet.ts'
import { stateOf } from '../ui/test/kit.ts'
import { forms } from './forms.ts'
import { desk, interpreter, openSheet, python, sheetOf } from './kit.ts'

t.setTimeout(3 * 60_000)
/** As the shared document has it: a file with both endings keeps its carriage returns. */
const lf = (text: string) => (/[^\r]\n/.test(text) ? text : text.replaceAll('\r\n', '\n'))

t.test('[W-1] every form of real worksheets shows its cells and their output', async t => {
  for (const { name, text, cells } of forms) {
    const state = stateOf(lf(text))
    const layout = layoutOf(state)
    t.equal(layout.cells.length, cells, name)
    const read = cellsOf(state.doc)
    t.same(
      layout.cells.map(({ id }) => id),
      read.map(({ id }) => id),
      name,
    )
    t.same(
      layout.cells.map(({ outputs }) => outputs.length),
      read.map(({ outputs }) => outputs.length),
      name,
    )
    for (const cell of read) for (const { payload } of cell.outputs) t.ok(visible(readPayload(payload)), name)
  }
})

t.test('[W-11] whatever is damaged is mended without losing a letter, and what is sound is left alone', async t => {
  const letters = (doc: Text) => doc.toString().replace(/\uFE20[0-9a-z-]{30,64}\uFE20|\uFE21[0-9a-f-]{36}\uFE21|[\uFE20\uFE21\s]/g, '')
  for (const { name, text, sound } of forms) {
    const before = Text.of(lf(text).split('\n'))
    const fix = repair(before)
    t.equal(fix === null, sound, name)
    if (fix) t.equal(letters(fix.apply(before)), letters(before), name)
  }
})

t.test('[W-1] opened, looked at by two people and saved, each file has the very bytes it had', async t => {
  const { hub, ada, project } = await desk(t, Object.fromEntries(forms.map(({ text }, i) => [`${i}.sagews`, text])))
  const emmy = await hub.person('Emmy')
  await project.admits(emmy, 'editor')
  for (const [i, { name, text }] of forms.entries()) {
    const path = `${i}.sagews`
    const [one, other] = [await openSheet(ada, project.id, path), await openSheet(emmy, project.id, path)]
    t.equal(one.text(), lf(text), name)
    t.same(
      [...one.states.values()].filter(({ state }) => state === 'running' || state === 'waiting'),
      [],
      `${name}: nothing runs`,
    )
    await one.document.save()
    t.ok((await readFile(join(project.root, path))).equals(Buffer.from(text)), `${name}: the same bytes`)
    for (const { document, remote } of [one, other]) {
      document.close()
      remote.close()
    }
  }
})

t.test('[W-1] an edit changes what was edited and nothing else', async t => {
  const chosen = forms.filter(({ sound, text }) => sound && !/\uFE20[0-9a-f-]{36}[a-z]*[xrwcs]/.test(text))
  const { ada, project } = await desk(t, Object.fromEntries(chosen.map(({ text }, i) => [`${i}.sagews`, text])))
  for (const [i, { name, text }] of chosen.entries()) {
    const sheet = await openSheet(ada, project.id, `${i}.sagews`)
    const last = cellsOf(sheet.document.text())
      .findLast(cell => cell.code.length > 0)
      ?.code.at(-1)
    sheet.document.edit({ from: last?.from ?? 0, insert: '# ü' })
    await sheet.document.save()
    const saved = await readFile(join(project.root, `${i}.sagews`), 'utf8')
    const at = saved.indexOf('# ü')
    t.equal(saved.slice(0, at) + saved.slice(at + 3), text, name)
    sheet.document.close()
    sheet.remote.close()
  }
})

t.test('[W-1] pasted prompts are evaluated, and Python 2 is explained', async t => {
  interpreter(t, python)
  const { sheet } = await desk(t, {
    'a.sagews': sheetOf(['sage: a = 2\nsage: print(a + 1)', '>>> for i in range(2):\n...     print(i)', 'print "old"']),
  })
  const ada = await sheet()
  await ada.run(1, 2, 3)
  await ada.done(1, 2, 3)
  t.same(ada.output(1), [{ stdout: '3\n' }])
  t.same(ada.output(2), [{ stdout: '0\n1\n' }])
  t.match(ada.output(3), [{ traceback: { name: 'SyntaxError', hint: /print/ } }])
})
