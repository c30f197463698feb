import { StoaError, type Needs, type Resolved, type Token } from '@stoa/sdk/contract'

/** Where services are looked up in the page. A child sees what its parents have; what is provided in a child stays there. */
export type PageScope = {
  child(): PageScope
  provide<S>(token: Token<S>, value: S): void
  has(id: string): boolean
  get<S>(token: Token<S>): S
  resolve<N extends Needs>(needs: N): Resolved<N>
}

/** Makes an empty scope. The page has no container of its own: a map and a parent are all that the lookup is. */
export function createPageScope(parent?: PageScope): PageScope {
  const services = new Map<string, unknown>()
  const scope: PageScope = {
    child: () => createPageScope(scope),
    provide(token, value) {
      if (services.has(token.id)) throw new StoaError({ code: 'service_twice', message: `The service ${token.id} is provided twice.` })
      services.set(token.id, value)
    },
    has: id => services.has(id) || parent?.has(id) === true,
    get<S>(token: Token<S>): S {
      if (services.has(token.id)) return services.get(token.id) as S
      if (parent) return parent.get(token)
      throw new StoaError({ code: 'service_missing', message: `There is no service ${token.id}.` })
    },
    resolve<N extends Needs>(needs: N): Resolved<N> {
      return Object.fromEntries(Object.entries(needs).map(([name, token]) => [name, scope.get(token)])) as Resolved<N>
    },
  }
  return scope
}
