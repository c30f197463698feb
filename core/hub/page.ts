import { randomBytes } from 'node:crypto'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { BuiltPage } from '@stoa/core/shell/build'
import { contentSecurityPolicy, pageHtml } from '@stoa/core/shell/page'
import type { PublicAddress } from './origin.ts'

/** Addresses that the page itself understands; any other is not found. */
const views = ['/', '/sign-in', '/sign-up', '/welcome', '/join', '/projects/*']

/** Serves the page at each of its addresses, and its modules, which never change under one name. */
export async function pageRoutes(app: FastifyInstance, { built, address }: { built: BuiltPage; address: PublicAddress }): Promise<void> {
  await app.register(fastifyStatic, {
    root: built.outDir,
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    index: false,
  })
  for (const view of views) {
    app.get(view, async (_request, reply) => {
      const nonce = randomBytes(16).toString('base64')
      return reply
        .header('content-security-policy', contentSecurityPolicy({ nonce }))
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(pageHtml({ built, base: address.base, nonce }))
    })
  }
}
