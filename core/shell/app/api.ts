import { StoaError, type ErrorBody } from '@stoa/sdk/contract'

/** The person signed in at this browser. */
export type Account = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly administrator: boolean
  readonly settings: Readonly<Record<string, unknown>>
}
/** Who is here, and who may come in. `first`: nobody administers this server yet. */
export type Me = { readonly account?: Account; readonly signUp: 'open' | 'invitation' | 'closed'; readonly first: boolean }
export type SignUp = { email: string; name: string; password: string; acceptedTerms: boolean; token?: string }

/** What the hub answers over HTTP: everything about one's own sign-in. Each rejects with the hub's own `StoaError`. */
export type Api = {
  me(): Promise<Me>
  signUp(body: SignUp): Promise<{ project?: string }>
  signIn(body: { email: string; password: string }): Promise<void>
  signOut(): Promise<void>
  signOutEverywhere(): Promise<void>
  saveSetting(key: string, value: unknown): Promise<void>
  changePassword(body: { current: string; password: string }): Promise<void>
}

/** The hub below `base`. */
export function createApi(base: string): Api {
  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    let answer: Response
    try {
      answer = await fetch(`${base}${path}`, { method, ...sent })
    } catch {
      throw new StoaError({ code: 'unreachable', message: 'The server does not answer. Look at your connection, then try again.' })
    }
    const read = (await answer.json().catch(() => null)) as unknown
    if (answer.ok && read !== null) return read as T
    const { code, message, field } = (read ?? {}) as Partial<ErrorBody>
    if (code === undefined || message === undefined) {
      throw new StoaError({
        code: 'unreachable',
        message: `The server answered ${answer.status} ${answer.statusText} and did not say why. Try again in a moment.`,
      })
    }
    throw new StoaError({ code, message, ...(field !== undefined && { field }) })
  }
  return {
    me: () => ask('GET', '/api/me'),
    signUp: body => ask('POST', '/api/sign-up', body),
    signIn: body => ask('POST', '/api/sign-in', body),
    signOut: () => ask('POST', '/api/sign-out'),
    signOutEverywhere: () => ask('POST', '/api/sign-out-everywhere'),
    saveSetting: (key, value) => ask('PUT', '/api/me/settings', { key, value }),
    changePassword: body => ask('PUT', '/api/me/password', body),
  }
}
