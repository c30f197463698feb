import t from 'tap'
import { isSource, readTracked, trackedFiles } from './sources.ts'

const files = trackedFiles()
type Manifest = {
  readonly name: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}
const manifest = (folder: string) => JSON.parse(readTracked(folder === '' ? 'package.json' : `${folder}/package.json`)) as Manifest
const plugins = [...new Set(files.flatMap(file => /^plugins\/[^/]+/.exec(file)?.[0] ?? []))]
const workspaces = ['sdk', 'core', 'test', ...plugins]

t.test('[tree] every plugin says in a README what it is', async t => {
  t.same(
    plugins.filter(plugin => !files.includes(`${plugin}/README.md`)),
    [],
  )
})

t.test('[tree] every package has the project’s licence', async t => {
  t.same(
    ['', ...workspaces].filter(folder => manifest(folder).license !== 'Apache-2.0'),
    [],
  )
})

t.test('[tree] a dependency that nothing uses is not listed', async t => {
  // The page's shared modules are named by a pattern in core/shell/build/shared.ts, from this very list.
  const byPattern = (folder: string, name: string) => folder === 'core' && /^@(codemirror|lezer)\//.test(name)
  const unused = workspaces.flatMap(folder => {
    const text = files
      .filter(file => file.startsWith(`${folder}/`) && (isSource(file) || file.endsWith('.css')))
      .map(readTracked)
      .join('\n')
    const { dependencies, devDependencies } = manifest(folder)
    return Object.keys({ ...dependencies, ...devDependencies })
      .filter(name => !byPattern(folder, name) && !new RegExp(`['"/]${name}['"/]`).test(text))
      .map(name => `${folder}: ${name}`)
  })
  t.same(unused, [])
})

t.test('[tree] the lockfile names no host, and agrees with every package.json', async t => {
  const { packages } = JSON.parse(readTracked('package-lock.json')) as {
    packages: Record<string, Manifest & { version?: string; resolved?: string; link?: boolean; optionalDependencies?: object }>
  }
  t.same(
    Object.entries(packages)
      .filter(([, entry]) => entry.resolved !== undefined && !entry.link)
      .map(([path]) => path),
    [],
  )
  for (const folder of ['', ...workspaces]) {
    const { dependencies, devDependencies } = manifest(folder)
    t.match(packages[folder], { ...(dependencies && { dependencies }), ...(devDependencies && { devDependencies }) }, folder)
    t.same(Object.keys(packages[folder]?.dependencies ?? {}).sort(), Object.keys(dependencies ?? {}).sort(), folder)
  }
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(name => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`]),
  )
  t.same(missing, [], 'optional packages for every kind of machine are locked')
})
