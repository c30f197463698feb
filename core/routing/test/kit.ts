import type { Connect, Contract, Role } from '@stoa/sdk/contract'
import { createConnection, type Connection, type SocketLike } from '@stoa/sdk/wire'
import { createRouter, createServing, linkPair, type Link, type Router, type RouterServices, type ServingHub } from '../index.ts'

/** A clock that stands still until it is moved. */
export function heldClock() {
  let now = 0
  const due = new Set<{ at: number; work: () => void; every?: number }>()
  function plan(entry: { at: number; work: () => void; every?: number }) {
    due.add(entry)
    return () => void due.delete(entry)
  }
  return {
    now: () => now,
    elapsed: () => now,
    after: (ms: number, work: () => void) => plan({ at: now + ms, work }),
    every: (ms: number, work: () => void) => plan({ at: now + ms, work, every: ms }),
    advance(ms: number) {
      const end = now + ms
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        now = Math.max(now, next.at)
        if (next.every) next.at += next.every
        else due.delete(next)
        next.work()
      }
      now = end
    },
  }
}
export type HeldClock = ReturnType<typeof heldClock>

/** Waits, turn by turn, until something holds. */
export async function until(holds: () => unknown, what = holds.toString()): Promise<void> {
  const end = Date.now() + 10_000
  while (!holds()) {
    if (Date.now() > end) throw new Error(`still not so: ${what}`)
    await turn()
  }
}
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
export async function turns(count = 20): Promise<void> {
  for (let at = 0; at < count; at++) await turn()
}

/** A page's socket over one end of a link. `hold` lets nothing in until `resume`. */
export function socketOver(link: Link) {
  const waiting: (() => void)[] = []
  let held = false
  let over = false
  const pass = (work: () => void) => (held ? void waiting.push(work) : work())
  const socket: SocketLike & { hold(): void; resume(): void } = {
    binaryType: '',
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: data => link.send(Buffer.from(data as string), typeof data !== 'string'),
    close(code = 1000, reason = '') {
      if (over) return
      over = true
      link.close(code, reason)
      socket.onclose?.({ code, reason })
    },
    hold: () => void (held = true),
    resume() {
      held = false
      for (const work of waiting.splice(0)) work()
    },
  }
  link.onFrame((frame, binary) => {
    const data = binary ? new Uint8Array(frame).buffer : frame.toString()
    pass(() => over || socket.onmessage?.({ data }))
  })
  link.onClose((code, reason) =>
    pass(() => {
      if (over) return
      over = true
      socket.onclose?.({ code, reason })
    }),
  )
  setImmediate(() => socket.onopen?.({}))
  return socket
}

export type Page = Connection & { socket: ReturnType<typeof socketOver>; cut(): void; sent: string[] }

/** A hub with projects, all in this process. Projects come up at the first open; `crash` takes one down. */
export function createWorld(contracts: readonly Contract[], given: Partial<RouterServices> = {}) {
  const clock = heldClock()
  const logged: { facts: object; sentence: string }[] = []
  const note = (facts: object, sentence: string) => void logged.push({ facts, sentence })
  const log = { info: note, warn: note, error: note }
  const roles = new Map<string, Role>()
  const off = new Set<string>()
  const projects = new Map<string, { serving: ServingHub; links: Link[]; begun: number }>()
  const [near, far] = linkPair()
  const hub = createServing({ log })
  hub.accept(far)
  const begin = new Map<string, (serving: ServingHub) => void>()

  function projectUp(id: string) {
    const known = projects.get(id)
    if (known) return known
    const made = { serving: createServing({ log, epoch: 1 }), links: [] as Link[], begun: 1 }
    begin.get(id)?.(made.serving)
    projects.set(id, made)
    return made
  }
  function linkTo(project: string) {
    const up = projectUp(project)
    const [here, there] = linkPair()
    up.links.push(here)
    up.serving.accept(there)
    return { link: here, epoch: 1, whyGone: async () => 'It ran out of memory.' }
  }
  function services(local: Link): RouterServices {
    return {
      log,
      contracts: new Map(contracts.map(c => [`${c.name}@${c.version}`, c])),
      roleOf: (user, project) => roles.get(`${user} ${project}`) ?? null,
      enabled: (name, project) => !off.has(`${name} ${project}`),
      async projectLink(project) {
        return linkTo(project)
      },
      local,
      clock,
      ...given,
    }
  }
  const router = createRouter(services(near))

  function secondHub(): Router {
    const [here, there] = linkPair()
    hub.accept(there)
    return createRouter(services(here))
  }

  function page(user: string, at: Router = router, its: HeldClock = clock): Page {
    let socket: ReturnType<typeof socketOver>
    const sent: string[] = []
    const connection = createConnection({
      clock: its,
      random: () => 0.5,
      socket() {
        const [here, there] = linkPair()
        at.attach(there, { user: { id: user, name: user.toUpperCase() }, administrator: false })
        socket = socketOver(here)
        const { send } = socket
        socket.send = data => {
          sent.push(
            Buffer.from(data as string)
              .toString('latin1')
              .split('\n')[0]!,
          )
          send(data)
        }
        return socket
      },
    })
    return Object.defineProperties(connection, {
      socket: { get: () => socket },
      cut: { value: () => socket.close(1006, 'cut') },
      sent: { value: sent },
    }) as Page
  }

  /** A bare socket to the hub that says hello and then whatever it is told to. */
  async function raw(user: string) {
    const [here, there] = linkPair()
    const heard: string[] = []
    let closed: [number, string] | null = null
    router.attach(there, { user: { id: user, name: user }, administrator: false })
    here.onFrame(frame => void heard.push(frame.toString()))
    here.onClose((code, reason) => (closed = [code, reason]))
    const say = (frame: string | Buffer, binary = typeof frame !== 'string') => here.send(Buffer.from(frame), binary)
    say('["open",0,0,"stoa@1"]\n')
    await until(() => heard.length > 0)
    heard.length = 0
    return { say, heard, link: here, closed: () => closed }
  }

  return {
    linkTo,
    clock,
    router,
    hub,
    roles,
    off,
    logged,
    log,
    page,
    raw,
    secondHub,
    projectUp,
    /** What each project server serves when it comes up. */
    onBegin: (project: string, work: (serving: ServingHub) => void) => void begin.set(project, work),
    crash(project: string) {
      const up = projects.get(project)
      projects.delete(project)
      for (const link of up?.links ?? []) link.close(1006, '')
    },
  }
}
export type World = ReturnType<typeof createWorld>
export type { Connect }
