import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundled, createTestHub } from '@stoa/sdk/test'
import type { files } from '../contract.ts'

/** Ada's project in a real hub, and what she is told. */
async function start(t: Test) {
  const hub = await createTestHub({ folders: bundled('files') })
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('Zeta zeros')
  const open = async (person: typeof ada) => {
    const remote = person.connect<typeof files>('files@1', { project: project.id })
    await remote.opened
    return remote
  }
  const remote = await open(ada)
  const heard: { found: string[]; text: string } = { found: [], text: '' }
  remote.on('found', ({ found }) => heard.found.push(...found.map(one => `${one.path}:${one.line}:${one.from}-${one.to}`)))
  const waiting: { sees: string; wake(): void }[] = []
  remote.on('printed', ({ text }) => {
    heard.text += text
    for (const one of waiting) if (heard.text.includes(one.sees)) one.wake()
  })
  const prints = (sees: string) => new Promise<void>(wake => (heard.text.includes(sees) ? wake() : void waiting.push({ sees, wake })))
  return { hub, ada, project, remote, open, heard, prints, at: (path: string) => join(project.root, path) }
}

t.test('[F-8] text is found by ripgrep as by our own walk, told piece by piece to whoever asked', async t => {
  const { remote, heard, at } = await start(t)
  await mkdir(at('src'))
  await writeFile(at('src/a.py'), 'one\nü Zeta(s)\nzeta zeta\n')
  await writeFile(at('.gitignore'), '*')
  const query = { directory: '', text: 'zeta', expression: false, exactCase: false, hidden: false }
  t.strictSame(await remote.call('find', { ...query, run: '1' }), { matches: 2, files: 1, limited: false })
  t.strictSame(heard.found, ['src/a.py:2:2-6', 'src/a.py:3:0-4'])
  t.strictSame(await remote.call('find', { ...query, run: '2', directory: 'src', text: '--help' }), {
    matches: 0,
    files: 0,
    limited: false,
  })
  await t.rejects(remote.call('find', { ...query, run: '3', text: '(', expression: true }), { code: 'search_invalid' })
})

t.test('[F-9] a command runs in the folder, tells what it prints, and answers where it ended', async t => {
  const { remote, heard, at } = await start(t)
  await mkdir(at('data/deep'), { recursive: true })
  const ran = await remote.call('run', {
    run: '1',
    directory: 'data',
    command: 'cd deep; echo "in $(basename "$PWD")"; tput setaf 1 2>/dev/null; exit 3',
  })
  t.strictSame(ran, { code: 3, signal: null, directory: 'data/deep', limited: false })
  t.equal(heard.text, 'in deep\n')
  t.match(
    await remote.call('run', { run: '2', directory: '', command: 'cd /' }),
    { directory: '' },
    'outside of the project there is nothing to list',
  )
  await t.rejects(remote.call('run', { run: '3', directory: '../x', command: 'true' }), { code: 'path_invalid' })
})

t.test('[F-9] [R-2] Ctrl C reaches what a command started; one that prints without end is limited and can be ended', async t => {
  const { remote, prints } = await start(t)
  const slow = remote.call('run', { run: '1', directory: '', command: 'echo begun; sleep 1000; echo after' })
  await prints('begun')
  await remote.call('interrupt', { run: '1', kill: false })
  t.match(await slow, { limited: false })
  const endless = remote.call('run', { run: '2', directory: '', command: 'yes | head -c 3000000; echo; exec yes' })
  await prints('y\n'.repeat(5000))
  await remote.call('interrupt', { run: '2', kill: false })
  t.type((await endless).limited, 'boolean')
})

t.test('[F-9] a viewer may look for text and run nothing; a command can be ended whatever it does', async t => {
  const { hub, project, remote, open, at, prints } = await start(t)
  await writeFile(at('a'), 'zeta')
  const emmy = await hub.person('Emmy')
  await project.admits(emmy, 'viewer')
  const hers = await open(emmy)
  await t.rejects(hers.call('run', { run: '1', directory: '', command: 'true' }), { code: 'role_too_low' })
  t.match(await hers.call('find', { run: '1', directory: '', text: 'zeta', expression: false, exactCase: false, hidden: false }), {
    matches: 1,
  })
  const running = remote.call('run', { run: '1', directory: '', command: 'echo begun; sleep 1000' })
  await prints('begun')
  await remote.call('interrupt', { run: '1', kill: true })
  t.not((await running).code, 0)
})
