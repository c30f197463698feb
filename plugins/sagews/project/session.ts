import { errors } from './errors.ts'
import type { Lines } from './lines.ts'
import type { Spoken } from './spoken.ts'
import { isMessage, type Message } from '../document/index.ts'

/** How a run ended. `error` is there unless it went well. */
export type Finished = {
  readonly status: 'ok' | 'error' | 'interrupted' | 'superseded'
  /** Seconds. */
  readonly elapsed: number
  readonly error?: { readonly name: string; readonly message: string; readonly line: number | null }
}
/** What one run is given. */
export type RunRequest = {
  readonly cell: string
  readonly cellNumber: number
  output(message: Message): void
} & (
  | (Spoken & { readonly code: string; readonly kept?: readonly Message[] })
  | { readonly handler: string; readonly body: object; begun?(supersede: () => void): void }
)
/** The process that runs one worksheet's cells. */
export type Session = {
  readonly pid: number
  /** `SageMath 10.4` or `Python 3.11.2`. */
  readonly language: string
  readonly notes: readonly string[]
  /** Rejects with `session_ended` when the session dies meanwhile. */
  run(request: RunRequest): Promise<Finished>
  ask(message: { event: 'complete' | 'introspect' } & Record<string, unknown>): Promise<Record<string, unknown>>
  /** Null: there will be no answer. */
  answer(value: string | null): void
  interrupt(): void
  /** Ends the session and all that it started. */
  end(): void
  /** Why it ended, in a sentence. */
  readonly ended: Promise<string>
  /** Hears what is put out for a group of a cell when no run waits for it any more, such as by `%fork`. */
  onLate(listener: (late: Late) => void): void
}
/** Messages that take the place of a group in a cell's output. */
export type Late = { readonly cell: string; readonly group: string; readonly messages: readonly Message[] }

/** What a session needs of the connection it lives on: messages come in through the returned `heard`. */
export type SessionLink = {
  readonly lines: Lines
  readonly pid: number
  readonly language: string
  readonly notes: readonly string[]
  signal(name: 'INT' | 'KILL'): void
  /** The reason for the end of this pid, which may be known a moment after the connection closed. */
  reason(): Promise<string>
}

/** Speaks protocol 1 over one connection whose `start` has been answered. */
export function sessionOver(link: SessionLink): { session: Session; heard(message: Record<string, unknown>): void } {
  const runs = new Map<string, { request: RunRequest; resolve(done: Finished): void; reject(error: Error): void }>()
  const asked = new Map<string, { resolve(answer: Record<string, unknown>): void; reject(error: Error): void }>()
  let last = 0
  let late: (late: Late) => void = () => {}
  const ended = link.lines.closed.then(() => link.reason())
  void ended.then(reason => {
    for (const waiting of [...runs.values(), ...asked.values()]) waiting.reject(errors.sessionEnded(reason))
    runs.clear()
    asked.clear()
  })
  const send = (message: object) => link.lines.send(message)
  const session: Session = {
    pid: link.pid,
    language: link.language,
    notes: link.notes,
    run(request) {
      const id = `r${++last}`
      return new Promise((resolve, reject) => {
        runs.set(id, { request, resolve, reject })
        const what =
          'code' in request
            ? { code: request.code, preparse: request.preparse, kernel: request.kernel, kept: request.kept ?? [] }
            : { handler: request.handler, body: request.body }
        send({ event: 'run', id, cell: request.cell, cellNumber: request.cellNumber, ...what })
        if ('handler' in request) request.begun?.(() => send({ event: 'stale', id }))
      })
    },
    ask(message) {
      const id = `q${++last}`
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject })
        send({ ...message, id })
      })
    },
    answer: value => send({ event: 'raw_input', value }),
    interrupt: () => link.signal('INT'),
    end() {
      link.signal('KILL')
      link.lines.close()
    },
    ended,
    onLate: listener => void (late = listener),
  }
  return {
    session,
    heard(message) {
      const id = String(message.id)
      if (message.event === 'output') {
        // Code in a cell can write to this connection too.
        if (isMessage(message.message)) runs.get(id)?.request.output(message.message)
      } else if (message.event === 'late') {
        if (typeof message.cell === 'string' && typeof message.group === 'string' && Array.isArray(message.messages))
          late({ cell: message.cell, group: message.group, messages: message.messages.filter(isMessage) })
      } else if (message.event === 'done') {
        runs.get(id)?.resolve({ status: message.status, elapsed: Number(message.elapsed ?? 0), error: message.error } as Finished)
        runs.delete(id)
      } else if (message.event === 'error') {
        const failure = message.code === 'busy' ? errors.busy() : errors.refused(String(message.code), String(message.message))
        asked.get(id)?.reject(failure)
        runs.get(id)?.reject(failure)
        asked.delete(id)
        runs.delete(id)
      } else if (asked.has(id)) {
        asked.get(id)!.resolve(message)
        asked.delete(id)
      }
    },
  }
}
