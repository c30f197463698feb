import type { FileHandle } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import type { IncomingHttpHeaders } from 'node:http'
import type { ChangeSet, Text } from '@codemirror/state'
import { token, type Caller, type Contract, type RouteMethod, type Stop } from '@stoa/sdk/contract'

export { Clock, Log } from '@stoa/sdk/hub'

/** The project's files. Paths are relative to the project, `/` between parts, no leading slash; the project itself is ``. */
export type Files = {
  /** Absolute path of the project. */
  readonly root: string
  /**
   * Absolute path of `path`, proved to lie below the root without following a link out.
   * Rejects with `path_outside`, `path_invalid` or `path_private` (`.stoa`). What does not exist yet is allowed; its parents must be inside.
   */
  resolve(path: string): Promise<string>
  /**
   * Opens an ordinary file (default for reading). What was proved by `resolve` may be swapped for a link a moment later; this cannot be led out.
   * Rejects as `resolve` does, with `not_file` for folders, pipes and devices, or with Node's own error (`ENOENT`, `EEXIST`).
   */
  open(path: string, flags?: 'r' | 'r+' | 'w' | 'w+' | 'wx' | 'wx+' | 'a', mode?: number): Promise<FileHandle>
  /**
   * Calls `work` with an absolute path of this entry whose folder cannot be swapped meanwhile: to make, rename or remove something safely.
   * A link in last place is not followed. The path is good only until `work` is done.
   */
  at<T>(path: string, work: (entry: string) => Promise<T>): Promise<T>
  /** Calls `changed` soon after something in this directory changed (names may repeat, null = look again). Not recursive. */
  watch(directory: string, changed: (name: string | null) => void): Stop
}
export const Files = token<Files>('stoa/Files@1')

/** A position that moves with the text. Its text being deleted makes it `gone`. */
export type Anchor = { readonly position: number; readonly gone: boolean; release(): void }

/** One committed version of a document. */
export type Commit = {
  readonly version: number
  readonly author: string
  readonly changes: ChangeSet
  readonly before: Text
  readonly after: Text
}

/** A document as the server holds it: the one authority. All holders of a path share it. */
export type SharedDocument = {
  /** Where its file is now; another one after it was renamed. */
  readonly path: string
  readonly text: Text
  readonly version: number
  /**
   * Commits a change made against `text` as it is at this moment, as `~NAME` (server-side writers sort after every person).
   * Returns the version at once; the journal is written before anybody else sees it. Throws `read_only` or `too_large`.
   */
  commit(author: `~${string}`, changes: ChangeSet): number
  /** A position that follows the text. `side` < 0 stays before what is inserted at it, > 0 goes after. */
  anchor(position: number, side: -1 | 1): Anchor
  /** Hears each version, in order, after it is in the journal. */
  onCommit(listener: (commit: Commit) => void): Stop
  /** The version at which `(session, seq)` was committed; waits for it while that session is attached, at most 10 s (`edit_missing`). */
  after(edit: { session: string; seq: number }): Promise<number>
  /** Makes the file contain at least the present version. */
  save(): Promise<void>
  /** Lets go; the document is released from memory when nobody holds it. */
  close(): void
}

/** How one file's bytes are the text that people edit. */
export type Translation = {
  /** The text of a file's bytes; `before` is what it was when it was read or written last. Rejects with a `StoaError` if they are no such file. */
  read(bytes: Uint8Array, before: string | null): Promise<string>
  write(text: string): Promise<Uint8Array>
}

/** Text files edited by many at once (`core/sync/SPEC.md`). */
export type Documents = {
  /** Rejects with `not_text`, `too_large`, `not_found` or what `Files.resolve` says. `create` makes a missing file. */
  open(path: string, options?: { create?: boolean }): Promise<SharedDocument>
  /** A file or folder was renamed or moved: open documents and all histories go with it. What another program moves is noticed while it is open. */
  moved(entry: { from: string; to: string }): Promise<void>
  /** From now on files that fit are opened by a translation, made anew for each of them. One that can't be translated opens as its own text. */
  translate(kind: { fits(path: string): boolean; open(path: string): Translation }): Stop
}
export const Documents = token<Documents>('stoa/Documents@1')

