import { createHash } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyWebsocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { StoaError, contractName, stops, type Contract } from '@stoa/sdk/contract'
import { document } from '@stoa/sdk/document'
import { Tables } from '@stoa/sdk/host'
import { Clock, Log } from '@stoa/sdk/hub'
import type { Changes } from '@stoa/core/fleet'
import type { ProjectHosts } from '@stoa/core/host'
import { createScope, logAbout, startParts, type LoadablePart, type PluginReport } from '@stoa/core/project'
import { createRouter, createServing, linkPair, socketLink, socketOptions, type Attached } from '@stoa/core/routing'
import type { Registry } from '@stoa/core/registry'
import { accountRoutes, identified, type Identity } from './account.ts'
import * as own from './contracts.ts'
import { eraseWhenDue } from './erase.ts'
import { answerErrors } from './errors.ts'
import { createIdentities } from './identities.ts'
import { checkOrigin, publicAddress, type PublicAddress } from './origin.ts'
import type { Installed } from './plugins.ts'
import { elsewhereRoutes } from './elsewhere.ts'
import { projectRoutes } from './routes.ts'
import { createRunning, haltedReason, type Running } from './running.ts'
import { serveProjects } from './serve-projects.ts'

export type HubOptions = {
  registry: Registry
  host: ProjectHosts
  installed: Installed
  /** Hub parts to start; by default those of the installed plugins. */
  parts: readonly LoadablePart[]
  clock: Clock
  log: Log
  /** The public address, or empty. */
  url: string
  /** The address of this hub as people reach it, for links, once it listens. */
  address(): string
  /** Word from and for other hubs, where there are several. */
  changes?: Changes
  /** Registers the page's own routes, if this hub serves the page. */
  page?(app: FastifyInstance, address: PublicAddress): Promise<void>
  /** The tables that plugins declare. */
  tables: Tables
  /** Removes what plugins keep of a project elsewhere than in its folder, once it is removed for good. */
  eraseKept?(project: string): Promise<void>
  /** Sign-in attempts a minute from one address. */
  attempts?: number
}

/** A hub that is ready to listen. */
export type Hub = {
  readonly app: FastifyInstance
  readonly running: Running
  readonly plugins: readonly PluginReport[]
  /** Judges a project's open channels again, after its members were changed in another way than through this hub's contracts. */
  judge(project: string): Promise<void>
  readonly figures: () => { sockets: number; channels: number; links: number }
  close(): Promise<void>
}

