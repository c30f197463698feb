import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

/** CommonJS packages: what they export is known only by running them, so their wrapper names it. */
const commonJs = ['react', 'react/jsx-runtime', 'react-dom', 'react-dom/client']
const sdk = ['@stoa/sdk/ui', '@stoa/sdk/contract', '@stoa/sdk/document', '@stoa/sdk/wire']

/**
 * Every specifier that there is one copy of in the page, with the text of the module that stands for it. CodeMirror's and Lezer's packages
 * are those that core itself depends on.
 */
export function sharedModules(require: NodeJS.Require): ReadonlyMap<string, string> {
  const manifest = JSON.parse(readFileSync(require.resolve('../package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const editor = Object.keys(manifest.dependencies).filter(name => /^@(codemirror|lezer)\//.test(name))
  return new Map([
    ...commonJs.map(specifier => [specifier, namedExports(specifier, require)] as const),
    ...[...editor, ...sdk].map(specifier => [specifier, `export * from '${specifier}'\n`] as const),
  ])
}

function namedExports(specifier: string, require: NodeJS.Require): string {
  const names = Object.keys(require(specifier) as object).filter(name => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default')
  return `import module from '${specifier}'\nexport default module\n${names.map(name => `export const ${name} = module.${name}\n`).join('')}`
}

/** Takes every import of a shared specifier from core's own dependencies, whichever copy a plugin has, and gives the wrappers their text. */
export function sharedPlugin({ shared, root }: { shared: ReadonlyMap<string, string>; root: string }): Plugin {
  const singles = new RegExp(`^(${[...shared.keys()].map(specifier => specifier.replace(/[/-]/g, '\\$&')).join('|')})$`)
  return {
    name: 'stoa-shared',
    setup(build) {
      build.onResolve({ filter: /^stoa-shared:/ }, ({ path }) => ({ path: path.slice('stoa-shared:'.length), namespace: 'stoa-shared' }))
      build.onLoad({ filter: /.*/, namespace: 'stoa-shared' }, ({ path }) => ({
        contents: shared.get(path)!,
        loader: 'js',
        resolveDir: root,
      }))
      build.onResolve({ filter: singles }, async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === 'resolved' || resolveDir === root) return undefined
        return build.resolve(path, { kind, resolveDir: root, pluginData: 'resolved' })
      })
    },
  }
}
