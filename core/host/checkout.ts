import { existsSync, readlinkSync, lstatSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InstalledPlugin } from '@stoa/core/project'
import { inside, type RootFolder } from './outer.ts'

/** Stoa's own code on this machine. */
export type Checkout = { readonly folder: string; readonly node: string; readonly arguments: readonly string[]; readonly main: string }

/** Finds the folder this code runs from, and what runs `core/project/main` in it: from source in development, built otherwise. */
export function findCheckout(): Checkout {
  const here = fileURLToPath(import.meta.url)
  const source = here.endsWith('.ts')
  let folder = dirname(here)
  while (!existsSync(join(folder, 'node_modules/node/bin/node'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('Node is not in node_modules/node. Run `npm install` in Stoa’s folder.')
    folder = parent
  }
  return {
    folder,
    node: 'node_modules/node/bin/node',
    // Room for what is new, in MB: with Node's own choice an idle server keeps 8 MB more.
    arguments: [...(source ? ['--conditions=stoa-source'] : []), '--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'],
    main: relative(folder, join(dirname(here), source ? '../project/main.ts' : '../project/main.js')),
  }
}

const codeFolders = ['sdk', 'core', 'plugins', 'node_modules', '.venv']

/** What of the checkout a project sees, `[where it is, where it is seen]`. Never all of it: `data` may lie there. */
export function visibleCode({ folder, plugins }: { folder: string; plugins: readonly InstalledPlugin[] }): [string, string][] {
  return [
    ...codeFolders
      .filter(name => existsSync(join(folder, name)))
      .map((name): [string, string] => [join(folder, name), `${inside.app}/${name}`]),
    ...plugins
      .filter(plugin => !within(folder, plugin.folder))
      .map((plugin): [string, string] => [plugin.folder, `${inside.plugins}/${plugin.manifest.id}`]),
  ]
}

/** Where a plugin's folder is seen inside a sandbox. */
export function pluginInside({ folder, plugin }: { folder: string; plugin: InstalledPlugin }): string {
  return within(folder, plugin.folder) ? `${inside.app}/${relative(folder, plugin.folder)}` : `${inside.plugins}/${plugin.manifest.id}`
}

function within(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return codeFolders.includes(way.split('/', 1)[0]!)
}

/** bin, lib and the like, as they are on this machine. */
export function rootFolders(): RootFolder[] {
  return ['bin', 'sbin', 'lib', 'lib64'].flatMap(name => {
    const found = lstatSync(`/${name}`, { throwIfNoEntry: false })
    if (!found) return []
    return [{ name, link: found.isSymbolicLink() ? readlinkSync(`/${name}`) : null }]
  })
}

/** The nearest folder above `path` that people other than its owner may not pass, or null. */
export function closedAbove(path: string): string | null {
  const closed: string[] = []
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) closed.push(folder)
    if (folder === dirname(folder)) return closed[0] ?? null
  }
}
