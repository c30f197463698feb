import type { Contract, Role } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import type { Link } from './link.ts'

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

export declare function createRouter(services: RouterServices): Router
