declare const service: unique symbol

/** A typed name for a service. Identity is the string, never the object, so two copies of a package agree. */
export type Token<S> = { readonly id: string; readonly [service]?: S }

/** Names a service: `token<Files>('stoa/Files@1')`. The number rises when its shape changes incompatibly. */
export function token<S>(id: string): Token<S> {
  return { id }
}

/** What a part asks for, by the names it wants to use. */
export type Needs = Record<string, Token<any>>
/** The services behind those names. */
export type Resolved<N extends Needs> = { [K in keyof N]: N[K] extends Token<infer S> ? S : never }
/** Extension points a part opens to others: token and value, registered at the root of its process. */
export type Provides = Record<string, Token<any>>
