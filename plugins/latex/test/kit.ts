import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import type { Clock } from '@stoa/sdk/hub'
import { bundled, createTestHub, type Person } from '@stoa/sdk/test'
import type { LatexState, latex } from '../contract.ts'

/** One person's LaTeX file: what the server says of it. */
export async function openLatex(person: Person, project: string, path: string) {
  const remote = person.connect<typeof latex>('latex@1', { project, params: { path } })
  let state: LatexState = await remote.opened
  const history: LatexState[] = [state]
  const looks = new Set<() => void>()
  remote.on('state', next => {
    state = next
    history.push(next)
    for (const look of [...looks]) look()
  })
  const until = (holds: (state: LatexState) => boolean): Promise<LatexState> =>
    new Promise(resolve => {
      const look = () => {
        if (!holds(state)) return
        looks.delete(look)
        resolve(state)
      }
      looks.add(look)
      look()
    })
  const resting = ({ build }: LatexState) => !build.again && /done|failed|stopped/.test(build.state)
  return {
    remote,
    history,
    state: () => state,
    until,
    /** Builds, and answers what came of it. */
    async build(input: { clean?: boolean } = {}): Promise<LatexState> {
      const { number } = await remote.call('build', input)
      return until(now => now.build.number >= number && resting(now))
    },
  }
}

/** A hub with LaTeX, and a project of Ada's with these files. */
export async function desk(t: Test, files: Readonly<Record<string, string | Uint8Array>>, { clock }: { clock?: Clock } = {}) {
  const hub = await createTestHub({ folders: bundled('latex'), ...(clock && { clock }) })
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('Knot census')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(project.root, path)), { recursive: true })
    await writeFile(join(project.root, path), content)
  }
  return { hub, ada, project, latex: (path: string, person: Person = ada) => openLatex(person, project.id, path) }
}
