import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StoaError, Type, quote, type Static, type TSchema } from '@stoa/sdk/contract'
import type { Registry } from '@stoa/core/registry'
import type { Session } from '@stoa/core/routing'
import { Compile } from 'typebox/compile'
import type { Identities } from './identities.ts'
import { checkOrigin, type PublicAddress } from './origin.ts'

const cookie = 'stoa_session'
const days30 = 30 * 24 * 3600

/** Who a request comes from: a person by cookie, or a program by key. `account` is the account behind either, `session` a cookie's token. */
export type Identity = Session & { readonly account: string; readonly session?: string; readonly renewed: boolean }

type Asking = { request: FastifyRequest; registry: Registry; identities: Identities }

/** Finds out who asks; null is nobody in particular. Rejects with `key_unknown`. */
export async function identify({ request, registry, identities }: Asking): Promise<Identity | null> {
  const [scheme, key] = request.headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() === 'bearer' && key !== undefined) {
    const found = await registry.keys.authenticate(key)
    if (!found) throw new StoaError({ code: 'key_unknown', message: 'This key is not known, or has been revoked.' })
    const account = await registry.accounts.get(found.account)
    if (!account) throw new StoaError({ code: 'key_unknown', message: 'The account behind this key is gone.' })
    return { account: account.account, user: { id: identities.program(found), name: account.name }, administrator: false, renewed: false }
  }
  const token = request.cookies[cookie]
  const found = token === undefined ? undefined : await registry.accounts.signedIn(token)
  if (token === undefined || !found) return null
  const { account, renewed } = found
  return {
    account: account.account,
    session: token,
    user: { id: identities.person(account.account), name: account.name },
    administrator: account.administrator,
    renewed,
  }
}

/** As `identify`, for what only somebody signed in may do. */
export async function identified(asking: Asking): Promise<Identity> {
  const found = await identify(asking)
  if (!found) throw new StoaError({ code: 'signed_out', message: 'You are not signed in, or your sign-in has ended. Sign in again.' })
  return found
}

const text = (maxLength: number) => Type.String({ maxLength })
const SignUp = Type.Object({
  email: text(1000),
  name: text(1000),
  password: text(4000),
  acceptedTerms: Type.Boolean(),
  token: Type.Optional(text(200)),
})
const SignIn = Type.Object({ email: text(1000), password: text(4000) })
const Setting = Type.Object({ key: text(100), value: Type.Unknown() })
const Password = Type.Object({ current: text(4000), password: text(4000) })

type Services = {
  registry: Registry
  identities: Identities
  address: PublicAddress
  /** Tries a minute from one address. */
  attempts: number
  /** Somebody new came into a project by signing up with its link. */
  joined(project: string): Promise<void>
  /** Ends what is open by one sign-in, and by all of an account. */
  signedOut(session: string): void
  signedOutEverywhere(account: string): void
}

/** Signing up, in and out, and one's own account: what needs a cookie and therefore HTTP. */
export async function accountRoutes(
  app: FastifyInstance,
  { registry, identities, address, attempts, joined, signedOut, signedOutEverywhere }: Services,
): Promise<void> {
  const keep = (reply: FastifyReply, token: string) =>
    reply.setCookie(cookie, token, { path: `${address.base}/`, httpOnly: true, sameSite: 'lax', secure: address.secure, maxAge: days30 })
  const drop = (reply: FastifyReply) => reply.clearCookie(cookie, { path: `${address.base}/` })
  const guarded = { config: { rateLimit: { max: attempts, timeWindow: '1 minute' } } }

  app.addHook('onRequest', async request => {
    if (request.method !== 'GET') checkOrigin(request, address)
  })

  app.post('/api/sign-up', guarded, async (request, reply) => {
    const made = await registry.signUp.signUp(checked(SignUp, request.body))
    keep(reply, made.session)
    if (made.project !== undefined) await joined(made.project)
    return { project: made.project }
  })
  app.post('/api/sign-in', guarded, async (request, reply) => {
    const found = await registry.accounts.signIn(checked(SignIn, request.body))
    keep(reply, found.session)
    return {}
  })
  app.post('/api/sign-out', async (request, reply) => {
    const token = request.cookies[cookie]
    if (token !== undefined) {
      await registry.accounts.signOut(token)
      signedOut(token)
    }
    drop(reply)
    return {}
  })
  app.post('/api/sign-out-everywhere', async (request, reply) => {
    const { account } = await identified({ request, registry, identities })
    await registry.accounts.signOutEverywhere(account)
    signedOutEverywhere(account)
    drop(reply)
    return {}
  })
  app.get('/api/me', async (request, reply) => {
    const found = await identify({ request, registry, identities })
    const token = request.cookies[cookie]
    if (found?.renewed && token !== undefined) keep(reply, token)
    const account = found ? await registry.accounts.get(found.account) : undefined
    return {
      account: account && {
        id: account.account,
        name: account.name,
        email: account.email,
        administrator: account.administrator,
        settings: await registry.accounts.settings(account.account),
      },
      signUp: await registry.signUp.policy(),
      first: !(await registry.signUp.hasAdministrator()),
    }
  })
  app.put('/api/me/settings', async request => {
    const { account } = await identified({ request, registry, identities })
    const { key, value } = checked(Setting, request.body)
    await registry.accounts.saveSettings({ account, settings: { [key]: value } })
    return {}
  })
  app.put('/api/me/password', guarded, async (request, reply) => {
    const { account } = await identified({ request, registry, identities })
    const { session } = await registry.accounts.changePassword({ account, ...checked(Password, request.body) })
    signedOutEverywhere(account)
    keep(reply, session)
    return {}
  })
}

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>()

/** A body that fits its schema, or `bad_body` naming the field. */
function checked<S extends TSchema>(schema: S, body: unknown): Static<S> {
  const validator = compiled.get(schema) ?? Compile(schema)
  compiled.set(schema, validator)
  const [wrong] = validator.Errors(body ?? {})
  if (!wrong) return body as Static<S>
  const missing = (wrong.params as { requiredProperties?: string[] }).requiredProperties?.[0]
  const field = missing ?? wrong.instancePath.slice(1).split('/')[0] ?? ''
  throw new StoaError({
    code: 'bad_body',
    field,
    message: missing ? `The field ${quote(field)} is missing.` : `The field ${quote(field)} ${wrong.message}.`,
  })
}
