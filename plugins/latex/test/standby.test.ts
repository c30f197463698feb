import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { Clock } from '@stoa/sdk/project'
import { createStandby } from '../project/standby.ts'
import type { Ended, Held } from '../project/run.ts'
import { desk } from './kit.ts'
import { needs } from './needs.ts'

const text = (words: string, top = '') => `${top}\\documentclass{article}\n\\begin{document}\n${words}\n\\end{document}\n`

/** The latexmk processes that wait for a build in this folder. */
async function waiting(root: string): Promise<number> {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const commands = await Promise.all(ids.map(id => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return commands.filter(command => /^(perl|\S*\/perl)\0/.test(command) && command.includes('stoa_go') && command.includes(root)).length
}
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 30))
}

t.test(
  '[L-1] latexmk is started ahead of the next build, builds what is there then, and is given up when the document asks for another program',
  { ...needs('latexmk', 'xelatex'), ...(process.platform !== 'linux' && { skip: 'Linux lists processes' }) },
  async t => {
    const { project, latex, hub } = await desk(t, { 'a.tex': text('one') })
    const one = await latex('a.tex')
    await one.build()
    await until(async () => (await waiting(project.root)) === 1)
    await writeFile(join(project.root, 'a.tex'), text('two \\alhpa'))
    t.match(await one.build(), { build: { state: 'failed' }, problems: [{ message: /alhpa/, line: 3 }] }, 'it has read the new text')
    await until(async () => (await waiting(project.root)) === 1)
    await writeFile(join(project.root, 'a.tex'), text('three', '% !TeX program = xelatex\n'))
    t.match(await one.build(), { engine: 'xelatex', build: { state: 'done' }, pdf: { current: true } })
    await until(async () => (await waiting(project.root)) === 1)
    await hub.close()
    t.equal(await waiting(project.root), 0, 'none is left behind')
  },
)

t.test('[L-1] one program at a time waits, for what it was started with, and not for ever', async t => {
  const due: { ms: number; work(): void }[] = []
  const clock: Clock = {
    now: Date.now,
    elapsed: () => 0,
    after(ms, work) {
      const one = { ms, work }
      due.push(one)
      return () => void (due.includes(one) && due.splice(due.indexOf(one), 1))
    },
    every: () => () => undefined,
  }
  const stopped: string[] = []
  const start = (key: string) => {
    const held: Held = { ended: new Promise<Ended>(() => undefined), stop: () => void stopped.push(key), go: () => undefined }
    return async () => ({ key, held })
  }
  const pass = async () => {
    due.shift()!.work()
    await new Promise(setImmediate)
  }
  const standby = createStandby(clock)
  t.equal(standby.take('a'), null)
  standby.prepare(start('a'))
  standby.prepare(start('b'))
  t.equal(due.length, 1, 'the later takes the place of the earlier')
  await pass()
  t.equal(standby.take('a'), null)
  t.strictSame(stopped, ['b'], 'what does not fit is given up')
  standby.prepare(start('c'))
  await pass()
  t.ok(standby.take('c'))
  t.equal(standby.take('c'), null, 'it is taken once')
  t.equal(due.length, 0)
  standby.prepare(start('d'))
  await pass()
  t.equal(due[0]!.ms, 15 * 60_000)
  await pass()
  t.strictSame(stopped, ['b', 'd'], 'who waits too long is given up')
  standby.prepare(start('e'))
  standby.stop()
  t.equal(due.length, 0)
})
