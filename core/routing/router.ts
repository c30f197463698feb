import { StoaError, Type, atLeast, stops, type Contract, type Role } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/hub'
import { fault } from '@stoa/sdk/wire'
import { bodyType } from './body.ts'
import { createBrowser, type Browser } from './browser.ts'
import { systemClock } from './clock.ts'
import { refusal } from './faults.ts'
import type { Link } from './link.ts'
import { pack, rewrite, send } from './packet.ts'
import { createRoute, routeEnd, type Route } from './route.ts'
import { tableOf } from './table.ts'
import { createTarget, type Target } from './target.ts'

/** Who is at a browser's socket. */
export type Session = { readonly user: { readonly id: string; readonly name: string }; readonly administrator: boolean }

/** A link to a project server, not used by anybody else. */
export type ProjectLink = {
  link: Link
  /** The epoch of the lease this link was made for; compared with what the project server answers. */
  epoch: number
  /** After the link has dropped: one sentence for people, why. Default: the reason of the close. */
  whyGone?(): Promise<string | undefined>
}

export type RouterServices = {
  log: Log
  /** Installed contracts by `name@version`; a Map will do. */
  contracts: { get(name: string): Contract | undefined }
  /** Role in the project now, null for a stranger or no such project. */
  roleOf(user: string, project: string): Role | null | Promise<Role | null>
  /** Whether this contract may be used, in this project or (null) outside one. */
  enabled(contract: string, project: string | null): boolean | Promise<boolean>
  /** Brings the project up if need be. A StoaError travels to the person; anything else is told as `project_unreachable`. */
  projectLink(project: string): Promise<ProjectLink>
  /** Where contracts at 'hub' are answered: one end of a `linkPair()` whose other end a `createServing` has accepted. */
  local: Link
  /** Default: the machine's. */
  clock?: Pick<Clock, 'elapsed' | 'after' | 'every'>
}

/** The router of one hub: every browser's socket on one side, every project's on the other. */
export type Router = {
  /** Routes for this socket until it closes. */
  attach(link: Link, session: Session): Attached
  /** Roles or members have changed (of one user, or anybody): judges open channels again, here and, through the project server, at every other hub. */
  judge(project: string, user?: string): Promise<void>
  /** Closes every channel of a project and its link: it was deleted, stopped or moved. With a code of `retryable`, clients open again. */
  release(project: string, error: { code: string; message: string }): void
  /** Closes all sockets (1001) and links. */
  stop(): Promise<void>
  readonly figures: { readonly sockets: number; readonly channels: number; readonly links: number }
}
/** One browser's socket. `close` ends it, with a reason: signed out, account disabled. */
export type Attached = { readonly session: Session; close(error: { code: string; message: string }): void }

const openBody = bodyType(
  Type.Object({ project: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })), params: Type.Optional(Type.Unknown()) }),
  'open',
)
/** Channels of one socket, opening ones included, and bytes of the body of an `open`. */
const mostChannels = 256
const mostOpenBytes = 64 * 1024
/** A page in the background pings once a minute; a socket silent for longer than this has nobody behind it. */
const silentAfter = 150_000