/** A process running what a user wrote, inside the project's inner sandbox. */
export type SandboxedProcess = {
  /** Process id as this process sees it; of the sandbox's outermost process. */
  readonly pid: number
  readonly stdin: Writable | null
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  readonly exited: Promise<{ code: number | null; signal: string | null }>
  /** Sends a signal to the program itself; `SIGKILL` ends the whole sandbox. */
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
}
/** Of a terminal, in characters. */
export type TerminalSize = { readonly columns: number; readonly rows: number }
/** A process running what a user wrote, with a terminal of its own: line editing, job control and keys that send signals work. */
export type TerminalProcess = {
  /** Process id as this process sees it; of the sandbox's outermost process. */
  readonly pid: number
  readonly exited: Promise<{ code: number | null; signal: string | null }>
  /** Hears what it prints, in order. */
  onData(listener: (bytes: Uint8Array) => void): Stop
  /** Types. Resolves when the system has taken it, so that whoever waits never keeps more in memory than that. */
  write(bytes: string | Uint8Array): Promise<void>
  resize(size: TerminalSize): void
  /** Stops reading what it prints, so that it has to wait; `resume` goes on. */
  pause(): void
  resume(): void
  /** Whether another program than the one that was started has the terminal: a job in the foreground of a shell. */
  busy(): Promise<boolean>
  /** Ends it, and all that it started. */
  kill(): void
}
/** Starts programs of the user, each in its own inner sandbox. */
export type Processes = {
  /** Starts `command` in its own inner sandbox: own processes, `.stoa` read-only, no token, no way to the host. */
  spawn(
    command: readonly [string, ...string[]],
    options?: { cwd?: string; env?: Record<string, string>; stdin?: 'pipe' | 'ignore' },
  ): SandboxedProcess
  /** The same under a terminal of its own. `TERM` is `xterm-256color` unless `env` says another. Rejects with `no_terminals`. */
  spawnTerminal(
    command: readonly [string, ...string[]],
    options: { size: TerminalSize; cwd?: string; env?: Record<string, string> },
  ): Promise<TerminalProcess>
  /** What contains user code here, as a person may be told. */
  readonly sandbox: { readonly kind: 'none' | 'bubblewrap'; readonly sentence: string }
  /** Scratch directory that user code and this process both see; not kept. */
  readonly scratch: string
}
/** Starts programs of the user, each in its own inner sandbox. */
export const Processes = token<Processes>('stoa/Processes@1')

/** Plots, images and attachments by content. Fetched from `<base>/projects/<project>/blobs/<id>/<filename>`. */
export type Blobs = {
  /** Takes a file's content in; `id` is its SHA-256 in hex. The file itself may be deleted afterwards. */
  add(source: { path: string } | { bytes: Uint8Array }, about: { mime: string }): Promise<{ id: string; size: number }>
  /** Absolute path of a blob's bytes, or null. */
  find(id: string): Promise<string | null>
  /** Says which blobs a saved document refers to; those are kept, others expire after a day without reference. */
  refer(document: string, ids: readonly string[]): Promise<void>
}
export const Blobs = token<Blobs>('stoa/Blobs@1')

/** Whether the project may be stopped. Idle means nobody is connected and nothing is held. */
export type Activity = { hold(reason: string): Stop }
export const Activity = token<Activity>('stoa/Activity@1')

/** What the administrator of this server settled for all of its projects. */
export type Policy = {
  /** Whether this server may fetch, for a person, what is at an address of this machine or of a private network. */
  readonly privateAddresses: boolean
}
export const Policy = token<Policy>('stoa/Policy@1')

/** A request on one of a contract's routes, its role already checked by the hub. `path` is what follows the route's name, decoded. */
export type RouteRequest = {
  readonly method: RouteMethod
  readonly user: { readonly id: string; readonly name: string }
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
}
/** Headers that would let content act as the site (`set-cookie`, `content-security-policy`, …) are replaced by the hub. */
export type RouteAnswer = { status: number; headers?: Record<string, string>; body?: Readable | Uint8Array | string }
/** Answers the HTTP routes that a contract declares. */
export type Routes = {
  serve<C extends Contract>(contract: C, handlers: { [K in keyof C['routes']]: (request: RouteRequest) => Promise<RouteAnswer> }): Stop
}
/** Answers the HTTP routes that a contract declares. */
export const Routes = token<Routes>('stoa/Routes@1')

export type { Caller }
