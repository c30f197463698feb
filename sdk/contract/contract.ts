import { Type, type TSchema, type TUnsafe } from 'typebox'
import type { Role } from './role.ts'
import type { Static } from './static.ts'

export { Type }
export type { TSchema }

/** A body of raw bytes instead of JSON; it travels in a binary frame. */
export const Bytes: TUnsafe<Uint8Array> = Type.Unsafe<Uint8Array>({ bytes: true })

/** Whether a body of this schema is raw bytes. */
export function isBytes(schema: TSchema): boolean {
  return (schema as { bytes?: boolean }).bytes === true
}

/** A question with one answer. `idempotent` calls carry the caller's id and are retried after a reconnect; others fail with `unknown_outcome`. */
export type Call = { readonly role: Role; readonly input: TSchema; readonly output: TSchema; readonly idempotent?: boolean }

/**
 * News from the server. `whenSlow` says what happens to a viewer without credit:
 * `queue` keeps all up to 4 MB, then closes that channel with `too_slow`; `latest` keeps the newest of this name; `drop` forgets it.
 */
export type Event = { readonly role?: Role; readonly body: TSchema; readonly whenSlow: 'queue' | 'latest' | 'drop' }

/** An HTTP way in and out for bodies too large for a frame. Its URL is `<base>/projects/<project>/<contract>@<version>/<route>/<path…>`. */
export type Route = {
  readonly role: Role
  readonly method: RouteMethod | readonly RouteMethod[]
  /**
   * Headers of a protocol over HTTP that travel both ways, in lower case; they begin with `tus-`, `upload-` or `x-stoa-`. Of an answer with 201
   * its `location` does too.
   */
  readonly headers?: readonly string[]
}
/** A route for GET answers HEAD as well. */
export type RouteMethod = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

/** Whether a route is asked with this method. */
export function takesMethod({ method }: Route, asked: string): boolean {
  const methods: readonly string[] = typeof method === 'string' ? [method] : method
  return methods.includes(asked) || (asked === 'HEAD' && methods.includes('GET'))
}

/**
 * Names and shapes of messages, declared once; both ends read their types from it and the router reads its roles.
 * `at` is the process that answers: the hub, or the project server of the project named in `open`.
 */
export type Contract = {
  readonly name: string
  readonly version: number
  readonly at: 'hub' | 'project'
  readonly open: { readonly role: Role | 'anyone'; readonly params: TSchema; readonly answer: TSchema }
  readonly calls: Readonly<Record<string, Call>>
  readonly events: Readonly<Record<string, Event>>
  readonly routes?: Readonly<Record<string, Route>>
}

type Declared = Omit<Contract, 'open'> & {
  readonly open?: { readonly role: Role | 'anyone'; readonly params?: TSchema; readonly answer?: TSchema }
}
type Opened<D extends Declared> = {
  role: D['open'] extends { role: infer R } ? R : 'viewer'
  params: D['open'] extends { params: infer P extends TSchema } ? P : ReturnType<typeof Type.Object<{}>>
  answer: D['open'] extends { answer: infer A extends TSchema } ? A : ReturnType<typeof Type.Object<{}>>
}

/** Declares a contract. Without `open`, any viewer may open it, with no parameters. */
export function contract<const D extends Declared>(declared: D): Omit<D, 'open'> & { open: Opened<D> } {
  const none = Type.Object({})
  return { ...declared, open: { role: 'viewer', params: none, answer: none, ...declared.open } } as never
}

/** How a contract is named in frames and URLs: `files@1`. */
export function contractName(c: Pick<Contract, 'name' | 'version'>): string {
  return `${c.name}@${c.version}`
}

/** Who is at the other end of one open channel. One object for the life of the channel; `role` is read anew at each use. */
export type Caller<C extends Contract = Contract> = {
  readonly id: string
  readonly user: { readonly id: string; readonly name: string }
  readonly role: Role
  readonly params: Static<C['open']['params']>
  /** Whether there is credit to send to this channel now. */
  readonly writable: boolean
  /** Resolves when there is credit again, or the channel has closed. */
  drained(): Promise<void>
  /** Ends this channel, with a reason the other end can show. */
  close(error?: { code: string; message: string }): void
}

/** What answers each call of a contract. */
export type Handlers<C extends Contract> = {
  [K in keyof C['calls']]: (
    input: Static<C['calls'][K]['input']>,
    caller: Caller<C>,
  ) => Static<C['calls'][K]['output']> | Promise<Static<C['calls'][K]['output']>>
}

/** What else a served contract may say of its channels. A rejection from `opened` refuses the channel with that error. */
export type Serving<C extends Contract> = {
  opened?(caller: Caller<C>): Static<C['open']['answer']> | Promise<Static<C['open']['answer']>>
  closed?(caller: Caller<C>): void
  /** The caller's role is another now. */
  roleChanged?(caller: Caller<C>): void
}

/** A contract being answered. */
export type Served<C extends Contract> = {
  /** Sends news to every open channel, or to those in `to`. */
  emit<K extends keyof C['events'] & string>(name: K, body: Static<C['events'][K]['body']>, to?: Caller<C> | Iterable<Caller<C>>): void
  /** The channels open now. */
  readonly callers: ReadonlySet<Caller<C>>
  stop(): Promise<void>
}

/** Starts answering a contract. Each body is checked against its schema before a handler sees it. */
export type Serve = <C extends Contract>(contract: C, handlers: Handlers<C>, serving?: Serving<C>) => Served<C>

/** One open channel, seen from the asking side. It reopens by itself after a lost connection. */
export type Remote<C extends Contract> = {
  call<K extends keyof C['calls'] & string>(name: K, input: Static<C['calls'][K]['input']>): Promise<Static<C['calls'][K]['output']>>
  /** A listener that returns a promise holds the credit of what it was told until that is settled: the server sends no more than it can take. */
  on<K extends keyof C['events'] & string>(name: K, listener: (body: Static<C['events'][K]['body']>) => unknown): () => void
  /** The answer to the first `open`; rejects if it was refused. */
  readonly opened: Promise<Static<C['open']['answer']>>
  readonly state: ChannelState
  onState(
    listener: (state: ChannelState, answer?: Static<C['open']['answer']>, error?: { code: string; message: string }) => void,
  ): () => void
  close(): void
}
/** How a channel stands, seen from the asking side: `waiting` for a connection that was lost, `closed` for good. */
export type ChannelState = 'opening' | 'open' | 'waiting' | 'closed'

/** How a channel is asked for. `params` as a function is read again at each reopening, so it can say what it has already (`since`). */
export type ConnectOptions<C extends Contract> = {
  project?: string
  params?: Static<C['open']['params']> | (() => Static<C['open']['params']>)
}

/** Opens a channel: `connect<typeof clock>('clock@1', { project })`. The contract is needed as a type only. */
export type Connect = <C extends Contract>(name: string, options?: ConnectOptions<C>) => Remote<C>
