import { mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import type { Log } from '@stoa/sdk/hub'
import { bringFiles, type Preparation } from '../bring.ts'
import { openFolders, type Folders } from '../folders.ts'
import type { Roster } from '../roster.ts'
import type { HostRow } from '../rules.ts'

const silent: Log = { info() {}, warn() {}, error() {} }

/** Two machines' folders; `beech` has the project `p` with a file of its epoch, `ash` is where it is to start. */
async function twoMachines(t: Test) {
  const top = await mkdtemp(join(tmpdir(), 'stoa-files-'))
  t.teardown(() => rm(top, { recursive: true, force: true }))
  const make = async (name: string): Promise<Folders> => {
    await mkdir(join(top, name, 'projects'), { recursive: true })
    return openFolders(join(top, name))
  }
  const [ash, beech] = [await make('ash'), await make('beech')]
  const write = async (folders: Folders, text: string, epoch: number) => {
    await mkdir(folders.of('p'), { recursive: true })
    await writeFile(join(folders.of('p'), 'a.txt'), text)
    await folders.mark('p', epoch)
  }
  let fetches = 0
  async function bring({
    newest,
    alive = true,
    prepare = async () => null,
    fetched = () => beech.pack('p'),
  }: {
    newest: { host: string; epoch: number } | null
    alive?: boolean
    prepare?: Preparation
    fetched?: () => Readable
  }) {
    const row: HostRow = {
      host: 'beech',
      session: 's',
      state: alive ? 'alive' : 'dead',
      url: '',
      secret: '',
      load: {},
      started: 0,
      version: 1,
    }
    return bringFiles({
      project: 'p',
      newest,
      me: 'ash',
      folders: ash,
      async fetchFolder() {
        fetches++
        return fetched()
      },
      roster: { hosts: [row] } as unknown as Roster,
      prepare,
      signal: new AbortController().signal,
      log: silent,
    })
  }
  const text = () => readFile(join(ash.of('p'), 'a.txt'), 'utf8')
  return { ash, beech, write, bring, text, fetches: () => fetches }
}

t.test(
  '[R-4] a folder whose epoch is the newest is used as it is; a stale one gives way to that of the machine which ran it since',
  async t => {
    const { ash, beech, write, bring, text, fetches } = await twoMachines(t)
    await write(ash, 'old', 3)
    await bring({ newest: { host: 'ash', epoch: 3 } })
    t.equal(await text(), 'old')
    t.equal(fetches(), 0)
    await write(beech, 'new', 5)
    await symlink('a.txt', join(beech.of('p'), 'link'))
    await writeFile(join(beech.of('p'), 'run.sh'), '', { mode: 0o750 })
    await bring({ newest: { host: 'beech', epoch: 5 } })
    t.equal(await text(), 'new')
    t.equal(await readlink(join(ash.of('p'), 'link')), 'a.txt')
    t.equal((await stat(join(ash.of('p'), 'run.sh'))).mode & 0o777, 0o750)
  },
)

t.test('[R-4] files that come half leave what was there', async t => {
  const { ash, write, bring, text, beech } = await twoMachines(t)
  await write(ash, 'old', 3)
  await write(beech, 'new'.repeat(1e6), 5)
  const half = () => {
    const packed = beech.pack('p')
    packed.on('error', () => undefined).once('data', () => packed.destroy(new Error('cut')))
    return packed
  }
  await t.rejects(bring({ newest: { host: 'beech', epoch: 5 }, fetched: half }), /cut|premature/i)
  t.equal(await text(), 'old')
})

t.test('[R-4] when the machine with the files is gone, a snapshot takes their place and says of when it is', async t => {
  const { ash, write, bring, text } = await twoMachines(t)
  await write(ash, 'very old', 1)
  const restored = { snapshot: 's1', time: 1000 }
  const prepare: Preparation = async ({ folder }) => {
    t.notOk(await stat(folder).catch(() => null), 'the stale folder is out of the way')
    await mkdir(folder)
    await writeFile(join(folder, 'a.txt'), 'from the snapshot')
    return { restored }
  }
  t.same(await bring({ newest: { host: 'beech', epoch: 5 }, alive: false, prepare }), restored)
  t.equal(await text(), 'from the snapshot')
})

t.test('[R-4] without a snapshot nothing starts with older files or none, and it is said where the newest are', async t => {
  const { ash, write, bring, text } = await twoMachines(t)
  const gone = { newest: { host: 'beech', epoch: 5 }, alive: false }
  await t.rejects(bring(gone), { code: 'files_elsewhere', message: /“beech”/ })
  await write(ash, 'very old', 1)
  await t.rejects(bring(gone), { code: 'files_elsewhere' })
  t.equal(await text(), 'very old', 'and what was here is where it was')
  await t.rejects(
    bring({
      ...gone,
      async prepare({ folder }) {
        await mkdir(folder)
        throw new Error('damaged')
      },
    }),
    /damaged/,
  )
  t.equal(await text(), 'very old')
})

t.test('[R-4] a project that nobody has run begins empty', async t => {
  const { ash, bring } = await twoMachines(t)
  t.equal(await bring({ newest: null }), undefined)
  t.notOk(await ash.exists('p'))
})
