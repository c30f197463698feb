import { execFileSync } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { notebookText, sheetText } from '../document/notebook/index.ts'
import { albums } from '../document/notebook/test/arbitrary.ts'
import { desk, interpreter, python, sage, uuid } from './kit.ts'

t.setTimeout(3 * 60_000)

const cell = (n: number, source: string, more: object = {}) => ({
  cell_type: 'code',
  execution_count: null,
  id: uuid(n),
  metadata: { tags: [`cell ${n}`] },
  outputs: [],
  source: [source],
  ...more,
})
const book = (cells: object[], kernelspec: object = { display_name: 'Python 3', name: 'python3' }) =>
  `${JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`

t.test('[W-19] cells of a notebook run, and its file has their outputs and everything else that it had', async t => {
  interpreter(t, python)
  const { project, sheet } = await desk(t, {
    'a.ipynb': book([
      cell(1, 'print(6*7)'),
      cell(2, '1/0'),
      cell(3, 'import matplotlib.pyplot as plt; line = plt.plot([1,2]); plt.show()'),
    ]),
  })
  const file = join(project.root, 'a.ipynb')
  const ada = await sheet('a.ipynb')
  const before = await stat(file)
  await ada.document.save()
  t.equal((await stat(file)).ino, before.ino, 'what nobody changed is not written')
  await ada.run(1, 2, 3)
  await ada.done(1, 2, 3)
  await ada.document.save()
  const made = JSON.parse(await readFile(file, 'utf8')) as { cells: { metadata: object; outputs: { data?: Record<string, unknown> }[] }[] }
  t.match(made.cells, [
    { metadata: { tags: ['cell 1'] }, outputs: [{ output_type: 'stream', name: 'stdout', text: ['42\n'] }] },
    { metadata: { tags: ['cell 2'] }, outputs: [{ output_type: 'error', ename: 'ZeroDivisionError' }] },
    { metadata: { tags: ['cell 3'] }, outputs: [{ output_type: 'display_data' }] },
  ])
  t.match(Object.keys(made.cells[2]!.outputs[0]!.data ?? {}), [/^image\//], 'the plot is in the file')
  t.match(ada.flags(), ['s', 's', 's'])

  const version = ada.document.version
  await writeFile(file, JSON.stringify(made, null, 1).replace('print(6*7)', 'print(7*6)').concat('\n'))
  await ada.until(() => ada.text().includes('print(7*6)'))
  await ada.until(() => ada.flags()[1] === 's')
  t.same(ada.output(1), [{ stdout: '42\n' }], 'only what was changed outside is changed here')
  t.ok(ada.document.version <= version + 3)
})

t.test('[W-19] a notebook of R runs in its Jupyter kernel, and one whose kernel is not here says which it is', sage, async t => {
  const spec = (name: string, language: string, title: string) => ({ name, language, display_name: title })
  const { project, sheet } = await desk(t, {
    'r.ipynb': book([cell(1, 'x <- c(2, 3)'), cell(2, 'cat(!FALSE, sum(x^2))')], spec('ir', 'R', 'R')),
    'pascal.ipynb': book([cell(1, 'writeln(1)')], spec('pascal-3', 'pascal', 'Free Pascal')),
  })
  const ada = await sheet('r.ipynb')
  await ada.run(1, 2)
  await ada.done(1, 2)
  t.same(ada.output(2), [{ stdout: 'TRUE 13' }])
  await ada.document.save()
  t.match(await readFile(join(project.root, 'r.ipynb'), 'utf8'), '"TRUE 13"')
  const eve = await sheet('pascal.ipynb')
  await eve.run(1)
  await eve.done(1)
  t.match(JSON.stringify(eve.output(1)), /written for the Jupyter kernel “Free Pascal” \(pascal-3\), which is not on this machine/)
})

t.test('[W-15] a notebook that Jupyter’s own library wrote comes back byte by byte', sage, async t => {
  const { project } = await desk(t, {})
  const file = join(project.root, 'real.ipynb')
  const script = `
import sys, nbformat
from nbformat.v4 import new_notebook, new_code_cell, new_markdown_cell, new_raw_cell, new_output
png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
outputs = [
  new_output('stream', name='stdout', text='one\\ntwo\\r\\u2028three'),
  new_output('stream', name='stderr', text='warned\\n'),
  new_output('execute_result', data={'text/plain': '42', 'text/html': '<b>42</b>'}, execution_count=3),
  new_output('display_data', data={'image/png': png + '\\n', 'text/plain': '<Figure size 640x480 with 1 Axes>'}, metadata={'image/png': {'width': 10}}),
  new_output('display_data', data={'text/latex': '$\\\\displaystyle x^{2}$', 'text/plain': 'x^2'}),
  new_output('display_data', data={'application/vnd.jupyter.widget-view+json': {'model_id': 'abc', 'version_major': 2}}),
  new_output('error', ename='ValueError', evalue='größer', traceback=['\\x1b[31mValueError\\x1b[0m', 'größer']),
]
md = new_markdown_cell('# Größe\\n![](attachment:a.png)\\n\\n')
md['attachments'] = {'a.png': {'image/png': png}}
book = new_notebook(metadata={'kernelspec': {'name': 'sagemath', 'display_name': 'SageMath 10', 'language': 'sage'}, 'float': 1.0}, cells=[
  md, new_code_cell('%%time\\nx = 1', execution_count=2, outputs=outputs, metadata={'collapsed': False, 'jupyter': {'source_hidden': True}}), new_raw_cell('\\\\raw', metadata={'format': 'text/latex'}), new_code_cell('')])
nbformat.validate(book)
nbformat.write(book, sys.argv[1])
`
  execFileSync('sage', ['-python', '-c', script, file])
  const content = await readFile(file, 'utf8')
  const pictures = albums()
  t.equal(notebookText(sheetText(content, pictures), pictures), content)
  t.equal(pictures.kept.size, 1)
})

t.test('[W-19] under Sage a notebook of Python’s is Python, and one of Sage’s is Sage; raw cells show nothing', sage, async t => {
  interpreter(t, undefined)
  const raw = { cell_type: 'raw', id: uuid(2), metadata: {}, source: ['\\raw{text}'] }
  const python = book([cell(1, '[7/2, 2^3]'), raw])
  const { sheet } = await desk(t, {
    'python.ipynb': python,
    'sage.ipynb': python.replace('"name": "python3"', '"name": "sagemath", "language": "sage"'),
  })
  for (const [path, output] of [
    ['python.ipynb', '[3.5, 1]\n'],
    ['sage.ipynb', '[7/2, 8]\n'],
  ] as const) {
    const ada = await sheet(path)
    await ada.run(1, 2)
    await ada.done(1, 2)
    t.same(ada.output(1), [{ stdout: output }], path)
    t.same([ada.output(2), ada.state(2)?.state], [[], 'done'])
  }
})
