import fc from 'fast-check'
import t from 'tap'
import { forms } from '../../../test/forms.ts'
import { writeJson } from '../json.ts'
import { alignSheet } from '../align.ts'
import { closeNotebook, notebookText, openNotebook, readNotebook, sheetText } from '../notebook.ts'
import { outputLine } from '../../index.ts'
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

const id = (n: number) => `0000000${n}-0000-4000-8000-000000000000`
const cell = (n: number, flags: string, code: string, output: string) => `\uFE20${id(n)}${flags}\uFE20\n${code}\n${output}`

t.test('[W-15] a sound worksheet becomes an ordinary notebook: nothing of it is there twice', async t => {
  const text = [
    cell(1, 'i', '%md\n# Größe', `${outputLine(id(5), [{ md: '# Größe' }, { done: true }])}\n`),
    cell(
      2,
      's',
      '%time\nx = 1',
      `${outputLine(id(6), [{ stdout: '1\n' }, { tex: { tex: 'x^2', display: true } }, { html: '<b>b</b>' }, { done: true }])}\n`,
    ),
    cell(
      3,
      'so',
      '1/0',
      `${outputLine(id(7), [{ stderr: 'Error\n', traceback: { name: 'ZeroDivisionError', message: 'by zero', line: 1 } }, { done: true }])}\n`,
    ),
    cell(4, '', '', ''),
  ].join('')
  const made = JSON.parse(notebookText(text, albums())) as {
    cells: { cell_type: string; source: string[]; metadata: { stoa?: object }; outputs?: object[] }[]
  }
  t.match(
    made.cells.map(one => [one.cell_type, one.source, one.outputs?.length]),
    [
      ['markdown', ['# Größe'], undefined],
      ['code', ['%%time\n', 'x = 1'], 3],
      ['code', ['1/0'], 1],
      ['code', [], 0],
    ],
  )
  t.match(made.cells[2], {
    metadata: { jupyter: { outputs_hidden: true } },
    outputs: [{ output_type: 'error', ename: 'ZeroDivisionError', traceback: ['Error'] }],
  })
  for (const { metadata } of made.cells) t.notOk(metadata.stoa && 'text' in metadata.stoa, JSON.stringify(metadata))
})

t.test('[W-19] a notebook that is edited keeps what a worksheet has no word for, and what Jupyter changes counts', async t => {
  const file = writeJson({
    cells: [
      {
        attachments: { 'a.png': { 'image/png': 'AAAA' } },
        cell_type: 'markdown',
        id: 'one',
        metadata: { tags: ['x'] },
        source: ['![](attachment:a.png)'],
      },
      { cell_type: 'code', execution_count: 7, id: '0badcafe', metadata: { scrolled: 1 }, outputs: [], source: 'a\nb' },
    ],
    metadata: { widgets: {} },
    nbformat: 4,
    nbformat_minor: 5,
  })
  const pictures = albums()
  const { text, notes } = openNotebook(readNotebook(file), pictures)
  t.notMatch(text, /ipynb_/, 'what people edit has nothing of it')
  const edited = text.replace('a\nb', 'c').replace('![](', 'see ![](')
  const written = closeNotebook(edited, { notes, exact: false, pictures })
  t.same(written, {
    ...JSON.parse(file),
    cells: [
      { ...JSON.parse(file).cells[0], source: ['see ![](attachment:a.png)'] },
      { ...JSON.parse(file).cells[1], source: 'c' },
    ],
  })
  const ran = text.replace('0badcafe-0000-4000-8000-00006e6f7465', '0badcafe-0000-4000-8000-00006e6f7465s')
  const { text: again } = openNotebook({ notebook: closeNotebook(ran, { notes, exact: false, pictures }), layout: notes.layout }, pictures)
  t.not(again, ran, 'flags of a session are not in the file')
  t.equal(alignSheet(again, ran), ran, 'and stay where nothing else was changed')
  t.equal(alignSheet(again.replace('a\nb', 'other'), ran).includes('other'), true)
})

t.test('[W-15] what is no notebook says what is wrong with it', async t => {
  for (const [content, message] of [
    ['{ "cells": [ }', /not JSON/],
    ['[]', /“nbformat”/],
    ['{"nbformat":3,"worksheets":[]}', /format “3”/],
    ['{"nbformat":4}', /“cells”/],
    ['{"nbformat":4,"cells":[{"cell_type":"code","source":""}]}', /cell 1 has no list of “outputs”/],
    ['{"nbformat":4,"cells":[{"cell_type":"sound","source":""}]}', /cell 1 is neither/],
  ] as const)
    t.throws(() => readNotebook(content), { message })
})

t.test('[W-15] numbers that JavaScript would write otherwise, and how a file is laid out, come back', async t => {
  const file = '{\n  "cells": [],\n  "metadata": {"big": 12345678901234567890, "one": 1.0},\n  "nbformat": 4,\n  "nbformat_minor": 4\n}'
  t.match(notebookText(sheetText(file, albums()), albums()), /"big": 12345678901234567890,\s*"one": 1\.0/)
  const spaced = JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 4)
  t.equal(notebookText(sheetText(spaced, albums()), albums()), spaced)
})
