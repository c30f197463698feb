import type { project as projectContract } from '@stoa/core/hub/contracts'
import { stops, type ErrorBody, type Remote, type Role, type Static } from '@stoa/sdk/contract'
import type { ProjectView } from '@stoa/sdk/ui'
import type { Navigation } from '../navigation.ts'
import { createValue, type Readable, type Value } from '../value.ts'
import type { World } from '../world.ts'
import { createViewFacts } from './facts.ts'
import { createTabMemory } from './memory.ts'
import type { Tabs } from './tabs.ts'

type Contract = typeof projectContract
export type ProjectFacts = { readonly title: string; readonly description: string; readonly role: Role }
export type RunState = Static<Contract['events']['state']['body']>

/** Ends of a channel that say nothing of the project: it was left, or the whole connection ended. */
const elsewhere: ReadonlySet<string> = new Set(['channel_closed', 'signed_out', 'refused'])

/** A project that this page has open. */
export type OpenProject = {
  readonly id: string
  readonly view: ProjectView
  /** Null until the hub has answered. */
  readonly facts: Readable<ProjectFacts | null>
  readonly running: Readable<RunState>
  /** Why it cannot be shown: no such project, not a member any more, deleted. */
  readonly lost: Readable<ErrorBody | null>
  /** Why its server ended, until the person has seen it. */
  readonly crash: Value<string | null>
  readonly tabs: Value<Tabs>
  readonly viewFacts: ReturnType<typeof createViewFacts>
  /** What it was restored from on another machine, until the person has seen it. */
  readonly restored: Value<RunState | null>
  restart(): Promise<void>
  stop(): Promise<void>
  /** The machines that it could run on; none where there is only one. */
  machines(): Promise<readonly string[]>
  move(to: string): Promise<void>
  close(): Promise<void>
}

/** Opens a project: its facts and the state of its server, live, and the tabs it had when it was left. */
export function openProject({
  id,
  base,
  world,
  navigation,
}: {
  id: string
  base: string
  world: World
  navigation: Navigation
}): OpenProject {
  const started = stops()
  const facts = createValue<ProjectFacts | null>(null)
  const running = createValue<RunState>({ state: 'stopped' })
  const lost = createValue<ErrorBody | null>(null)
  const crash = createValue<string | null>(null)
  const restored = createValue<RunState | null>(null)
  const memory = createTabMemory({ account: world.account.id, project: id })
  const tabs = createValue(memory.load())
  started.add(tabs.onChange(() => memory.save(tabs.get())))
  // A restart that was asked for here is no news.
  let asked = false

  const hear = (state: RunState): void => {
    if (state.state === 'restarting' && state.reason !== undefined && !asked) crash.set(state.reason)
    if (state.state === 'running') {
      asked = false
      // Once for each restoring: the news may come again with every other change.
      if (state.restored && state.restored.time !== running.get().restored?.time) restored.set(state)
      // What waits for the project need not wait for its next try.
      if (running.get().state !== 'running') world.connection.wake()
    }
    running.set(state)
  }
  const remote: Remote<Contract> = world.connect<Contract>('project@1', { params: { project: id } })
  started.add(() => remote.close())
  remote.on('facts', now => facts.set(now))
  remote.on('state', hear)
  remote.on('gone', () =>
    lost.set({ code: 'project_deleted', message: 'This project was deleted, or you are not one of its people any more.' }),
  )
  started.add(
    remote.onState((state, answer, error) => {
      if (state === 'open' && answer) {
        facts.set(answer.facts)
        hear(answer.state)
        lost.set(null)
      } else if (state === 'closed' && error && !elsewhere.has(error.code)) lost.set(error)
    }),
  )

  const view: ProjectView = {
    id,
    get title() {
      return facts.get()?.title ?? ''
    },
    get role() {
      return facts.get()?.role ?? 'viewer'
    },
    onChange: facts.onChange,
    url: path => `${base}/projects/${id}/${path}`,
    openFile: (path, at) =>
      navigation.go({ view: 'project', project: id, place: { at: 'file', path, ...(at?.line !== undefined && { line: at.line }) } }),
    openPage: (page, query) => navigation.go({ view: 'project', project: id, place: { at: 'page', page, ...(query && { query }) } }),
  }

  return {
    id,
    view,
    facts,
    running,
    lost,
    crash,
    restored,
    tabs,
    viewFacts: createViewFacts(),
    async restart() {
      asked = true
      crash.set(null)
      await remote.call('restart', {})
    },
    async stop() {
      await remote.call('stop', {})
    },
    machines: async () => (await remote.call('machines', {})).machines,
    async move(to) {
      asked = true
      crash.set(null)
      await remote.call('move', { to })
    },
    close: started.stop,
  }
}
