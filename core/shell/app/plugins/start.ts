import { apiLevel, type Connect, type Manifest, type Part, type Stop } from '@stoa/sdk/contract'
import { startParts } from '../../../project/parts.ts'
import type { PluginReport } from '../../../project/plugin.ts'
import type { BootPlugin } from '../boot.ts'
import type { PageScope } from './scope.ts'

type AnyPart = Part<any, any, any>

/** How long a plugin may take to load, and again to start, before the others go on without it, in milliseconds. */
const patience = 20_000

/**
 * Starts the plugins' UI parts in order of need, by the same rules as in a project: one that cannot be loaded, asks for more than its
 * manifest says, lacks a service, throws or does not answer is left out with its reason, and with it only those who need it.
 * All are fetched at once. `services` are the ids of what `scope` gives.
 */
export async function startPlugins({
  plugins,
  scope,
  services,
  connect,
  load = module => import(module) as Promise<{ default: AnyPart }>,
  within = patience,
}: {
  plugins: readonly BootPlugin[]
  scope: PageScope
  services: ReadonlySet<string>
  connect: Connect
  /** Fetches a module. */
  load?: (module: string) => Promise<{ default: AnyPart }>
  within?: number
}): Promise<{ reports: readonly PluginReport[]; stop: Stop }> {
  const loading = plugins.map(plugin => {
    const part = timely(load(plugin.module), within, 'It did not arrive').then(module => module.default)
    // Its failure is told when its turn comes.
    part.catch(() => undefined)
    return { manifest: manifestOf(plugin), load: async () => patient(await part, within) }
  })
  return startParts({
    plugins: loading,
    root: scope,
    services,
    enter: () => ({ connect }),
    log: {
      info: (_, text) => console.info(text),
      warn: (about, text) => console.warn(text, about),
      error: (about, text) => console.error(text, about),
    },
  })
}

/** The page knows of a manifest what it must hold a part to. */
function manifestOf({ id, title, needs, provides }: BootPlugin): Manifest {
  return { api: apiLevel, id, title, parts: {}, needs: [...needs], provides: [...provides], trust: 'page' }
}

function patient(part: AnyPart, within: number): AnyPart {
  if (typeof part?.start !== 'function') return part
  return {
    ...part,
    start(services) {
      const started = Promise.resolve<any>(part.start(services))
      const inTime = timely(started, within, 'It did not start')
      // One that starts after all has been given up, and must not stay half in the page.
      inTime.catch(() => started.then(late => (typeof late === 'function' ? late() : late?.stop?.())).catch(() => undefined))
      return inTime as never
    },
  }
}

function timely<T>(work: Promise<T>, within: number, what: string): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new Error(`${what} within ${within / 1000} seconds`)), within)
  work.then(resolve, reject)
  return promise.finally(() => clearTimeout(timer))
}
