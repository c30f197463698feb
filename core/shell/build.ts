import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Manifest } from '@stoa/sdk/contract'
import { build, type Metafile } from 'esbuild'
import { blame, type RefusedPart } from './build/blame.ts'
import { readKept, sourcesOf, writeKept, type Sources } from './build/kept.ts'
import { writeOutputs } from './build/outputs.ts'
import { sharedModules, sharedPlugin } from './build/shared.ts'
import { workerPlugin } from './build/worker.ts'

/** A plugin's UI part in the built page. */
export type PagePlugin = {
  readonly id: string
  readonly title: string
  /** Its module, below the assets. */
  readonly module: string
  readonly needs: readonly string[]
  readonly provides: readonly string[]
}

/** The page's modules and styles on disk. Every name is relative to `outDir`, which is served as `<base>/assets/`. */
export type BuiltPage = {
  readonly outDir: string
  /** Module that starts the shell. */
  readonly entry: string
  /** What `entry` imports at once, for `modulepreload`. */
  readonly preload: readonly string[]
  readonly css: readonly string[]
  /** Shared specifier to module, so that plugins built elsewhere use the page's own React and CodeMirror. */
  readonly importMap: Readonly<Record<string, string>>
  readonly plugins: readonly PagePlugin[]
  readonly refused: readonly RefusedPart[]
  readonly files: readonly BuiltFile[]
  /** Compressed bytes of all JavaScript that is loaded before anything is opened: the shell and each plugin's UI part (U-2: at most 300 kB). */
  readonly initialBytes: number
}
export type BuiltFile = { readonly name: string; readonly bytes: number; /** With Brotli. */ readonly compressed: number }

/** What building needs to know of a plugin. */
export type BuildablePlugin = { readonly manifest: Manifest; readonly folder: string }

const shell = fileURLToPath(new URL('.', import.meta.url))
const packageRoot = existingSource(shell)

/** Compiled, this file lies in `dist/`; what is bundled is always the source. */
function existingSource(folder: string): string {
  const compiled = folder.match(/^(.*[\\/])dist[\\/]shell[\\/]$/)
  return compiled ? join(compiled[1]!, 'shell') : folder
}

/**
 * Builds the page, without those plugins whose UI part does not compile. Rejects with esbuild's own messages if the shell does not.
 */
export async function buildPage(options: { plugins: readonly BuildablePlugin[]; outDir: string; dev?: boolean }): Promise<BuiltPage> {
  const { plugins } = options
  try {
    return await buildWhole(options)
  } catch (failure) {
    const refused = blame({ failure, plugins, folder: packageRoot })
    if (refused.length === 0) throw failure
    const sound = plugins.filter(({ manifest }) => !refused.some(({ id }) => id === manifest.id))
    const built = await buildPage({ ...options, plugins: sound })
    return { ...built, refused: [...built.refused, ...refused] }
  }
}

/**
 * Builds shell, plugins' UI parts, shared modules, styles; with content-hashed names and Brotli and gzip beside each file.
 * What was built before from the same sources is taken as it is. `dev` leaves it readable, with source maps.
 */
