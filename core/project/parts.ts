import { stops, type Manifest, type Part, type Stop, type Token } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { orderParts } from './order.ts'
import type { LoadablePart, PluginReport } from './plugin.ts'
import type { Scope } from './scope.ts'

type Loaded = { manifest: Manifest; part: Part<any, any, any> }

/**
 * Loads the parts of plugins, puts them in order and starts them, each in its own child of `root`.
 * What a part provides is registered at the root. A part that cannot be loaded, asks for more than its manifest says, lacks a
 * service or throws at start is left out and reported with the reason; those who need it likewise; all others run.
 * `services` are the ids that the process gives; `enter` puts a plugin's own view of some of them into its child scope and
 * answers what every part is given beside its needs.
 */
export async function startParts({
  plugins,
  root,
  services,
  enter,
  log,
}: {
  plugins: readonly LoadablePart[]
  root: Scope
  services: ReadonlySet<string>
  enter(plugin: { manifest: Manifest; scope: Scope }): object
  log: Log
}): Promise<{ reports: readonly PluginReport[]; stop(): Promise<void> }> {
  const reasons = new Map<string, string>()
  const loaded = new Map<string, Loaded>()
  const started = stops()

  function refuse(id: string, reason: string, failure?: unknown) {
    reasons.set(id, reason)
    log.warn(
      { plugin: id, ...(failure === undefined ? {} : { failure: described(failure) }) },
      `The plugin ${id} is not started. ${reason}`,
    )
  }

  for (const { manifest, load } of plugins) {
    const { id } = manifest
    if (loaded.has(id) || reasons.has(id)) {
      log.warn({ plugin: id }, `The plugin ${id} is installed twice; the first one is used.`)
      continue
    }
    try {
      const part = await load()
      const excess = moreThanDeclared(part, manifest)
      if (excess === null) loaded.set(id, { manifest, part })
      else refuse(id, excess)
    } catch (failure) {
      refuse(id, `Its code could not be loaded: ${sentence(failure)}`, failure)
    }
  }

  const { order, refused } = orderParts(
    [...loaded].map(([id, { part }]) => ({ id, needs: ids(part.needs), provides: ids(part.provides) })),
    services,
  )
  for (const [id, reason] of refused) refuse(id, reason)

  for (const id of order) {
    const { manifest, part } = loaded.get(id)!
    const missing = ids(part.needs).find(service => !services.has(service) && !root.has(service))
    if (missing !== undefined) {
      refuse(id, `It needs ${missing}, whose plugin could not be started.`)
      continue
    }
    const mine = stops()
    try {
      const scope = root.child()
      const given = enter({ manifest, scope })
      const result: any = await part.start({ ...scope.resolve(part.needs), ...given })
      const stop: Stop | undefined = part.provides ? result?.stop : result
      if (typeof stop === 'function') mine.add(stop)
      for (const [name, token] of Object.entries<Token<unknown>>(part.provides ?? {})) {
        if (result?.provided?.[name] === undefined) throw new Error(`start did not return the service ${token.id} it declares`)
      }
      for (const [name, token] of Object.entries<Token<unknown>>(part.provides ?? {})) root.provide(token, result.provided[name])
      started.add(async () => {
        try {
          await mine.stop()
        } catch (failure) {
          log.error({ plugin: id, failure: described(failure) }, `The plugin ${id} failed to stop.`)
        }
      })
    } catch (failure) {
      refuse(id, `It failed to start: ${sentence(failure)}`, failure)
      await mine.stop().catch(() => undefined)
    }
  }

  const reports = [...new Set(plugins.map(({ manifest }) => manifest.id))].map((id): PluginReport => {
    const reason = reasons.get(id)
    return reason === undefined ? { id, started: true } : { id, started: false, reason }
  })
  return { reports, stop: started.stop }
}

/** What a part asks for beyond its manifest, as a sentence; null when it fits. */
export function moreThanDeclared(part: Part<any, any, any>, manifest: Manifest): string | null {
  if (typeof part?.start !== 'function' || typeof part.needs !== 'object') return 'Its module has no part as its default export.'
  const undeclared = ids(part.needs).find(id => !manifest.needs?.includes(id))
  if (undeclared !== undefined) return `It asks for ${undeclared}, which its manifest does not list under “needs”.`
  const opened = ids(part.provides).find(id => !manifest.provides?.includes(id))
  if (opened !== undefined) return `It provides ${opened}, which its manifest does not list under “provides”.`
  return null
}

function ids(tokens: Record<string, { id: string }> | undefined): string[] {
  return Object.values(tokens ?? {}).map(({ id }) => id)
}

function sentence(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure)
  const line = text.split('\n', 1)[0]!.slice(0, 300)
  return /[.!?]$/.test(line) ? line : `${line}.`
}

function described(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)
}
