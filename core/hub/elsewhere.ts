import type { FastifyInstance } from 'fastify'
import { StoaError, quote } from '@stoa/sdk/contract'

/**
 * Pages of other sites, shown within a page of ours. Our own pages frame nothing but this site, so that nothing that runs in them can tell
 * another site anything by where a frame leads; here stands a page between them, which holds one frame and no program. Neither has an origin,
 * and the other site is not told where it is shown. It answers frames of our own pages alone: it is never seen under our address.
 */
export async function elsewhereRoutes(app: FastifyInstance): Promise<void> {
  app.get<{ Querystring: { url?: string } }>('/projects/:project/elsewhere', async (request, reply) => {
    const url = addressOf(request.query.url)
    if (request.headers['sec-fetch-dest'] !== 'iframe' || request.headers['sec-fetch-site'] !== 'same-origin')
      throw new StoaError({ code: 'not_a_frame', message: 'Pages of other sites are shown here within a worksheet only.' })
    return reply
      .header('content-security-policy', policy(url))
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page(url))
  })
}

function addressOf(given: string | undefined): URL {
  const url = given !== undefined && given.length <= 2000 && URL.canParse(given) ? new URL(given) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw new StoaError({
      code: 'bad_address',
      message: `${quote(given ?? '')} is no address of a page: it must begin with https:// or http://.`,
    })
  return url
}

const allowed = 'allow-scripts allow-forms allow-popups'

function policy({ origin }: URL): string {
  return [
    "default-src 'none'",
    `frame-src ${origin}`,
    "style-src 'unsafe-inline'",
    "frame-ancestors 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    `sandbox ${allowed}`,
  ].join('; ')
}

function page({ href, host }: URL): string {
  const safe = (text: string) => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${safe(host)}</title>
<style>html, body { margin: 0; height: 100% } iframe { display: block; width: 100%; height: 100%; border: 0 }</style>
<iframe src="${safe(href)}" title="${safe(host)}" sandbox="${allowed}" referrerpolicy="no-referrer"></iframe>
`
}
