import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { InstalledPlugin, SandboxFacts } from '@stoa/core/project'
import { closedAbove, pluginInside, rootFolders, visibleCode, type Checkout } from './checkout.ts'
import { launchCommand } from './launch.ts'
import { accountFiles, inside, outerArguments } from './outer.ts'

/** Descriptors of a project server's start, beside standard input, output and error. */
export const descriptors = { token: 3, status: 4, arguments: 5, passwd: 6, group: 7, hosts: 8, nsswitch: 9 } as const

/** What a project's first process is: its command, and what must be written to which descriptor. */
export type Launch = {
  readonly command: readonly [string, ...string[]]
  readonly environment: Record<string, string>
  readonly contents: ReadonlyMap<number, string>
}
export type LaunchPlace = {
  readonly project: string
  readonly linkDirectory: string
  readonly uid: number
  readonly groups: readonly string[]
}

/** How project servers are contained on this machine. */
export type Confinement = {
  readonly facts: SandboxFacts
  /** Paths as a project server sees them. */
  readonly seen: {
    root(place: { project: string }): string
    linkDirectory(place: { linkDirectory: string }): string
    pluginFolder(plugin: InstalledPlugin): string
  }
  /** The launch of `command`; without one, of the project server itself. */
  launch(place: LaunchPlace, command?: readonly string[]): Launch
}

type Shared = { checkout: Checkout; plugins: readonly InstalledPlugin[]; root: boolean }

/** No walls: the project server is an ordinary child of the host. */
export function unconfined({ checkout, facts }: Pick<Shared, 'checkout'> & { facts: SandboxFacts }): Confinement {
  const server = [join(checkout.folder, checkout.node), ...checkout.arguments, join(checkout.folder, checkout.main)]
  return {
    facts,
    seen: { root: ({ project }) => project, linkDirectory: ({ linkDirectory }) => linkDirectory, pluginFolder: ({ folder }) => folder },
    launch: ({ groups }, command = server) => ({
      command: launchCommand({ groups, mounts: [], dropUid: null, command }),
      environment: Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('NODE_')),
      ),
      contents: new Map(),
    }),
  }
}

/** bubblewrap, under the project's own user when the host is root. */
export function bubblewrapped({
  checkout,
  plugins,
  root,
  facts,
  scratchBytes,
  mountDirectory,
}: Shared & { facts: SandboxFacts; scratchBytes: number; mountDirectory: string }): Confinement {
  const folders = rootFolders()
  const code = visibleCode({ folder: checkout.folder, plugins })
  const server = [`${inside.app}/${checkout.node}`, ...checkout.arguments, `${inside.app}/${checkout.main}`]
  return {
    facts,
    seen: {
      root: () => inside.home,
      linkDirectory: () => inside.link,
      pluginFolder: plugin => pluginInside({ folder: checkout.folder, plugin }),
    },
    launch({ project, linkDirectory, uid, groups }, command = server) {
      const mounts: [string, string][] = []
      // Root may pass a closed folder, the project's user may not: it gets a mount of its own beside it.
      const reachable = (path: string) => {
        if (!root || closedAbove(path) === null) return path
        const to = join(mountDirectory, String(mounts.length))
        if (!existsSync(to)) mkdirSync(to, { recursive: true, mode: 0o711 })
        mounts.push([path, to])
        return to
      }
      const accounts = accountFiles(uid)
      const outer = outerArguments({
        command,
        rootFolders: folders,
        code: code.map(([from, to]) => [reachable(from), to]),
        project: reachable(project),
        linkDirectory: reachable(linkDirectory),
        scratchBytes,
        descriptors,
      })
      const end = outer.indexOf('--')
      return {
        // Through a descriptor: a command line can be read by the project's processes, and holds paths of the host.
        command: launchCommand({
          groups,
          mounts,
          dropUid: root ? uid : null,
          command: ['bwrap', '--args', String(descriptors.arguments), ...outer.slice(end)],
        }),
        environment: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
        contents: new Map([
          [
            descriptors.arguments,
            outer
              .slice(0, end)
              .map(argument => `${argument}\0`)
              .join(''),
          ],
          [descriptors.passwd, accounts.passwd],
          [descriptors.group, accounts.group],
          [descriptors.hosts, accounts.hosts],
          [descriptors.nsswitch, accounts.nsswitch],
        ]),
      }
    },
  }
}
