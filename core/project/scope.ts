import 'reflect-metadata'
import { container, type DependencyContainer } from 'tsyringe'
import type { Needs, Resolved, Token } from '@stoa/sdk/contract'
import { errors } from './errors.ts'

/** Where services are looked up. A child sees what its parents have; what is provided in a child stays there. */
export type Scope = {
  child(): Scope
  /** Throws `service_twice` when this scope has it already. */
  provide<S>(token: Token<S>, value: S): void
  has(id: string): boolean
  /** Throws `service_missing`. */
  get<S>(token: Token<S>): S
  resolve<N extends Needs>(needs: N): Resolved<N>
}

/** Makes an empty scope. This is the one file of the project process that knows tsyringe. */
export function createScope(inner: DependencyContainer = container.createChildContainer()): Scope {
  const scope: Scope = {
    child: () => createScope(inner.createChildContainer()),
    provide(token, value) {
      if (inner.isRegistered(token.id)) throw errors.serviceTwice(token.id)
      inner.register(token.id, { useValue: value })
    },
    has: id => inner.isRegistered(id, true),
    get<S>(token: Token<S>): S {
      if (!inner.isRegistered(token.id, true)) throw errors.serviceMissing(token.id)
      return inner.resolve<S>(token.id)
    },
    resolve<N extends Needs>(needs: N): Resolved<N> {
      return Object.fromEntries(Object.entries(needs).map(([name, token]) => [name, scope.get(token)])) as Resolved<N>
    },
  }
  return scope
}
