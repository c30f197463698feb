import { execFileSync } from 'node:child_process'
import { appendFile, chmod, mkdir, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { bundled, createTestHub } from '@stoa/sdk/test'
import type { files } from '@stoa/plugin-files/contract'
import { mountSmallDisk } from '../endurance/troubles.ts'
import { until } from '../kit/until.ts'

const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'root' }
const stoa = await createTestHub({ folders: bundled('files') })
t.teardown(() => stoa.close())
const ada = await stoa.person('Ada')

async function begin() {
  const project = await ada.creates('Trouble')
  await mkdir(project.root, { recursive: true })
  const at = (path: string) => join(project.root, path)
  return {
    project,
    at,
    names: async () => (await readdir(project.root)).filter(name => !name.startsWith('.')).sort(),
    connect: () => ada.connect<typeof files>('files@1', { project: project.id }),
    http: (route: string, init: RequestInit = {}) =>
      fetch(`${stoa.url}/projects/${project.id}/files@1/${route}`, {
        ...init,
        headers: { authorization: `Bearer ${ada.key}`, ...init.headers },
      }),
  }
}

t.test(
  '[F-6] a disk that fills during an upload: it is said, nothing is kept of it, what was there is as it was, and with room it goes up',
  needsRoot,
  async t => {
    const { project, at, names, connect, http } = await begin()
    const disk = mountSmallDisk(t, project.root)
    if (disk === null) return t.skip('Nothing can be mounted here.')
    const remote = connect()
    await remote.opened
    await writeFile(at('old.bin'), 'old')
    // Without a length nobody can know before.
    const streamed = () =>
      http('upload/old.bin?replace=1', {
        method: 'PUT',
        body: new ReadableStream({
          pull(controller) {
            if (pieces++ < 40) controller.enqueue(new Uint8Array(1_000_000))
            else controller.close()
          },
        }),
        duplex: 'half',
      } as RequestInit)
    let pieces = 0
    disk.fill()
    const refused = await streamed()
    t.equal(refused.status, 507)
    t.match(await refused.json(), { code: 'no_space', message: /old\.bin/ })
    t.match(await (await http('upload/new.bin', { method: 'PUT', body: new Uint8Array(5_000_000) })).json(), { code: 'no_space' })
    t.strictSame(await names(), ['old.bin'])
    t.strictSame(await readdir(at('.stoa/uploads')), [])
    t.equal(await (await http('download/old.bin')).text(), 'old')
    disk.free()
    pieces = 0
    t.equal((await streamed()).status, 200)
  },
)

t.test(
  '[F-6] a file that is deleted or cut short while it is fetched: the first is whole, the second is never taken for whole',
  async t => {
    const { at, project } = await begin()
    const size = 30_000_000
    const fetched = async (meanwhile: () => Promise<void>) => {
      await writeFile(at('large.bin'), Buffer.alloc(size, 7))
      let bytes = 0
      return new Promise<string>((resolve, reject) => {
        const asked = request(`${stoa.url}/projects/${project.id}/files@1/download/large.bin`, {
          headers: { authorization: `Bearer ${ada.key}` },
        })
        asked.on('error', reject)
        asked.on('response', answer => {
          answer.once('data', () => {
            // Nobody reads on until it has happened.
            answer.pause()
            void meanwhile().then(() => answer.resume(), reject)
          })
          answer.on('data', (some: Buffer) => (bytes += some.length))
          answer.on('error', () => resolve('cut'))
          answer.on('end', () => resolve(bytes === size ? 'whole' : 'short'))
        })
        asked.end()
      })
    }
    t.equal(await fetched(() => rm(at('large.bin'))), 'whole')
    t.equal(await fetched(() => truncate(at('large.bin'), 1000)), 'cut')
    t.equal(await fetched(() => appendFile(at('large.bin'), 'more')), 'whole', 'and what is added is not in it')
  },
)

t.test('[F-10] links in circles, pipes and a folder that nobody may read end no copy, no archive and no search', async t => {
  const { at, connect, http } = await begin()
  const remote = connect()
  await remote.opened
  await mkdir(at('odd/deep'), { recursive: true })
  await writeFile(at('odd/good.txt'), 'needle')
  await symlink('..', at('odd/deep/up'))
  await symlink('circle', at('odd/circle'))
  await symlink('/dev/zero', at('odd/zero'))
  execFileSync('mkfifo', [at('odd/pipe')])
  await mkdir(at('odd/closed'))
  await chmod(at('odd/closed'), 0)
  const { task } = await remote.call('copy', { paths: ['odd'], to: '' })
  const ended = async () => (await remote.call('tasks', {})).tasks.find(one => one.id === task)!
  await until(t, async () => (await ended()).state, 'done')
  t.match((await ended()).leftOut, [{ path: 'odd/pipe' }])
  t.strictSame((await readdir(at('odd (copy)'))).sort(), ['circle', 'closed', 'deep', 'good.txt', 'zero'])
  for (const form of ['zip', 'tar.gz']) {
    const packed = await http(`archive/odd?as=${form}`)
    t.ok((await packed.arrayBuffer()).byteLength > 100, form)
  }
  const found: string[] = []
  remote.on('found', news => found.push(...news.found.map(({ path }) => path)))
  const query = { run: 'a', directory: 'odd', text: 'needle', expression: false, exactCase: true, hidden: false }
  t.match(await remote.call('find', query), { matches: 1, files: 1 })
  t.strictSame(found, ['odd/good.txt'])
})
