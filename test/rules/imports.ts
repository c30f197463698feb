import { posix } from 'node:path'
import type { Import } from './sources.ts'

/** Where code runs and what it may know follows from its path alone. */
export type Place = {
  /** `sdk`, `core`, `plugins/files`, …: the folder whose package.json speaks for the file. */
  readonly package: string
  readonly test: boolean
  readonly page: boolean
}

const isTest = (file: string) => /(^|\/)test\//.test(file) || /\.test\.tsx?$/.test(file)
const inPage = (file: string) =>
  /^plugins\/[^/]+\/ui(\/|\.tsx?$)/.test(file) || file.startsWith('core/shell/app/') || file.startsWith('sdk/ui/')

export function placeOf(file: string): Place {
  const [first = '', second = ''] = file.split('/')
  return {
    package: first === 'plugins' ? `plugins/${second}` : ['sdk', 'core', 'test'].includes(first) ? first : '',
    test: isTest(file),
    page: inPage(file) && !isTest(file),
  }
}

/** `@stoa/plugin-files/contract` as package `@stoa/plugin-files` and inner path `contract`. */
function split(specifier: string): { name: string; inner: string } {
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return { name: parts.slice(0, length).join('/'), inner: parts.slice(length).join('/') }
}

/** Names of the packages that a package.json of a folder lists, its own among them; '' is the root's. */
export type Declared = ReadonlyMap<string, ReadonlySet<string>>

/** What is wrong with one import, in a sentence; undefined when it is right. */
export function faultOf({ file, imported, declared }: { file: string; imported: Import; declared: Declared }): string | undefined {
  const place = placeOf(file)
  const { specifier, type } = imported
  if (specifier.startsWith('.')) return relativeFault({ file, place, specifier, type })
  if (specifier.startsWith('node:')) return place.page && !type ? 'the page has no Node' : undefined
  const { name, inner } = split(specifier)
  return (
    libraryFault({ file, place, name }) ?? packageFault({ file, place, name, inner, type }) ?? declarationFault({ place, name, declared })
  )
}

/** Starting parts in order is the same work in the page as in a project; it is a function of values. */
const startsParts = 'core/project/parts.ts'

function relativeFault({
  file,
  place,
  specifier,
  type,
}: {
  file: string
  place: Place
  specifier: string
  type: boolean
}): string | undefined {
  // `?worker` says how a module is loaded, not which.
  const target = posix.join(posix.dirname(file), specifier.replace(/\?worker$/, ''))
  if (!/\.(ts|tsx|mjs|json|css)$/.test(target)) return 'a relative import names its file with the ending'
  if (placeOf(target).package !== place.package) return 'packages import each other by name, not by path'
  if (!place.page || placeOf(target).page) return undefined
  const inner = target.slice(place.package.length + 1)
  if (target === startsParts || (type && target.startsWith('core/project/'))) return undefined
  if (/^(hub|project)(\/|\.ts$)/.test(inner) && place.package !== 'sdk') return 'the page never imports what runs in the hub or the project'
  if (inner === 'contract.ts' && place.package.startsWith('plugins/') && !type)
    return 'the page imports a contract as a type, so that none of it ships'
  return undefined
}

function libraryFault({ file, place, name }: { file: string; place: Place; name: string }): string | undefined {
  if (name === 'tsyringe' && file !== 'core/project/scope.ts') return 'tsyringe lives in core/project/scope.ts alone'
  if ((name === 'fastify' || name.startsWith('@fastify/')) && !file.startsWith('core/hub/')) return 'Fastify is known in core/hub alone'
  if (name === 'tap' && !place.test) return 'only tests know tap'
  return undefined
}

/** A folder of core that the page shares: names and shapes, or pure functions. */
const forThePage = new Set(['hub/contracts'])

function packageFault({
  file,
  place,
  name,
  inner,
  type,
}: {
  file: string
  place: Place
  name: string
  inner: string
  type: boolean
}): string | undefined {
  if (!name.startsWith('@stoa/')) return undefined
  if (name === '@stoa/sdk') {
    if (place.page && (inner === 'hub' || inner === 'project' || inner === 'client')) return `the page never imports @stoa/sdk/${inner}`
    return inner === 'test' && !place.test ? 'only tests import @stoa/sdk/test' : undefined
  }
  if (name === '@stoa/core') {
    // The hub for tests is made of the real one; it is the one part of the SDK that no plugin ships.
    if (place.package === 'sdk') return file.startsWith('sdk/test/') ? undefined : 'the SDK does not know core'
    if (place.package.startsWith('plugins/')) return 'a plugin imports the SDK, never core'
    return place.page && !(type && forThePage.has(inner)) ? 'the page takes only types of contracts from the rest of core' : undefined
  }
  if (place.package === 'sdk') return 'the SDK does not know plugins'
  if (place.package === 'core') return 'core knows no plugin by name'
  if (place.package.startsWith('plugins/'))
    return inner === 'api' || inner === 'contract' ? undefined : 'of another plugin only its api and its contract may be imported'
  return undefined
}

/** Tools that tests share are listed once, at the root. */
function declarationFault({ place, name, declared }: { place: Place; name: string; declared: Declared }): string | undefined {
  if (declared.get(place.package)?.has(name)) return undefined
  const shared = place.test || place.package === 'test' || place.package === ''
  if (shared && (declared.get('')?.has(name) || name.startsWith('@stoa/'))) return undefined
  return `${place.package || 'the root'} does not list ${name} in its package.json`
}
