import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { bundled, createTestHub } from '@stoa/sdk/test'
import type { files } from '@stoa/plugin-files/contract'
import { until } from '../kit/until.ts'

const hostile = [
  'a b',
  ' lead and trail ',
  `it's "quoted" \`x\` $(touch owned)`,
  'new\nline\r\n',
  '-rf',
  '--help',
  '*',
  '%2e%2e%2f',
  'q?x=1&y#z',
  'back\\slash',
  'Kr\u00fcmel.txt',
  'Kru\u0308mel.txt',
  '\u202etxt.exe',
  '\u{1F9EE}.sagews',
  '…',
  '.…',
  'CON',
  'x'.repeat(255),
  '\u{1F9EE}'.repeat(63),
  'tab\tbell\u0007',
  '<img src=x onerror=alert(1)>',
]

const stoa = await createTestHub({ folders: bundled('files') })
t.teardown(() => stoa.close())
const ada = await stoa.person('Ada')

/** A project of its own with a file under each name, whose content is its name. */
async function begin() {
  const project = await ada.creates('Names')
  const remote = ada.connect<typeof files>('files@1', { project: project.id })
  await remote.opened
  const at = (path: string) => join(project.root, path)
  const names = async (path = '') => (await readdir(at(path))).filter(name => name !== '.stoa').sort()
  const url = (route: string, path: string) =>
    `${stoa.url}/projects/${project.id}/files@1/${route}/${path.split('/').map(encodeURIComponent).join('/')}`
  return {
    at,
    names,
    remote,
    http: (route: string, path: string, init: RequestInit = {}) =>
      fetch(url(route, path), { ...init, headers: { authorization: `Bearer ${ada.key}` } }),
    /** Waits for a task and answers what it made. */
    async made({ task }: { task: string }): Promise<string[]> {
      const find = async () => (await remote.call('tasks', {})).tasks.find(one => one.id === task)!
      await until(t, async () => (await find()).state, 'done')
      return (await find()).made ?? []
    },
  }
}
const sorted = [...hostile].sort()

t.test('[F-12] hostile names: made, listed, seen, renamed, moved, deleted and restored as they are', async t => {
  const { at, names, remote } = await begin()
  for (const name of hostile) await remote.call('create', { path: name, content: name })
  t.strictSame(await names(), sorted)
  const { entries } = await remote.call('list', { directory: '' })
  t.strictSame(entries.map(({ name }) => name).sort(), sorted)
  await remote.call('makeDirectory', { path: '-folder \n"x"' })
  for (const name of hostile) {
    t.match((await remote.call('stat', { path: name })).entry, { name, kind: 'file', size: Buffer.byteLength(name) })
    await remote.call('rename', { from: name, to: `-folder \n"x"/${name}` })
  }
  t.strictSame(await names('-folder \n"x"'), sorted)
  const inside = hostile.map(name => `-folder \n"x"/${name}`)
  const { trashed, failed } = await remote.call('remove', { paths: inside })
  t.strictSame(failed, [])
  t.strictSame(await names('-folder \n"x"'), [])
  const back = await remote.call('restore', { ids: trashed.map(({ id }) => id) })
  t.strictSame(back.failed, [])
  t.strictSame(back.restored.map(({ path }) => path).sort(), inside.toSorted())
  for (const name of hostile) t.equal(await readFile(at(`-folder \n"x"/${name}`), 'utf8'), name)
})

t.test('[F-12] hostile names: sent up, fetched, copied, packed and extracted as they are', async t => {
  const { at, names, remote, http, made } = await begin()
  for (const name of hostile) {
    const up = await http('upload', name, { method: 'PUT', body: name })
    t.equal(up.status, 201, JSON.stringify(name))
    const down = await http('download', name)
    t.equal(await down.text(), name)
  }
  t.strictSame(await names(), sorted)
  await remote.call('makeDirectory', { path: 'all' })
  await made(await remote.call('copy', { paths: hostile, to: 'all' }))
  t.strictSame(await names('all'), sorted)
  for (const form of ['tar.gz', 'zip'] as const) {
    const [archive] = await made(await remote.call('compress', { directory: 'all', names: hostile, form }))
    const [folder] = await made(await remote.call('extract', { path: archive! }))
    // In a zip a backslash would part names.
    const meant = (name: string) => (form === 'zip' ? name.replaceAll('\\', '_') : name)
    t.strictSame(await names(folder), sorted.map(meant).sort(), form)
    for (const name of hostile) t.equal(await readFile(at(`${folder}/${meant(name)}`), 'utf8'), name)
  }
})

t.test('[F-12] names that are not UTF-8 are repaired, told apart and left out with a word; nothing else goes with them', async t => {
  const { at, names, remote, made } = await begin()
  const bytes = [Buffer.from([0x63, 0xe9]), Buffer.from([0x63, 0xe8])]
  for (const name of bytes) await writeFile(Buffer.concat([Buffer.from(`${at('')}/`), name]), name)
  await writeFile(at('plain'), '')
  const bad = async () => (await remote.call('list', { directory: '' })).entries.filter(entry => entry.bytes !== undefined)
  t.strictSame(
    (await bad()).map(({ name }) => name),
    ['c\uFFFD', 'c\uFFFD'],
  )
  await t.rejects(remote.call('rename', { from: 'c\uFFFD', to: 'x' }), { code: 'not_found', message: /UTF-8/ })
  t.match((await remote.call('remove', { paths: ['c\uFFFD'] })).failed, [{ error: { code: 'not_found' } }])
  await remote.call('makeDirectory', { path: 'copies' })
  t.strictSame(await made(await remote.call('copy', { paths: ['plain'], to: 'copies' })), ['copies/plain'])
  for (const [index, entry] of (await bad()).entries())
    await remote.call('repairName', { directory: '', bytes: entry.bytes!, name: `repaired ${index}` })
  t.strictSame(await names(), ['copies', 'plain', 'repaired 0', 'repaired 1'])
  const contents = await Promise.all([0, 1].map(index => readFile(at(`repaired ${index}`))))
  t.strictSame(contents.map(one => one.toString('hex')).sort(), bytes.map(one => one.toString('hex')).sort())
})