async function buildWhole({
  plugins,
  outDir,
  dev = false,
}: {
  plugins: readonly BuildablePlugin[]
  outDir: string
  dev?: boolean
}): Promise<BuiltPage> {
  const parts = plugins.filter(({ manifest }) => manifest.parts.ui !== undefined && manifest.trust === 'page')
  const order = JSON.stringify({ dev, parts: parts.map(({ manifest, folder }) => [manifest, folder]) })
  await mkdir(outDir, { recursive: true })
  const kept = await readKept<BuiltPage>({ outDir, order })
  if (kept) return kept

  const require = createRequire(join(packageRoot, 'build.ts'))
  const shared = sharedModules(require)
  const entryPoints: Record<string, string> = {
    shell: join(packageRoot, 'app/main.tsx'),
    style: join(packageRoot, 'style/shell.css'),
    ...Object.fromEntries(
      [...shared.keys()].map(specifier => [`shared/${specifier.replace(/^@/, '').replaceAll('/', '-')}`, `stoa-shared:${specifier}`]),
    ),
    ...Object.fromEntries(parts.map(({ manifest, folder }) => [`plugins/${manifest.id}`, resolve(folder, manifest.parts.ui!)])),
  }
  const workers = workerPlugin({ minify: !dev })
  const built = await build({
    absWorkingDir: packageRoot,
    entryPoints,
    outdir: outDir,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    conditions: ['stoa-source'],
    define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
    entryNames: '[dir]/[name]-[hash]',
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'files/[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file', '.wasm': 'file' },
    legalComments: 'none',
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    metafile: true,
    logLevel: 'silent',
    plugins: [workers.plugin, sharedPlugin({ shared, root: packageRoot })],
  })

  const describe = describeOutputs({ metafile: built.metafile, outDir })
  const entryOf = (source: string) => describe.entry(source)
  const shellEntry = entryOf(join(packageRoot, 'app/main.tsx'))
  const pagePlugins = parts.map(({ manifest, folder }): PagePlugin => ({
    id: manifest.id,
    title: manifest.title,
    module: entryOf(resolve(folder, manifest.parts.ui!)),
    needs: manifest.needs ?? [],
    provides: manifest.provides ?? [],
  }))
  const initial = new Set([shellEntry, ...pagePlugins.map(p => p.module)].flatMap(name => [name, ...describe.imports(name)]))
  const files = await writeOutputs({ outDir, outputs: built.outputFiles, hard: initial, compress: !dev })
  const page: BuiltPage = {
    outDir,
    entry: shellEntry,
    preload: describe.imports(shellEntry),
    css: [entryOf(join(packageRoot, 'style/shell.css'))],
    importMap: Object.fromEntries([...shared.keys()].map(specifier => [specifier, describe.entry(`stoa-shared:${specifier}`)])),
    plugins: pagePlugins,
    refused: [],
    files,
    initialBytes: files.filter(({ name }) => initial.has(name)).reduce((sum, { compressed }) => sum + compressed, 0),
  }
  const inputs = Object.keys(built.metafile.inputs).filter(name => !name.includes(':'))
  const sources: Sources = await sourcesOf([...inputs.map(name => resolve(packageRoot, name)), ...workers.sources])
  await writeKept({ outDir, order, sources, built: page })
  await forgetOld({ outDir, keep: new Set(files.map(({ name }) => name)) })
  return page
}

/** Finds built files by the source they come from; source names in a metafile are relative to the working directory. */
function describeOutputs({ metafile, outDir }: { metafile: Metafile; outDir: string }) {
  const nameOf = (output: string) => relative(outDir, resolve(packageRoot, output)).replaceAll('\\', '/')
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]))
  const byEntry = new Map<string, string>()
  for (const [name, { entryPoint }] of outputs) {
    if (entryPoint === undefined) continue
    byEntry.set(entryPoint.startsWith('stoa-shared:') ? entryPoint : resolve(packageRoot, entryPoint), name)
  }
  return {
    entry(source: string): string {
      const found = byEntry.get(source)
      if (found === undefined) throw new Error(`nothing was built from ${source}`)
      return found
    },
    /** Everything a module imports statically, near or far. */
    imports(name: string): string[] {
      const seen = new Set<string>()
      const visit = (at: string) => {
        for (const { path, kind, external } of outputs.get(at)?.imports ?? []) {
          const to = nameOf(path)
          if (kind !== 'import-statement' || external || seen.has(to)) continue
          seen.add(to)
          visit(to)
        }
      }
      visit(name)
      return [...seen]
    },
  }
}

/** Removes what earlier builds left, once it is a day old: a page opened before may still ask for it. */
async function forgetOld({ outDir, keep }: { outDir: string; keep: ReadonlySet<string> }): Promise<void> {
  const day = 24 * 3600 * 1000
  for (const entry of await readdir(outDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'build.json') continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(outDir, path)
      .replaceAll('\\', '/')
      .replace(/\.(br|gz)$/, '')
    if (!keep.has(name) && Date.now() - (await stat(path)).mtimeMs > day) await rm(path, { force: true })
  }
}
