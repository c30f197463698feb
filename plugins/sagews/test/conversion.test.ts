import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import t, { type Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import type { conversion } from '../conversion.ts'
import { outputLine } from '../document/index.ts'
import { desk, sheetOf, uuid } from './kit.ts'
import { oldText, packed } from './sws-kit.ts'

t.setTimeout(3 * 60_000)

const found = (name: string) => (process.env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, name)))
const needs = (...names: string[]) => {
  const missing = names.filter(name => !found(name))
  return { skip: missing.length > 0 && `${missing.join(' and ')} not installed` }
}

/** As `notMatch`, without the whole page in what a failure says. */
const refute = (t: Test, text: string, pattern: RegExp) => t.equal(pattern.exec(text)?.[0], undefined, String(pattern))

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>alert(1)</script><path d="M0 0h40v20z" fill="teal"/></svg>'
const hostile = [
  '<img src=x onerror=alert(1)><img src="https://example.org/pixel.png">',
  '<a href="javascript:alert(2)">a</a><iframe src="https://example.org"></iframe><form action="https://example.org"><input name=q></form>',
  '<style>body{display:none}</style><svg onload=alert(3)><script>alert(4)</script></svg><math><mtext><style><img src=x onerror=alert(5)></style></mtext></math>',
  '<p style="position:fixed;inset:0;background:url(https://example.org/x)">$x<y$ and $\\href{javascript:alert(6)}{z}$</p>',
  '<a title="$a$&quot; onmouseover=&quot;alert(7)">b</a>',
].join('\n')

