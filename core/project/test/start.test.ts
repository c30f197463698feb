import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Manifest, Part } from '@stoa/sdk/contract'
import { Activity, Files, Log, Processes, projectPart } from '@stoa/sdk/project'
import { startProject } from '../start.ts'
import { heldClock } from './held-clock.ts'
import { keptLog } from './kept-log.ts'

const plugin = (id: string, needs: string[], part: Part<any, any, any>) => ({
  manifest: { api: 1, id, title: id, parts: { project: './project.ts' }, needs, trust: 'page' } satisfies Manifest,
  load: async () => part,
})
async function folder(t: Test) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-start-')))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  return root
}

void t.test('[R-4] a project starts its services and parts, knows whether it is idle, and stops each once', async t => {
  const root = await folder(t)
  const story: string[] = []
  const part = projectPart({
    needs: { files: Files, processes: Processes, activity: Activity, log: Log },
    start({ files, processes, activity }) {
      story.push(`starts in ${files.root === root}, ${processes.sandbox.kind}`)
      const release = activity.hold('a long run')
      return async () => {
        await release()
        story.push('stops')
      }
    },
  })
  const project = await startProject({
    root,
    plugins: [plugin('one', [Files.id, Processes.id, Activity.id, Log.id], part)],
    clock: heldClock(),
    log: keptLog(),
  })
  t.same(project.plugins, [{ id: 'one', started: true }])
  t.equal(project.idle, false)
  const heard: boolean[] = []
  project.onIdle(idle => heard.push(idle))
  t.equal((await stat(join(root, '.stoa'))).mode & 0o777, 0o700)
  await project.close()
  await project.close()
  t.same(story, ['starts in true, none', 'stops'])
  t.same(heard, [true])
})

void t.test('[R-5] a `.stoa` that is a link or a file is refused, and what it leads to is not touched', async t => {
  const [root, elsewhere] = [await folder(t), await folder(t)]
  const starting = () => startProject({ root, plugins: [], clock: heldClock(), log: keptLog() })
  await symlink(elsewhere, join(root, '.stoa'))
  await t.rejects(starting(), { code: 'private_not_folder' })
  await rm(join(root, '.stoa'))
  await writeFile(join(root, '.stoa'), '')
  await t.rejects(starting(), { code: 'private_not_folder' })
  await rm(join(root, '.stoa'))
  await mkdir(join(root, '.stoa'))
  await (await starting()).close()
  await t.rejects(stat(join(elsewhere, 'blobs')), { code: 'ENOENT' })
})

void t.test('[K-4] a part that throws, or asks for more than its manifest, is named; the others start', async t => {
  const root = await folder(t)
  const fine = projectPart({ needs: {}, start: () => () => {} })
  const greedy = projectPart({ needs: { files: Files }, start: () => () => {} })
  const broken = projectPart({
    needs: {},
    start(): () => void {
      throw new Error('broken')
    },
  })
  const project = await startProject({
    root,
    plugins: [plugin('fine', [], fine), plugin('greedy', [], greedy), plugin('broken', [], broken)],
    clock: heldClock(),
    log: keptLog(),
  })
  t.teardown(() => project.close())
  t.match(
    new Map(project.plugins.map(({ id, started }) => [id, started])),
    new Map([
      ['fine', true],
      ['greedy', false],
      ['broken', false],
    ]),
  )
  t.match(project.plugins.find(({ id }) => id === 'greedy')?.reason, /stoa\/Files@1/)
})
