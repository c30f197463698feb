import type { FastifyRequest } from 'fastify'
import { StoaError, quote } from '@stoa/sdk/contract'

/** The public address: its origin for checks, its path as prefix, and whole for links. Without one configured, the address listened on. */
export type PublicAddress = { readonly origin: string | null; readonly base: string; readonly secure: boolean }

/** `base` has no slash at its end; at the root it is empty. */
export function publicAddress(url: string): PublicAddress {
  if (url === '') return { origin: null, base: '', secure: false }
  const parsed = new URL(url)
  return { origin: parsed.origin, base: parsed.pathname.replace(/\/+$/, ''), secure: parsed.protocol === 'https:' }
}

/**
 * Refuses a request that another site's page made a browser send. Programs send no Origin and no cookie, so they pass.
 * Without a public address configured, the page's own host is the one the request was sent to.
 */
export function checkOrigin(request: FastifyRequest, address: PublicAddress): void {
  const origin = request.headers.origin
  if (origin === undefined) {
    if (
      request.headers.cookie === undefined ||
      request.headers['sec-fetch-site'] === undefined ||
      request.headers['sec-fetch-site'] === 'same-origin'
    )
      return
  } else if (origin === (address.origin ?? `http://${request.headers.host}`)) return
  throw new StoaError({
    code: 'foreign_origin',
    message: `This request came from a page of ${quote(origin ?? 'another site')}, which is not this server's address. If it is, set "url" in the configuration.`,
  })
}
