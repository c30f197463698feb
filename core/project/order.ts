/** What deciding the order needs to know of a part: the ids of the services it needs and of those it provides. */
export type Wanting = { readonly id: string; readonly needs: readonly string[]; readonly provides: readonly string[] }

/** Parts in starting order, and for each part left out a sentence that says why. */
export type Order = { readonly order: readonly string[]; readonly refused: ReadonlyMap<string, string> }

/**
 * Puts parts in an order in which each finds what it needs, as near to the given order as that allows.
 * `given` are the services of the process itself. A part is refused, and only it and those who need it, when a service is
 * missing, provided twice, or needed in a circle.
 */
export function orderParts(parts: readonly Wanting[], given: ReadonlySet<string>): Order {
  const refused = new Map<string, string>()
  const providers = new Map<string, string>()
  for (const part of parts) {
    for (const service of part.provides) {
      const first = providers.get(service)
      if (given.has(service)) refused.set(part.id, `It provides ${service}, which is part of Stoa.`)
      else if (first !== undefined) refused.set(part.id, `It provides ${service}, which the plugin ${first} provides already.`)
    }
    if (!refused.has(part.id)) for (const service of part.provides) providers.set(service, part.id)
  }

  const waiting = new Map(parts.filter(({ id }) => !refused.has(id)).map(part => [part.id, part]))
  const open = new Set(given)
  const order: string[] = []
  for (;;) {
    const next = [...waiting.values()].find(({ needs }) => needs.every(service => open.has(service)))
    if (!next) break
    waiting.delete(next.id)
    order.push(next.id)
    for (const service of next.provides) open.add(service)
  }
  for (const part of waiting.values()) refused.set(part.id, whyWaiting({ part, waiting, open, providers, refused }))
  return { order, refused }
}

function whyWaiting({
  part,
  waiting,
  open,
  providers,
  refused,
}: {
  part: Wanting
  waiting: ReadonlyMap<string, Wanting>
  open: ReadonlySet<string>
  providers: ReadonlyMap<string, string>
  refused: ReadonlyMap<string, string>
}): string {
  const missing = part.needs.find(service => !providers.has(service) && !open.has(service))
  if (missing !== undefined) {
    const unfit = [...refused.keys()].length > 0 ? ' (or the one that does was refused)' : ''
    return `It needs ${missing}, which no installed plugin provides${unfit}.`
  }
  const circle = circleFrom({ start: part, waiting, open, providers })
  if (circle[0] === part.id) return `It needs itself in a circle: ${circle.join(' → ')}.`
  const service = part.needs.find(id => !open.has(id))!
  return `It needs ${service} from the plugin ${providers.get(service)}, which could not be started.`
}

/** The plugins met when following unmet needs from `start` until one repeats; starts with the one that repeats. Empty when the trail ends. */
function circleFrom({
  start,
  waiting,
  open,
  providers,
}: {
  start: Wanting
  waiting: ReadonlyMap<string, Wanting>
  open: ReadonlySet<string>
  providers: ReadonlyMap<string, string>
}): string[] {
  const trail: string[] = []
  let at: Wanting | undefined = start
  while (at) {
    const seen = trail.indexOf(at.id)
    if (seen >= 0) return [...trail.slice(seen), at.id]
    trail.push(at.id)
    const service: string | undefined = at.needs.find(id => !open.has(id) && waiting.has(providers.get(id) ?? ''))
    at = service === undefined ? undefined : waiting.get(providers.get(service)!)
  }
  return []
}
