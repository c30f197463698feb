import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t from 'tap'
import { readPlugins } from '@stoa/core/hub'
import { buildPage } from '../build.ts'

const bundled = fileURLToPath(new URL('../../../plugins', import.meta.url))
const { plugins, refused } = await readPlugins([bundled])

t.test('[U-2] what a browser loads before anything is opened is at most 300 kB compressed', async t => {
  t.strictSame(refused, [])
  const built = await buildPage({ plugins, outDir: t.testdir() })
  t.ok(built.initialBytes > 50_000, 'the shell is in it')
  t.ok(built.initialBytes <= 300_000, `${built.initialBytes} bytes`)
  for (const { name } of built.files.filter(f => f.name.endsWith('.js'))) {
    t.ok((await stat(join(built.outDir, `${name}.br`))).size > 0)
    t.ok((await stat(join(built.outDir, `${name}.gz`))).size > 0)
  }
})

t.test('[K-3] the page has one copy of React and of CodeMirror, for the shell, for built-ins and for plugins built elsewhere', async t => {
  const built = await buildPage({ plugins, outDir: t.testdir(), dev: true })
  const texts = await Promise.all(built.files.filter(f => f.name.endsWith('.js')).map(f => readFile(join(built.outDir, f.name), 'utf8')))
  t.equal(texts.filter(text => text.includes('Calls to EditorView.update are not allowed while an update is')).length, 1)
  t.equal(texts.filter(text => text.includes('exports.useSyncExternalStore =')).length, 1)
  const react = (await import(pathToFileURL(join(built.outDir, built.importMap['react']!)).href)) as Record<string, unknown>
  t.type(react['useState'], 'function')
  t.type(
    ((await import(pathToFileURL(join(built.outDir, built.importMap['@codemirror/state']!)).href)) as Record<string, unknown>)[
      'EditorState'
    ],
    'function',
  )
})

t.test('[K-3] the page is built again only when a source or the choice of plugins has changed', async t => {
  const outDir = t.testdir()
  const first = await buildPage({ plugins, outDir, dev: true })
  const record = join(outDir, 'build.json')
  const made = await readFile(record, 'utf8')
  t.strictSame(await buildPage({ plugins, outDir, dev: true }), first)
  const fewer = await buildPage({ plugins: plugins.slice(1), outDir, dev: true })
  t.equal(fewer.plugins.length, first.plugins.length - 1)
  t.not(await readFile(record, 'utf8'), made)
  t.ok(await stat(join(outDir, first.entry)), 'what a page opened before may still ask for is kept for a day')
})

t.test('[K-4] a plugin whose part does not compile is left out by name, and the page works without it', async t => {
  const folder = t.testdir({ 'ui.js': 'export default {', gone: {} })
  const manifest = { api: 1, id: 'broken', title: 'Broken', parts: { ui: './ui.js' }, trust: 'page' as const }
  const missing = { ...manifest, id: 'missing', parts: { ui: './gone.js' } }
  const built = await buildPage({
    plugins: [...plugins, { manifest, folder }, { manifest: missing, folder: join(folder, 'gone') }],
    outDir: join(folder, 'page'),
    dev: true,
  })
  t.strictSame(
    built.plugins.map(p => p.id),
    plugins.map(p => p.manifest.id),
  )
  t.match(built.refused.find(r => r.id === 'broken')?.reason, /^The page was built without the plugin "broken": .* \(ui\.js:1\)\.$/)
})

t.test('[K-3] a module for a worker is a file of its own, whole, and a change of what it imports is noticed', async t => {
  const folder = t.testdir({
    'ui.js': "import address from './count.ts?worker'\nexport default { address: new URL(address, import.meta.url).href }",
    'count.ts': "import { step } from './step.ts'\nconst count: number = step\nexport const counted = count + 1",
    'step.ts': 'export const step = 1',
  })
  const plugin = { manifest: { api: 1, id: 'counter', title: 'Counter', parts: { ui: './ui.js' }, trust: 'page' as const }, folder }
  const counted = async () => {
    const built = await buildPage({ plugins: [plugin], outDir: join(folder, 'page'), dev: true })
    const ui = (await import(pathToFileURL(join(built.outDir, built.plugins[0]!.module)).href)) as { default: { address: string } }
    t.match(ui.default.address, /\.js$/)
    return ((await import(ui.default.address)) as { counted: number }).counted
  }
  t.equal(await counted(), 2)
  await writeFile(join(folder, 'step.ts'), 'export const step = 41')
  t.equal(await counted(), 42)
})
