import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { StoaError, atLeast, quote, takesMethod, type Contract, type Role } from '@stoa/sdk/contract'
import type { Session } from '@stoa/core/routing'
import type { Running } from './running.ts'

export type RouteServices = {
  running: Running
  contracts: { get(name: string): Contract | undefined }
  /** Who asks; rejects with `signed_out`. */
  session(request: FastifyRequest): Promise<Session>
  roleOf(user: string, project: string): Promise<Role | null>
  enabled(contract: string, project: string): Promise<boolean>
  /** Refuses what another site's page made a browser send. */
  checkOrigin(request: FastifyRequest): void
}

type Asked = { project: string; contract: string; route: string; '*': string }

/** What a project says of its answers. How the browser treats them on this site's address is not for it to decide. */
const passedOn = /^(content-(type|length|disposition|range|encoding)|accept-ranges|etag|last-modified|cache-control|vary|retry-after)$/
/** What a route may declare as a header of its protocol: never one that browsers or proxies act upon. */
const ofProtocol = /^(tus|upload|x-stoa)-[a-z-]+$/
const sandboxed = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"

/**
 * The HTTP ways into projects: contract routes and blobs, for bodies too large for a frame.
 * The role is checked here; bodies stream both ways without being held.
 */
export async function projectRoutes(app: FastifyInstance, services: RouteServices): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _body, done) => done(null))

  app.addHook('onRequest', async request => {
    if (request.method !== 'GET') services.checkOrigin(request)
  })
  app.route<{ Params: Asked }>({
    method: ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'],
    url: '/projects/:project/:contract(^[a-z][a-z0-9-]*@[0-9]+$)/:route/*',
    async handler(request, reply) {
      const { project, contract: name, route: routeName, '*': path } = request.params
      const contract = services.contracts.get(name)
      const route = contract?.at === 'project' ? contract.routes?.[routeName] : undefined
      if (route === undefined)
        throw new StoaError({ code: 'unknown_route', message: `There is no route ${quote(routeName)} of ${quote(name)}.` })
      if (!takesMethod(route, request.method))
        throw new StoaError({
          code: 'unknown_method',
          message: `The route ${quote(routeName)} wants ${[route.method].flat().join(' or ')}, not ${request.method}.`,
        })
      const session = await allowed(request, project, route.role, services)
      if (!(await services.enabled(name, project)))
        throw new StoaError({ code: 'plugin_disabled', message: `The plugin behind ${quote(name)} is switched off in this project.` })
      const url = request.raw.url ?? ''
      const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
      const target = `/routes/${name}/${routeName}/${path.split('/').map(encodeURIComponent).join('/')}${query}`
      return forward({
        request,
        reply,
        session,
        project,
        target,
        services,
        headers: (route.headers ?? []).filter(name => ofProtocol.test(name)),
      })
    },
  })

  app.get<{ Params: { project: string; id: string } }>('/projects/:project/blobs/:id(^[0-9a-f]{64}$)/*', async (request, reply) => {
    const { project, id } = request.params
    const session = await allowed(request, project, 'viewer', services)
    reply.header('cache-control', 'private, max-age=31536000, immutable')
    return forward({ request, reply, session, project, target: `/blobs/${id}`, services })
  })
}

async function allowed(request: FastifyRequest, project: string, needed: Role, services: RouteServices): Promise<Session> {
  const session = await services.session(request)
  const role = await services.roleOf(session.user.id, project)
  if (role === null)
    throw new StoaError({ code: 'project_unknown', message: 'There is no such project, or you are not one of its people.' })
  if (!atLeast(role, needed))
    throw new StoaError({ code: 'role_too_low', message: `This asks for the role ${needed}; you are ${role} here.` })
  return session
}

type Forwarded = {
  request: FastifyRequest
  reply: FastifyReply
  session: Session
  project: string
  target: string
  services: RouteServices
  /** Those of the route's own protocol. */
  headers?: readonly string[]
}

async function forward({ request, reply, session, project, target, services, headers: own = [] }: Forwarded): Promise<FastifyReply> {
  const headers: Record<string, string> = { 'stoa-user': Buffer.from(JSON.stringify(session.user)).toString('base64url') }
  for (const name of ['range', 'if-range', 'if-none-match', 'content-length', 'content-type', ...own]) {
    const value = request.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  const answer: IncomingMessage = await services.running.request(project, {
    method: request.method,
    path: target,
    headers,
    body: request.raw,
  })
  for (const [name, value] of Object.entries(answer.headers))
    if (
      typeof value === 'string' &&
      (passedOn.test(name) || own.includes(name) || (name === 'location' && answer.statusCode === 201)) &&
      !reply.hasHeader(name)
    )
      reply.header(name, value)
  reply.code(answer.statusCode ?? 502)
  reply
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-security-policy', sandboxed)
  request.raw.on('close', () => request.raw.complete || answer.destroy())
  return reply.send(answer)
}
