import { stops, type Connect, type Stop } from '@stoa/sdk/contract'
import { Editors, FileActions, FileKinds, Pages, Settings, Toasts, type Viewer } from '@stoa/sdk/ui'
import { createConnection, type Connection } from '@stoa/sdk/wire'
import type { Account, Api } from './api.ts'
import type { Boot } from './boot.ts'
import { createCommands, type Commands } from './palette/commands.ts'
import type { PluginState } from './plugins/report.ts'
import { createPageScope } from './plugins/scope.ts'
import { startPlugins } from './plugins/start.ts'
import { createRecentProjects, type RecentProjects } from './project/recent.ts'
import { createFileActions, type FileActionRegistry } from './services/actions.ts'
import { createEditors, type EditorRegistry } from './services/editors.ts'
import { createFileKinds } from './services/kinds.ts'
import { createPages, type PageRegistry } from './services/pages.ts'
import { createSettings } from './services/settings.ts'
import { followTheme } from './services/theme.ts'
import { createToasts, type ToastQueue } from './services/toasts.ts'
import { createValue, type Readable, type Value } from './value.ts'

/** Everything that is there once somebody is signed in: the connection, the services, the plugins. */
export type World = {
  readonly account: Account
  readonly viewer: Viewer
  readonly connection: Connection
  readonly connect: Connect
  readonly editors: EditorRegistry
  readonly pages: PageRegistry
  readonly fileActions: FileActionRegistry
  readonly settings: Settings
  readonly toasts: ToastQueue
  readonly commands: Commands
  readonly recent: RecentProjects
  readonly plugins: Readable<PluginState>
  /** The sign-in has ended, or is somebody else's: what is typed stays in this page until the person signs in again. */
  readonly signedOut: Value<boolean>
  close(): Promise<void>
}

/** Pages that the shell itself has in every project. */
export const ownPages = ['people', 'settings'] as const

/** Connects, makes the services, and starts the plugins; what they add appears as they add it. */
export function createWorld({ account, boot, api }: { account: Account; boot: Boot; api: Api }): World {
  const started = stops()
  const toasts = createToasts()
  const editors = createEditors()
  const pages = createPages(ownPages)
  const fileActions = createFileActions()
  const settings = createSettings({
    initial: account.settings,
    api,
    failed: error => toasts.show(`This setting is not saved. ${(error as Error).message}`),
  })
  started.add(() => settings.flush())
  started.add(followTheme(settings, document.documentElement))

  const address = new URL(`${boot.base}/socket`, location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  const connection = createConnection({ socket: () => new WebSocket(address) })
  started.add(() => connection.close())
  started.add(probeOnReturn(connection))

  const scope = createPageScope()
  scope.provide(Editors, editors)
  scope.provide(Pages, pages)
  scope.provide(FileActions, fileActions)
  scope.provide(FileKinds, createFileKinds())
  scope.provide(Toasts, toasts)
  scope.provide(Settings, settings)
  const services = new Set([Editors, Pages, FileActions, FileKinds, Toasts, Settings].map(({ id }) => id))
  const plugins = createValue<PluginState>({ settled: false, reports: [] })
  const starting = startPlugins({ plugins: boot.plugins, scope, services, connect: connection.connect })
  void starting.then(({ reports }) => plugins.set({ settled: true, reports }))
  started.add(async () => (await starting).stop())

  return {
    account,
    viewer: { id: account.id, name: account.name },
    connection,
    connect: connection.connect,
    editors,
    pages,
    fileActions,
    settings,
    toasts,
    commands: createCommands(),
    recent: createRecentProjects(account.id),
    plugins,
    signedOut: createValue(false),
    close: started.stop,
  }
}

/** A laptop that was opened again, or a network that is back, is no reason to wait for the next try. */
function probeOnReturn(connection: Connection): Stop {
  const probe = (): void => {
    if (document.visibilityState === 'visible') connection.probe()
  }
  window.addEventListener('online', probe)
  document.addEventListener('visibilitychange', probe)
  return () => {
    window.removeEventListener('online', probe)
    document.removeEventListener('visibilitychange', probe)
  }
}
