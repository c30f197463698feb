import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ManifestSchema, apiLevel, contractName, quote, type Contract, type Manifest } from '@stoa/sdk/contract'
import type { Definition } from '@stoa/sdk/host'
import type { InstalledPlugin } from '@stoa/core/project'
import { registryTables } from '@stoa/core/registry'
import { Compile } from 'typebox/compile'

/** A plugin that was found and cannot be used, and why, in a sentence (K-4). */
export type RefusedPlugin = { readonly id: string; readonly folder: string; readonly reason: string }
/** A plugin with the contracts its manifest names, which are the router's only source of methods and roles, and its tables. */
export type Plugin = InstalledPlugin & { readonly contracts: readonly Contract[]; readonly tables: readonly Definition[] }
export type Installed = { readonly plugins: readonly Plugin[]; readonly refused: readonly RefusedPlugin[] }

const manifest = Compile(ManifestSchema)

/** Reads every plugin below `folders`. One that does not fit is refused with its reason, and the others are not touched by it. */
export async function readPlugins(folders: readonly string[]): Promise<Installed> {
  const plugins: Plugin[] = []
  const refused: RefusedPlugin[] = []
  for (const parent of folders) {
    for (const name of (await readdir(parent)).sort()) {
      const folder = join(parent, name)
      try {
        const found = await readPlugin(folder)
        if (found === null) continue
        const twin = plugins.find(p => p.manifest.id === found.manifest.id)
        if (twin) throw new Error(`its id ${quote(found.manifest.id)} is taken by the plugin in ${twin.folder}`)
        const taken = found.contracts.find(c => plugins.some(p => p.contracts.some(other => contractName(other) === contractName(c))))
        if (taken) throw new Error(`its contract ${contractName(taken)} is declared by another plugin`)
        const claimed = [...registryTables, ...plugins.flatMap(p => p.tables)]
        const doubled = found.tables.find(({ name }) => claimed.some(other => other.name === name))
        if (doubled) throw new Error(`its table ${quote(doubled.name)} is there already`)
        plugins.push(found)
      } catch (error) {
        refused.push({ id: name, folder, reason: `The plugin ${quote(name)} was left out: ${(error as Error).message}.` })
      }
    }
  }
  return { plugins, refused }
}

async function readPlugin(folder: string): Promise<Plugin | null> {
  const declared = await readManifest(folder)
  if (declared === null) return null
  const contracts = (await exportsOf(folder, declared.contracts)).filter(isContract)
  const tables = (await exportsOf(folder, declared.tables)).filter(isDefinition)
  return { manifest: declared, folder, contracts, tables }
}

async function exportsOf(folder: string, modules: readonly string[] = []): Promise<unknown[]> {
  const found: unknown[] = []
  for (const module of modules)
    found.push(...Object.values((await import(pathToFileURL(join(folder, module)).href)) as Record<string, unknown>))
  return found
}

async function readManifest(folder: string): Promise<Manifest | null> {
  let text: string
  try {
    text = await readFile(join(folder, 'package.json'), 'utf8')
  } catch {
    return null
  }
  const declared = (JSON.parse(text) as { stoa?: unknown }).stoa
  if (declared === undefined) return null
  const [wrong] = manifest.Errors(declared)
  if (wrong) throw new Error(`its manifest is wrong at ${quote(wrong.instancePath || '/')}: ${wrong.message}`)
  const fit = declared as Manifest
  if (fit.api !== apiLevel) throw new Error(`it is written for level ${fit.api} of the SDK, and this hub speaks level ${apiLevel}`)
  return fit
}

function isContract(value: unknown): value is Contract {
  const c = value as Partial<Contract> | null
  return (
    typeof c === 'object' &&
    c !== null &&
    typeof c.name === 'string' &&
    typeof c.version === 'number' &&
    typeof c.calls === 'object' &&
    typeof c.open === 'object'
  )
}

function isDefinition(value: unknown): value is Definition {
  const d = value as Partial<Definition> | null
  return typeof d === 'object' && d !== null && typeof d.name === 'string' && Array.isArray(d.partition) && typeof d.columns === 'object'
}