/** Puts the hub together: who may come in, what is served here, and which frames go to which project. It listens nowhere yet. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const { registry, host, installed, clock, log } = options
  const address = publicAddress(options.url)
  const started = stops()
  const root = createScope()
  root.provide(Clock, clock)
  root.provide(Tables, options.tables)

  const contracts = new Map<string, Contract>()
  for (const contract of [...Object.values(own), document] as Contract[]) contracts.set(contractName(contract), contract)
  const owners = new Map<string, string>()
  for (const plugin of installed.plugins)
    for (const contract of plugin.contracts) {
      contracts.set(contractName(contract), contract)
      owners.set(contractName(contract), plugin.manifest.id)
    }
  const enabled = async (contract: string, project: string | null) => {
    const plugin = owners.get(contract)
    return plugin === undefined || project === null || registry.plugins.enabled({ plugin, project })
  }

  const identities = createIdentities(registry)
  const running = createRunning({
    host,
    clock,
    async uidOf(project) {
      const found = await registry.projects.get(project)
      if (found?.stopped !== undefined) throw new StoaError({ code: 'project_stopped', message: haltedReason })
      return found?.uid ?? 0
    },
  })
  started.add(() => running.stop())
  started.add(eraseWhenDue({ registry, host, eraseKept: options.eraseKept ?? (async () => undefined), clock, log }))
  const attached = new Map<Attached, Identity>()
  /** Ends the sockets of whoever fits: what they were let in by holds no longer. */
  function end(fits: (identity: Identity) => boolean, message: string): void {
    for (const [socket, identity] of attached) if (fits(identity)) socket.close({ code: 'signed_out', message })
  }
  const keyRevoked = (user: string) => end(identity => identity.user.id === user, 'This key was taken back.')
  const signedOut = (hash: string) => end(({ session }) => session !== undefined && hashOf(session) === hash, 'You signed out.')
  const signedOutEverywhere = (account: string) => end(identity => identity.account === account, 'You signed out everywhere.')
  const serving = createServing({ log })
  const [local, answering] = linkPair()
  started.add(serving.accept(answering))
  const router = createRouter({ log, contracts, roleOf: identities.roleOf, enabled, projectLink: running.link, local })
  started.add(() => router.stop())
  const { changes } = options
  const projects = serveProjects({
    serve: serving.serve,
    services: {
      registry,
      identities,
      running,
      judge: project => router.judge(project),
      async release(project) {
        router.release(project, { code: 'project_deleted', message: 'This project was deleted.' })
        await host.stop(project)
      },
      keyRevoked(user) {
        keyRevoked(user)
        changes?.tell({ key: user })
      },
      changed: project => changes?.tell({ project }),
      invitationUrl: token => `${options.address()}/join#${token}`,
    },
  })
  started.add(projects.stop)
  const stopHearing = changes?.onChange(change => {
    if ('project' in change) {
      projects.changedElsewhere(change.project)
      void router
        .judge(change.project)
        .catch((failure: unknown) => log.error({ failure: String(failure) }, 'What another hub changed could not be judged.'))
    } else if ('signIn' in change) signedOut(change.signIn)
    else if ('account' in change) signedOutEverywhere(change.account)
    else keyRevoked(change.key)
  })
  if (stopHearing) started.add(stopHearing)
  const parts = await startParts({
    plugins: options.parts,
    root,
    services: new Set([Clock.id, Tables.id, Log.id]),
    log,
    enter({ manifest, scope }) {
      scope.provide(Log, logAbout(log, { plugin: manifest.id }))
      return { serve: serving.serve }
    },
  })
  started.add(parts.stop)

  const app = Fastify({
    bodyLimit: 1 << 20,
    forceCloseConnections: true,
    // Of a proxy's list of addresses only the last is its own word; the ones before are whatever a client wrote.
    trustProxy: (_address: string, hop: number) => address.origin !== null && hop === 0,
    rewriteUrl: request => withoutBase(request.url ?? '/', address.base),
  })
  answerErrors(app, log)
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: address.secure,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(fastifyRateLimit, { global: false })
  await app.register(fastifyWebsocket, { options: socketOptions })
  await app.register(accountRoutes, {
    registry,
    identities,
    address,
    attempts: options.attempts ?? 20,
    joined: projects.peopleChanged,
    signedOut(session) {
      signedOut(hashOf(session))
      changes?.tell({ signIn: hashOf(session) })
    },
    signedOutEverywhere(account) {
      signedOutEverywhere(account)
      changes?.tell({ account })
    },
  })
  await app.register(elsewhereRoutes)
  await app.register(async child => {
    await projectRoutes(child, {
      running,
      contracts,
      session: request => identified({ request, registry, identities }),
      checkOrigin: request => checkOrigin(request, address),
      roleOf: identities.roleOf,
      enabled,
    })
  })
  app.get('/health', async () => ({ ok: true }))
  const admitted = new WeakMap<FastifyRequest, Identity>()
  async function admit(request: FastifyRequest): Promise<void> {
    checkOrigin(request, address)
    admitted.set(request, await identified({ request, registry, identities }))
  }
  app.get('/socket', { websocket: true, preValidation: admit }, (socket, request) => {
    const identity = admitted.get(request)!
    const one = router.attach(socketLink(socket), { user: identity.user, administrator: identity.administrator })
    attached.set(one, identity)
    socket.on('close', () => attached.delete(one))
  })
  const { page } = options
  if (page) await app.register(child => page(child, address))
  await app.ready()

  return {
    app,
    running,
    plugins: parts.reports,
    judge: project => router.judge(project),
    figures: () => router.figures,
    async close() {
      await app.close()
      await started.stop()
    },
  }
}

/** A sign-in by a name that lets nobody in. */
const hashOf = (session: string): string => createHash('sha256').update(session).digest('base64url')

/** Behind a proxy that keeps the sub-path, or one that strips it: both reach the same routes. */
function withoutBase(url: string, base: string): string {
  if (base === '' || !(url === base || url.startsWith(`${base}/`) || url.startsWith(`${base}?`))) return url
  const rest = url.slice(base.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