/** Ada's project with a worksheet whose picture lies in it, and what a route of it answers. */
async function withSheet(t: Test, files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const notebook = {
    cells: [
      {
        cell_type: 'code',
        execution_count: null,
        id: 'aaaaaaaa',
        metadata: {},
        outputs: [{ data: { 'image/svg+xml': [svg] }, metadata: {}, output_type: 'display_data' }],
        source: ['plot(x)'],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  }
  const made = await desk(t, { 'seed.ipynb': JSON.stringify(notebook), ...files })
  const { ada, project } = made
  const remote = ada.connect<typeof conversion>('conversion@1', { project: project.id })
  await remote.call('convert', { path: 'seed.ipynb', to: 'sagews' })
  const picture = /︡aaaaaaaa[^\n]*\n|\{"file":[^\uFE21]*\}/u.exec(await readFile(join(project.root, 'seed.sagews'), 'utf8'))![0]
  const text = [
    sheetOf(['%md\n# Größe $x^2$ & 50 %\n[data](data/points.csv) [away](https://example.org) [out](../../etc/passwd)', 'plot(x)']),
    `\uFE21${uuid(12)}\uFE21${picture.slice(picture.indexOf('{"file"'))}\uFE21{"done":true}\n`,
    `${sheetOf(['', '', '%html\nhostile']).split('\n').slice(4).join('\n')}`,
    `${outputLine(uuid(13), [{ html: hostile }, { md: hostile }, { stdout: '1 < 2 \\end{printed} #_%\n' }, { tex: { tex: '\\frac{1}{\\ZZ}', display: true } }, { done: true }])}\n`,
  ].join('')
  await writeFile(join(project.root, 'a.sagews'), text)
  const get = (path: string, to: string, person = ada) => person.fetch(`/projects/${project.id}/conversion@1/export/${path}?to=${to}`)
  return { ...made, remote, text, get }
}

t.test('[W-15] a page needs nothing else and runs nothing, whatever the worksheet brings', async t => {
  const { get } = await withSheet(t)
  const answer = await get('a.sagews', 'html')
  t.match(answer.headers.get('content-disposition'), /attachment; filename="a\.html"/)
  const html = await answer.text()
  t.match(html, /<h1>Größe <mjx-container.*<\/mjx-container> &amp; 50 %<\/h1>/)
  t.match(html, /<img alt="picture\.svg" src="data:image\/svg\+xml;base64,/)
  // The value of a title may say anything.
  const body = html.slice(html.indexOf('<body>')).replace(/ title="[^"]*"/g, '')
  refute(t, body, /<(script|iframe|form|style|input|object|embed|link)\b/i)
  refute(t, body, /<[^>]+\s(on\w+|srcdoc|formaction)\s*=/i)
  refute(t, body, /(href|src)="(?!data:image|https:\/\/example\.org"|data\/points\.csv|\.\.\/\.\.\/etc|#)/i)
  refute(t, body, /position:\s*fixed|url\(/i)
  t.match(html, /Content-Security-Policy" content="default-src 'none'/)
})

t.test('[W-15] scripts and Markdown have the code and the text', async t => {
  const { get } = await withSheet(t)
  const py = await (await get('a.sagews', 'py')).text()
  t.match(py, /# %% \[markdown\]\n# # Größe \$x\^2\$/)
  t.match(py, /# %%\nplot\(x\)\n/)
  t.match(await (await get('a.sagews', 'sage')).text(), /^# %% \[markdown\]/)
  const md = await (await get('a.sagews', 'md')).text()
  t.match(md, /^# Größe \$x\^2\$ & 50 %/)
  t.match(md, /```sage\nplot\(x\)\n```\n\n!\[picture\.svg\]\(data:image\/svg\+xml;base64,/)
})

t.test('[W-14] an archive has the worksheet, its pictures, and the files that it links to, and nothing from elsewhere', async t => {
  const { get, project, text } = await withSheet(t)
  await mkdir(join(project.root, 'data'))
  await writeFile(join(project.root, 'data', 'points.csv'), '1,2\n')
  const entries = unzipSync(new Uint8Array(await (await get('a.sagews', 'zip')).arrayBuffer()))
  const names = Object.keys(entries).toSorted()
  t.match(names, ['a.sagews', /^a_files\/[0-9a-f]{12}-picture\.svg$/, 'data/points.csv'])
  t.equal(names.length, 3)
  t.equal(new TextDecoder().decode(entries['a.sagews']), text)
  t.equal(new TextDecoder().decode(entries[names[1]!]), svg)
})

t.test('[W-15] a PDF, whatever LaTeX makes of what is in it', needs('latexmk', 'xelatex', 'rsvg-convert'), async t => {
  const { get } = await withSheet(t)
  const bytes = new Uint8Array(await (await get('a.sagews', 'pdf')).arrayBuffer())
  t.equal(new TextDecoder().decode(bytes.subarray(0, 5)), '%PDF-')
  t.ok(bytes.length > 10_000)
})

/** A picture of noise, which nothing makes smaller. */
function noise(): Uint8Array {
  const size = 100
  const rows = Array.from({ length: size }, () => Buffer.concat([Buffer.of(0), randomBytes(size * 3)]))
  const chunk = (name: string, data: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2], 8)
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), ...parts])
}
const beside = [
  `${sheetOf(['%md\n![noise](img/noise%201.png)\n![no](../../../etc/no.png) ![gone](gone.png)', 'print(1)'])}`,
  `${outputLine(uuid(31), [{ html: '<img src="/over.svg" onerror="alert(1)"><img src=".stoa/private.png">' }, { done: true }])}\n`,
].join('')

t.test('[W-15][W-14] pictures that lie beside a worksheet are in its page and its Markdown, and nothing from elsewhere', async t => {
  const { get } = await withSheet(t, {
    'sub/b.sagews': beside,
    'sub/img/noise 1.png': noise(),
    'over.svg': svg,
    '.stoa/private.png': 'private',
  })
  const html = await (await get('sub/b.sagews', 'html')).text()
  const addresses = [...html.matchAll(/<img[^>]* src="([^"]{0,30})/g)].map(([, address]) => address!)
  t.strictSame(addresses, ['data:image/png;base64,iVBORw0K', 'data:image/svg+xml;base64,PHN2'])
  refute(t, html, /onerror|private/)
  const md = await (await get('sub/b.sagews', 'md')).text()
  t.match(md, /!\[noise\]\(data:image\/png;base64,iVBORw0K/)
  t.match(md, /src="data:image\/svg/)
  t.match(md, /!\[gone\]\(gone\.png\)/, 'what is not there is left as it is')
})

t.test('[W-15] a PDF has the pictures that lie beside', needs('latexmk', 'xelatex', 'rsvg-convert'), async t => {
  const { get } = await withSheet(t, { 'sub/b.sagews': beside, 'sub/img/noise 1.png': noise(), 'over.svg': svg })
  const size = async () => (await (await get('sub/b.sagews', 'pdf')).arrayBuffer()).byteLength
  const bytes = await size()
  t.ok(bytes > 35_000, `noise of 30 kB is in ${bytes} bytes`)
})

t.test('[W-15] an old notebook becomes a worksheet in the project, with its picture; what is there is not written over', async t => {
  const { ada, project, remote } = await withSheet(t, {
    'old.sws': packed({ 'w/worksheet.html': oldText, 'w/cells/1/p.png': '\u0089PNG picture' }),
  })
  t.same(await remote.call('convert', { path: 'old.sws', to: 'sagews' }), { path: 'old.sagews' })
  const sha = /"sha":"([0-9a-f]{64})"/.exec(await readFile(join(project.root, 'old.sagews'), 'utf8'))![1]!
  t.equal((await ada.fetch(`/projects/${project.id}/blobs/${sha}/p.png`)).status, 200)
  await t.rejects(remote.call('convert', { path: 'old.sws', to: 'sagews' }), { code: 'exists', message: /“old\.sagews”/ })
  await t.rejects(remote.call('convert', { path: 'no.sagews', to: 'py' }), { code: 'not_found', message: /“no\.sagews”/ })
  await t.rejects(remote.call('convert', { path: 'a.txt', to: 'py' }), { code: 'not_convertible' })
  await t.rejects(remote.call('convert', { path: 'old.sws', to: 'py', out: '../out.py' }), { code: 'path_invalid' })
  await t.rejects(remote.call('convert', { path: 'old.sws', to: 'py', out: '.stoa/out.py' }), { code: 'path_private' })
})

t.test('[P-5] a viewer downloads and makes nothing; a stranger does neither', async t => {
  const { hub, project, get } = await withSheet(t)
  const vera = await hub.person('Vera')
  await t.rejects(get('a.sagews', 'html', vera))
  await project.admits(vera, 'viewer')
  t.equal((await get('a.sagews', 'py', vera)).status, 200)
  const remote = vera.connect<typeof conversion>('conversion@1', { project: project.id })
  await t.rejects(remote.call('convert', { path: 'a.sagews', to: 'py' }), { code: 'role_too_low' })
  await t.rejects(vera.fetch(`/projects/${project.id}/conversion@1/beside/a.sagews?to=py`, { method: 'POST' }), { code: 'role_too_low' })
  await t.rejects(get('a.sagews', 'exe', vera), { code: 'unknown_format', message: /“exe”/ })
})

t.test('[W-15] what is typed and not yet saved is in what is downloaded', async t => {
  const { ada, project, get } = await withSheet(t)
  const document = openProgramDocument({ connect: ada.connect, project: project.id, path: 'seed.ipynb' })
  await document.ready
  const at = document.text().toString().indexOf('plot(x)')
  document.edit({ from: at, to: at + 7, insert: 'typed()' })
  await document.acknowledged()
  t.match(await (await get('seed.ipynb', 'py')).text(), /typed\(\)/)
  t.match(readFileSync(join(project.root, 'seed.ipynb'), 'utf8'), /"typed\(\)"/, 'and the notebook is saved')
  document.close()
})

t.test('[W-15] what is made is a notebook as Jupyter itself checks it', needs('sage'), async t => {
  const { project, remote } = await withSheet(t)
  await remote.call('convert', { path: 'a.sagews', to: 'ipynb' })
  const check = 'import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], as_version=4)); print("sound")'
  t.match(execFileSync('sage', ['-python', '-c', check, join(project.root, 'a.ipynb')], { encoding: 'utf8' }), /sound/)
})