/** Makes the router of a hub. It reads nothing but headers and the bodies of `open`; whom it serves and what they may do come as services. */
export function createRouter(services: RouterServices): Router {
  const { log, contracts, roleOf, enabled, projectLink, clock = systemClock } = services
  const browsers = new Set<Browser>()
  const targets = new Map<string, Promise<Target>>()
  const live = new Map<string, Target>()
  const judgements = new Map<string, number>()
  const judging = new Map<string, { again: boolean }>()
  const started = stops()

  const local = createTarget(services.local, {
    clock,
    judge: () => {},
    gone: async () => refusal.stopping().toJSON(),
    misbehaved: error => log.error({ error }, 'The hub’s own contracts sent a frame that breaks the rules'),
  })
  local.catch(() => {})

  function targetFor(project: string): Promise<Target> {
    const known = targets.get(project)
    if (known) return known
    const made = reach(project, () => targets.get(project) === made)
    targets.set(project, made)
    made.catch(() => {
      if (targets.get(project) === made) targets.delete(project)
    })
    return made
  }

  async function reach(project: string, current: () => boolean): Promise<Target> {
    const { link, epoch, whyGone } = await projectLink(project)
    const target = await createTarget(link, {
      clock,
      epoch,
      judge: user => void judgeAfterOthers(project, user),
      misbehaved: error => log.warn({ project, error }, 'A project server sent a frame that breaks the rules'),
      async gone(reason) {
        if (current()) targets.delete(project)
        if (live.get(project) === target) live.delete(project)
        const why = whyGone
          ? await Promise.race([
              whyGone().catch(() => undefined),
              new Promise<undefined>(done => clock.after(1_000, () => done(undefined))),
            ])
          : reason
        return refusal.restarting(why ?? '').toJSON()
      },
    })
    live.set(project, target)
    return target
  }

  async function open(browser: Browser, id: number | string, name: string, bytes: Buffer): Promise<void> {
    if (browser.opening + browser.routes.size >= mostChannels)
      throw browser.opening > browser.routes.size ? refusal.tooManyOpens() : refusal.tooManyChannels(mostChannels)
    browser.opening++
    try {
      const asked = await admit(browser.session, name, bytes)
      const { table, project, role, params, judgement } = asked
      const target = table.at === 'hub' ? await local : await targetFor(project!)
      if (browser.over) return
      const { user } = browser.session
      await new Promise<void>(done => {
        target.open(name, pack({ ...(project !== null && { project }), params, user: { id: user.id, name: user.name }, role }), {
          refused(error) {
            done()
            browser.refuse(id, new StoaError(error))
          },
          opened(far, frame, start) {
            done()
            if (browser.over) {
              send(target.link, 'close', far, 0, '')
              return
            }
            const route = createRoute({ browser, target, number: browser.nextNumber(), far, table, project, role })
            browser.forward(rewrite(frame, start, route.header('open', id, name)), false)
            if (project !== null && (judgements.get(project) ?? 0) !== judgement)
              void judgeRoute(route, roleOf(user.id, project)).catch(unjudged)
          },
        })
      })
    } finally {
      browser.opening--
    }
  }

  /** Decides whether this person may open this contract here. */
  async function admit({ user }: Session, name: string, bytes: Buffer) {
    const contract = contracts.get(name)
    if (!contract) throw unknown(name)
    const table = tableOf(contract)
    if (bytes.length > mostOpenBytes) throw fault.tooLarge('open', bytes.length)
    const body = openBody.read(bytes, false) as { project?: string; params?: unknown }
    const project = body.project ?? null
    const judgement = project === null ? 0 : (judgements.get(project) ?? 0)
    if (project === null && (table.at === 'project' || table.open !== 'anyone')) throw refusal.projectNeeded(name)
    const role = project === null ? 'owner' : await roleOf(user.id, project)
    if (role === null) throw refusal.noProject(project!)
    if (table.open !== 'anyone' && !atLeast(role, table.open)) throw refusal.forbidden(name, table.open, role)
    if (!(await enabled(name, project))) throw refusal.notEnabled(name)
    return { table, project, role, params: body.params, judgement }
  }

  function unknown(name: string): StoaError {
    const [plain, version] = name.split('@')
    for (let other = 1; other <= Number(version) + 9 && other < 100; other++) {
      const spoken = `${plain}@${other}`
      if (contracts.get(spoken)) return refusal.wrongVersion(name, spoken)
    }
    return refusal.unknownContract(name)
  }

  /** Ends a route its person may no longer use, or tells the answering side the new role. */
  async function judgeRoute(route: Route, now: Role | null | Promise<Role | null>): Promise<void> {
    const role = await now
    const { browser, target, number, far, table, project } = route
    const allowed = role !== null && (table.open === 'anyone' || atLeast(role, table.open))
    const on = await enabled(table.name, project)
    if (browser.routes.get(number) !== route) return
    if (!allowed) routeEnd(route, refusal.roleChanged(role).toJSON(), 'both')
    else if (!on) routeEnd(route, refusal.notEnabled(table.name).toJSON(), 'both')
    else if (role !== route.role) {
      route.role = role
      send(target.link, 'emit', 0, 0, 'role', pack({ channel: far, role }))
    }
  }

  async function judgeHere(project: string, user?: string): Promise<void> {
    judgements.set(project, (judgements.get(project) ?? 0) + 1)
    const roles = new Map<string, Promise<Role | null>>()
    const judged: Promise<void>[] = []
    for (const browser of browsers) {
      if (user !== undefined && browser.user !== user) continue
      for (const route of browser.routes.values()) {
        if (route.project !== project) continue
        const role = roles.get(browser.user) ?? Promise.resolve(roleOf(browser.user, project))
        roles.set(browser.user, role)
        judged.push(judgeRoute(route, role))
      }
    }
    await Promise.all(judged)
  }

  /** However often a project server asks, one judgement of it runs at a time. */
  async function judgeAfterOthers(project: string, user: string | undefined): Promise<void> {
    const running = judging.get(project)
    if (running) {
      running.again = true
      return
    }
    const mine = { again: false }
    judging.set(project, mine)
    try {
      await judgeHere(project, user)
      while (mine.again) {
        mine.again = false
        await judgeHere(project)
      }
    } catch (error) {
      unjudged(error)
    } finally {
      judging.delete(project)
    }
  }

  function unjudged(error: unknown): void {
    log.error({ error }, 'Open channels could not be judged again')
  }

  started.add(
    clock.every(30_000, () => {
      const now = clock.elapsed()
      for (const browser of [...browsers])
        if (now - browser.heard > silentAfter)
          browser.close({ code: 'silent', message: 'Nothing was heard of this client for too long.' }, 1001)
    }),
  )
  started.add(() => {
    for (const browser of [...browsers]) browser.close(refusal.stopping().toJSON(), 1001)
    for (const target of [...live.values()]) target.end(refusal.stopping().toJSON())
    targets.clear()
    live.clear()
    services.local.close(1001, 'stopped')
  })

  return {
    attach(link, session) {
      const browser = createBrowser(link, {
        session,
        elapsed: () => clock.elapsed(),
        closed: gone => browsers.delete(gone),
        open(asking, id, name, body) {
          open(asking, id, name, body).catch((thrown: unknown) => {
            const known = thrown instanceof StoaError
            if (!known) log.error({ contract: name, error: thrown }, 'A channel could not be opened')
            if (!asking.over) asking.refuse(id, known ? thrown : refusal.unreachable())
          })
        },
      })
      browsers.add(browser)
      return { session, close: error => browser.close(error, 1008) }
    },
    async judge(project, user) {
      const target = live.get(project)
      if (target) send(target.link, 'emit', 0, 0, 'judge', pack(user === undefined ? {} : { user }))
      await judgeHere(project, user)
    },
    release(project, error) {
      const target = targets.get(project)
      targets.delete(project)
      live.delete(project)
      target?.then(
        reached => reached.end(error),
        () => {},
      )
    },
    stop: () => started.stop(),
    get figures() {
      let channels = 0
      for (const browser of browsers) channels += browser.routes.size
      return { sockets: browsers.size, channels, links: live.size }
    },
  }
}
