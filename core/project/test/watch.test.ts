import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startFiles } from '../files.ts'
import { heldClock } from './held-clock.ts'
import { keptLog } from './kept-log.ts'

async function place(t: Test) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-watch-')))
  const [clock, log] = [heldClock(), keptLog()]
  const { files, stop } = await startFiles({ root, clock, log })
  t.teardown(async () => {
    stop()
    await rm(root, { recursive: true, force: true })
  })
  /** What is told of a folder, once it is watched: the probe file is written again until it is noticed. */
  async function watched(directory: string) {
    const told: (string | null)[] = []
    const end = files.watch(directory, name => void told.push(name))
    const probe = async () => {
      await writeFile(join(root, directory, 'probe'), String(told.length))
      return told.length > 0
    }
    await until(probe)
    return { told, end, forget: () => void told.splice(0) }
  }
  return { root, clock, files, watched }
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 5))
}

void t.test('[S-4] a folder’s changes are told to all who watch it until they stop', async t => {
  const { root, watched } = await place(t)
  const [one, two] = [await watched(''), await watched('')]
  await writeFile(join(root, 'a.txt'), 'x')
  await until(() => one.told.includes('a.txt') && two.told.includes('a.txt'))
  void one.end()
  void one.end()
  one.forget()
  await rename(join(root, 'a.txt'), join(root, 'b.txt'))
  await until(() => two.told.includes('b.txt'))
  t.same(one.told, [])
})

void t.test(
  '[S-4] a folder that is taken away and comes back is watched again, and what happened meanwhile is to be looked at',
  async t => {
    const { root, clock, watched } = await place(t)
    await mkdir(join(root, 'folder'))
    const { told, forget } = await watched('folder')
    await rename(join(root, 'folder'), join(root, 'elsewhere'))
    await until(() => told.includes(null))
    forget()
    await mkdir(join(root, 'folder'))
    await writeFile(join(root, 'folder', 'new.txt'), 'x')
    await until(() => {
      clock.pass(1000)
      return told.includes(null)
    })
    forget()
    await until(async () => {
      await writeFile(join(root, 'folder', 'later.txt'), 'x')
      return told.includes('later.txt')
    })
    t.pass()
  },
)

void t.test('[F-12] a folder outside of the project is not watched, nor one that is not there yet until it is', async t => {
  const { root, clock, files } = await place(t)
  const told: (string | null)[] = []
  t.teardown(files.watch('missing', name => void told.push(name)))
  t.teardown(files.watch('..', name => void told.push(`outside ${name}`)))
  await mkdir(join(root, 'missing'))
  await until(() => {
    clock.pass(1000)
    return told.includes(null)
  })
  t.same(
    told.filter(name => String(name).startsWith('outside')),
    [],
  )
})
