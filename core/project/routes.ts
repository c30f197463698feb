import { StoaError, contractName, takesMethod, type Contract } from '@stoa/sdk/contract'
import type { RouteAnswer, RouteRequest, Routes } from '@stoa/sdk/project'
import { errors } from './errors.ts'

type Handler = (request: RouteRequest) => Promise<RouteAnswer>

/** The routes of the contracts served here, and how one is found: by `contract@version`, route and method. */
export function createRoutes() {
  const served = new Map<string, { contract: Contract; handlers: Readonly<Record<string, Handler>> }>()
  const routes: Routes = {
    serve(contract, handlers) {
      const name = contractName(contract)
      if (served.has(name)) throw errors.routesTwice(name)
      const entry = { contract, handlers: handlers as unknown as Readonly<Record<string, Handler>> }
      served.set(name, entry)
      return () => {
        if (served.get(name) === entry) served.delete(name)
      }
    },
  }
  return {
    routes,
    /** The handler of a route; null when nobody here answers it with this method. */
    find({ contract, route, method }: { contract: string; route: string; method: string }): Handler | null {
      const entry = served.get(contract)
      if (entry?.contract.routes === undefined || !Object.hasOwn(entry.contract.routes, route)) return null
      return takesMethod(entry.contract.routes[route]!, method) ? (entry.handlers[route] ?? null) : null
    },
  }
}

/** The HTTP status that fits an error's code; what is not known is 500 for internal faults and 400 for what a person did. */
export function statusOf(thrown: unknown): number {
  const code = thrown instanceof StoaError ? thrown.code : (thrown as { code?: unknown } | null)?.code
  if (typeof code === 'string') {
    const known = statuses.get(code)
    if (known !== undefined) return known
  }
  return thrown instanceof StoaError ? 400 : 500
}
const statuses: ReadonlyMap<string, number> = new Map([
  ['token_wrong', 401],
  ['path_private', 403],
  ['path_outside', 403],
  ['role_too_low', 403],
  ['read_only', 403],
  ['not_found', 404],
  ['ENOENT', 404],
  ['exists', 409],
  ['EEXIST', 409],
  ['too_large', 413],
  ['EFBIG', 413],
  ['ENOSPC', 507],
  ['EDQUOT', 507],
])
