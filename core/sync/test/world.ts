import { StoaError, errorBody, type Caller, type Connect, type Contract, type Role, type Serve, type Serving } from '@stoa/sdk/contract'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import { serveDocuments } from '@stoa/core/sync'
import type { ReplicaRules } from '@stoa/sdk/document'
import type { AuthorityRules } from '../authority.ts'
import { handClock, memoryFile, memoryStorage, silent } from './memory.ts'

type Handler = (input: unknown, caller: Caller) => unknown
type Answering = { handlers: Record<string, Handler>; serving: Serving<Contract> }
type Connection = {
  caller: Caller | null
  up: (() => void)[]
  down: (() => void)[]
  /** How many versions were sent to the person, taken or not. */
  sent: number
  hear(name: string, body: unknown): void
  tell(state: string, answer?: unknown, error?: { code: string; message: string }): void
  cut(): void
  reopen(): void
  readonly remote: object
}

/** Lets everything that can happen without a clock or a delivery happen. */
export async function quiet(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise(resolve => setImmediate(resolve))
}

/**
 * Channels between people and one server whose every message waits until it is delivered, in order in each direction, and which can be cut.
 */
export function network() {
  let answering: Answering | null = null
  const connections = new Set<Connection>()
  const slow = new Map<Connection, PromiseWithResolvers<void>>()
  let ids = 0

  const serve = ((_contract: Contract, handlers: Record<string, Handler>, serving: Serving<Contract> = {}) => {
    answering = { handlers, serving }
    const callers = new Set<Caller>()
    return {
      callers,
      emit(name: string, body: unknown, to?: Caller | Iterable<Caller>) {
        const some = to === undefined ? null : Symbol.iterator in to ? new Set(to) : new Set([to])
        for (const connection of connections)
          if (!some || (connection.caller && some.has(connection.caller))) {
            if (name === 'changed') connection.sent++
            connection.down.push(() => connection.hear(name, body))
          }
      },
      async stop() {
        answering = null
        for (const connection of connections) connection.cut()
      },
    }
  }) as unknown as Serve

  /** One channel of one person, opened again after each cut when `reopen` is called. */
  function connection(user: { id: string; name: string }, params: () => unknown, role: () => Role): Connection {
    const events = new Map<string, Set<(body: unknown) => void>>()
    const states = new Set<(state: string, answer?: unknown, error?: { code: string; message: string }) => void>()
    const pending = new Set<(error: Error) => void>()
    let closed = false
    const self: Connection = {
      caller: null,
      /** What waits on the way to the server, and on the way to the person. */
      up: [],
      down: [],
      sent: 0,
      hear(name: string, body: unknown) {
        for (const listener of events.get(name) ?? []) listener(body)
      },
      tell(state: string, answer?: unknown, error?: { code: string; message: string }) {
        for (const listener of [...states]) listener(state, answer, error)
      },
      /** The socket is gone, with everything on it. */
      cut() {
        const { caller } = self
        self.up = []
        self.down = []
        self.caller = null
        if (caller) answering?.serving.closed?.(caller)
        for (const reject of [...pending]) reject(new StoaError({ code: 'unknown_outcome', message: 'cut' }))
        pending.clear()
        if (!closed) self.tell('waiting')
      },
      reopen() {
        if (closed || self.caller || !answering) return
        const { serving } = answering
        const mine: Caller = {
          id: String(++ids),
          user,
          get role() {
            return role()
          },
          params: params() as never,
          get writable() {
            return !slow.has(self)
          },
          drained: async () => slow.get(self)?.promise,
          close: error => {
            if (self.caller !== mine) return
            self.caller = null
            // The server ended it: that is no cut, after which it would be asked for again.
            closed = true
            serving.closed?.(mine)
            self.down.push(() => self.tell('closed', undefined, error))
          },
        }
        self.caller = mine
        self.up.push(() => {
          // Events of the opening stand behind its answer.
          const held = self.down
          self.down = []
          Promise.resolve(serving.opened?.(mine)).then(
            answer => {
              if (self.caller !== mine) return
              self.down = [...held, () => self.tell('open', answer), ...self.down]
            },
            failure => {
              if (self.caller === mine) self.down.push(() => self.tell('closed', undefined, errorBody(failure)))
            },
          )
        })
      },
      remote: {
        call(name: string, input: unknown) {
          return new Promise((resolve, reject) => {
            pending.add(reject)
            const mine = self.caller
            const settle = (work: () => void) => {
              if (self.caller === mine) self.down.push(() => (pending.delete(reject), work()))
            }
            if (!mine) return reject(new StoaError({ code: 'unknown_outcome', message: 'not connected' }))
            self.up.push(() => {
              Promise.resolve()
                .then(() => answering!.handlers[name]!(input, mine))
                .then(
                  output => settle(() => resolve(output)),
                  failure => settle(() => reject(new StoaError(errorBody(failure)))),
                )
            })
          })
        },
        on(name: string, listener: (body: unknown) => void) {
          const set = events.get(name) ?? new Set()
          events.set(name, set)
          set.add(listener)
          return () => void set.delete(listener)
        },
        onState(listener: (state: string, answer?: unknown, error?: { code: string; message: string }) => void) {
          states.add(listener)
          return () => void states.delete(listener)
        },
        opened: new Promise(() => undefined),
        state: 'opening',
        close() {
          closed = true
          const { caller } = self
          self.caller = null
          self.up = []
          self.down = []
          connections.delete(self)
          if (caller) answering?.serving.closed?.(caller)
        },
      },
    }
    connections.add(self)
    return self
  }

  return {
    serve,
    connection,
    connections,
    /** Somebody takes nothing more, until what this returns is called. */
    slow(connection: Connection): () => void {
      connection.sent = 0
      const takes = Promise.withResolvers<void>()
      slow.set(connection, takes)
      return () => {
        slow.delete(connection)
        takes.resolve()
      }
    },
    connectAs(user: { id: string; name: string }, role: () => Role): Connect {
      return ((_name: string, options: { params?: unknown }) => {
        const given = options.params
        const made = connection(user, () => (typeof given === 'function' ? (given as () => unknown)() : given), role)
        // As a socket that is up: the channel is asked for at once.
        queueMicrotask(() => made.reopen())
        return made.remote
      }) as unknown as Connect
    },
  }
}

