import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, readFile, readdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundled, createTestHub, type Person } from '@stoa/sdk/test'
import type { snapshots } from '../contract.ts'
import { described, needsBup } from './place.ts'

t.setTimeout(120_000)

async function begin(t: Test) {
  const hub = await createTestHub({ folders: bundled('backup') })
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  const open = (person: Person) => person.connect<typeof snapshots>('snapshots@1', { project: project.id })
  return { hub, ada, project, root: project.root, open, remote: open(ada) }
}

t.test('[B-2][B-4] a snapshot is taken only of what changed, browsed as folders, read, and restored in place', needsBup(), async t => {
  const { ada, project, root, remote } = await begin(t)
  await mkdir(join(root, 'notes'))
  await writeFile(join(root, 'notes', 'a.txt'), 'first')
  await writeFile(join(root, 'large.bin'), Buffer.alloc(300_000, 'stoa of Zeno'))
  const { made: first } = await remote.call('take', {})
  t.ok(first)
  t.same((await remote.call('take', {})).made, null, 'nothing changed')
  await readdir(root)

  await writeFile(join(root, 'notes', 'a.txt'), 'second')
  await writeFile(join(root, 'notes', 'b.txt'), 'new')
  const { made: second } = await remote.call('take', {})
  t.same(
    (await remote.call('list', {})).snapshots.map(({ id }) => id),
    [second!.id, first!.id],
  )
  t.same((await remote.call('browse', { snapshot: first!.id, path: '' })).entries, [
    { name: 'notes', kind: 'folder' },
    { name: 'large.bin', kind: 'file', size: 300_000 },
  ])
  t.same((await remote.call('browse', { snapshot: first!.id, path: 'notes' })).entries, [{ name: 'a.txt', kind: 'file', size: 5 }])
  const content = async (path: string) => ada.fetch(`/projects/${project.id}/snapshots@1/content/${first!.id}/${path}`)
  t.equal(await (await content('notes/a.txt')).text(), 'first')
  t.ok(Buffer.from(await (await content('large.bin')).arrayBuffer()).equals(await readFile(join(root, 'large.bin'))))
  await t.rejects(content('notes'), { code: 'not_file' })

  await writeFile(join(root, 'notes', 'a.txt'), 'third')
  const { before } = await remote.call('restore', { snapshot: first!.id, path: 'notes/a.txt' })
  t.equal(await readFile(join(root, 'notes', 'a.txt'), 'utf8'), 'first')
  t.equal(await readFile(join(root, 'notes', 'b.txt'), 'utf8'), 'new', 'what is beside it stays')
  await remote.call('restore', { snapshot: before!, path: 'notes/a.txt' })
  t.equal(await readFile(join(root, 'notes', 'a.txt'), 'utf8'), 'third', 'the state before a restore was kept')
  await rm(join(root, 'notes'), { recursive: true })
  t.same(await remote.call('restore', { snapshot: first!.id, path: 'notes' }), { before: null }, 'nothing was replaced')
  await writeFile(join(root, 'notes', 'c.txt'), 'later')
  t.match(await remote.call('restore', { snapshot: first!.id, path: 'notes' }), { before: /^[0-9]+$/ })
  t.same(await readdir(join(root, 'notes')), ['a.txt'], 'a folder is as it was, without what came later')
})

t.test('[B-4] the whole project comes back with odd files, modes, times and links; for its owner alone', needsBup(), async t => {
  const { hub, project, root, remote, open } = await begin(t)
  const odd = ['name with\nnewline', ' blank ', '-dash', 'a.bup', 'b.bupm', 'c.bupl', 'é🧮', 'x'.repeat(255)]
  for (const name of odd) await writeFile(join(root, name), `content of ${name}`)
  await mkdir(join(root, 'empty'))
  await mkdir(join(root, 'deep', ...Array.from({ length: 20 }, () => 'er')), { recursive: true })
  await link(join(root, 'a.bup'), join(root, 'hard'))
  await symlink('/etc/passwd', join(root, 'out'))
  await symlink('nowhere', join(root, 'dangling'))
  execFileSync('mkfifo', [join(root, 'pipe')])
  await writeFile(join(root, 'sparse'), '')
  await truncate(join(root, 'sparse'), 20_000_000)
  await chmod(join(root, '-dash'), 0o751)
  await utimes(join(root, ' blank '), 1, 2_000_000_000)
  await writeFile(join(root, 'large'), Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at) % 251)))
  const before = await described(root)
  const { made } = await remote.call('take', {})
  t.match(made, { partial: false })

  for (const name of ['a.bup', 'large', 'empty', 'out']) execFileSync('rm', ['-r', '--', join(root, name)])
  await writeFile(join(root, 'later'), 'not in it')
  await mkdir(join(root, 'large'))
  const emmy = await hub.person('Emmy')
  await project.admits(emmy, 'editor')
  await t.rejects(open(emmy).call('restore', { snapshot: made!.id, path: '' }), { code: 'role_too_low' })
  const reader = await hub.person('Rae')
  await project.admits(reader, 'runner')
  await t.rejects(open(reader).opened, { code: 'role_too_low' })
  await remote.call('restore', { snapshot: made!.id, path: '' })
  t.same(await described(root), before)
  const blocks = Number(execFileSync('stat', ['-c', '%b', join(root, 'sparse')]).toString())
  t.ok(blocks < 100, 'a sparse file stays sparse')
})

t.test('[B-4] paths and names that lead out, or nowhere, are refused', needsBup(), async t => {
  const { root, remote } = await begin(t)
  await writeFile(join(root, 'a.txt'), 'a')
  const { made } = await remote.call('take', {})
  const snapshot = made!.id
  for (const path of ['../a.txt', '/etc/passwd', 'a.txt/b', './a.txt', 'a//b'])
    await t.rejects(remote.call('restore', { snapshot, path }), { code: /path_invalid|not_found/ }, path)
  await t.rejects(remote.call('restore', { snapshot, path: '.stoa' }), { code: /path_private|not_found/ })
  await t.rejects(remote.call('browse', { snapshot: '12', path: '' }), { code: 'not_found', message: /12/ })
  await t.rejects(remote.call('browse', { snapshot: '--all', path: '' }), { code: 'bad_body' })
  t.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'a')
})
