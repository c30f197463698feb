import type { FastifyError, FastifyInstance } from 'fastify'
import { StoaError, errorBody } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'

const statuses: Readonly<Record<string, number>> = {
  signed_out: 401,
  key_unknown: 401,
  wrong_password: 401,
  foreign_origin: 403,
  role_too_low: 403,
  key_too_narrow: 403,
  sign_up_closed: 403,
  sign_up_by_invitation: 403,
  plugin_disabled: 403,
  not_administrator: 403,
  project_unknown: 404,
  project_deleted: 404,
  project_gone: 404,
  account_unknown: 404,
  link_unknown: 404,
  unknown_route: 404,
  unknown_page: 404,
  not_found: 404,
  email_taken: 409,
  exists: 409,
  link_expired: 410,
  link_used_up: 410,
  too_large: 413,
  too_many: 429,
  project_unreachable: 502,
  project_failed: 503,
}

/** Answers every failure of an HTTP request with `{ code, message, field? }` and a fitting status; never with a stack. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((thrown: FastifyError, _request, reply) => {
    const error = known(thrown)
    const body = errorBody(error)
    if (body.code === 'internal') log.error({ error: thrown }, 'a request failed')
    const status = body.code === 'internal' ? 500 : (statuses[body.code] ?? 400)
    return reply.code(status).type('application/json').send(body)
  })
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ code: 'unknown_page', message: `There is nothing at ${request.method} ${request.url.split('?')[0]?.slice(0, 200)}.` }),
  )
}

/** Fastify's own refusals in the words of this catalogue. */
function known(thrown: FastifyError): unknown {
  if (thrown instanceof StoaError) return thrown
  if (thrown.statusCode === 429)
    return new StoaError({ code: 'too_many', message: 'Too many tries from this address. Wait a minute, then try again.' })
  if (thrown.statusCode === 413)
    return new StoaError({ code: 'too_large', message: 'This request is larger than 1 MB. Large files go through upload.' })
  if (thrown.statusCode !== undefined && thrown.statusCode < 500)
    return new StoaError({ code: 'bad_request', message: `This request cannot be read: ${thrown.message}.` })
  return thrown
}
