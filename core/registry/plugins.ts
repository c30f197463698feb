import type { Store } from '@stoa/core/store'
import { registryErrors } from './errors.ts'
import type { membersApi } from './members.ts'
import { accounts, plugins } from './tables.ts'

const installation = 'installation'

export function pluginsApi({ store, members }: { store: Store; members: ReturnType<typeof membersApi> }) {
  const rows = store.table(plugins)
  const people = store.table(accounts)
  const read = async (scope: string) => new Map((await rows.scan({ scope }).toArray()).map(({ plugin, enabled }) => [plugin, enabled]))
  return {
    /** Switches a plugin on or off: in one project (editors), or, without `project`, for the installation (administrators). */
    async set({ by, project, plugin, enabled }: { by: string; project?: string; plugin: string; enabled: boolean }): Promise<void> {
      if (project !== undefined) await members.demand({ account: by, project, needed: 'editor' })
      else if (!(await people.get({ account: by }))?.administrator) throw registryErrors.notAdministrator()
      await rows.put({ scope: project ?? installation, plugin, enabled })
    },
    /** What was set by hand, by plugin; what is not named is enabled. */
    settings: (project?: string) => read(project ?? installation),
    /** Whether a plugin may be used in a project. What the installation switched off no project has. */
    async enabled({ plugin, project }: { plugin: string; project: string }): Promise<boolean> {
      const [everywhere, here] = await Promise.all([rows.get({ scope: installation, plugin }), rows.get({ scope: project, plugin })])
      return everywhere?.enabled !== false && here?.enabled !== false
    },
  }
}