/** A server on a disk in memory with one file, and people at it. `limit` and `rules` as for a document. */
export function createWorld({
  file: initial = '',
  path = 'notes.txt',
  rules = {},
  sizes,
}: {
  file?: string
  path?: string
  /** Wrong rules, to see that they are noticed; `eager` tells of what is not written yet. */
  rules?: { authority?: AuthorityRules; replica?: ReplicaRules; eager?: boolean }
  /** So small that journals are packed within a story. */
  sizes?: { snapshot: number; pack: number }
} = {}) {
  const clock = handClock()
  const disk = memoryStorage()
  const file = memoryFile(initial)
  const net = network()
  let boot = 'boot-1'
  let lineages = 0
  let opened = 0
  let server = start()
  const people: { name: string; document: ProgramDocument; role: Role }[] = []

  function start() {
    return serveDocuments({
      serve: net.serve,
      clock,
      log: silent,
      canonical: async asked => asked,
      create: async () => undefined,
      moveHistory: async () => undefined,
      services: () => (
        opened++,
        {
          port: file.port,
          storage: rules.eager ? disk.late : disk.storage,
          directory: 'h',
          limit: 1_000_000,
          boot,
          newLineage: () => `lineage${++lineages}`,
          colourOf: () => 1,
          ...(rules.authority && { rules: rules.authority }),
          ...(sizes && { sizes }),
        }
      ),
    })
  }

  const world = {
    clock,
    disk,
    file,
    net,
    people,
    get server() {
      return server
    },
    /** How often the document was taken into memory. */
    get opened() {
      return opened
    },
    /** Somebody opens the file. */
    async joins(name: string, role: Role = 'editor') {
      const person = { name, role, document: undefined as unknown as ProgramDocument }
      person.document = openProgramDocument({
        connect: net.connectAs({ id: name, name }, () => person.role),
        path,
        after: (ms, work) => {
          const stop = clock.after(ms, work)
          return () => void stop()
        },
        ...(rules.replica && { rules: rules.replica }),
      })
      person.document.ready.catch(() => undefined)
      people.push(person)
      await world.settle()
      return person.document
    },
    /** Delivers everything, and opens what was cut, until nothing more happens. */
    async settle() {
      for (let idle = 0; idle < 3;) {
        let moved = false
        for (const connection of [...net.connections]) {
          connection.reopen()
          for (const direction of ['up', 'down'] as const)
            for (let deliver = connection[direction].shift(); deliver; deliver = connection[direction].shift()) {
              moved = true
              deliver()
              await Promise.resolve()
            }
        }
        await quiet()
        if (moved || [...net.connections].some(c => c.up.length + c.down.length > 0)) idle = 0
        else {
          idle++
          clock.advance(1_100)
          await quiet()
        }
      }
    },
    /** The process is killed while it waits for its file: it does nothing more. */
    async kill() {
      for (const connection of net.connections) connection.cut()
      server = start()
    },
    /** The process is killed: what was not written is gone, and so are all channels. `power`: what was not synced, too. */
    async crash({ power = false, torn = 0 }: { power?: boolean; torn?: number } = {}) {
      disk.kill()
      const kept = disk.copy()
      const content = file.copy()
      disk.holdSync(false)
      // A killed process does nothing more: what its ghost writes from now on is taken back.
      const ghost = server
      for (const connection of net.connections) connection.cut()
      let gone = false
      void ghost.close().then(
        () => (gone = true),
        () => (gone = true),
      )
      while (!gone) {
        await quiet()
        clock.advance(500)
      }
      disk.set(kept)
      file.set(content)
      if (power) {
        disk.losePower()
        boot = `boot-${Number(boot.slice(5)) + 1}`
      }
      if (torn > 0) disk.tear(torn)
      server = start()
    },
  }
  return world
}
export type World = ReturnType<typeof createWorld>
