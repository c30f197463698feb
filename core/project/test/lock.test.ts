import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { lockProject } from '../lock.ts'

void t.test('[R-4] a project has one server at a time; a killed one holds nothing', async t => {
  const file = join(t.testdir(), 'lock')
  const module = fileURLToPath(new URL('../lock.ts', import.meta.url))
  const holder = execFile(process.execPath, [
    '--conditions=stoa-source',
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    `import { lockProject } from ${JSON.stringify(module)}; lockProject({ file: ${JSON.stringify(file)}, root: '/p' }); console.log('held'); setInterval(() => {}, 1000)`,
  ])
  await once(holder.stdout!, 'data')
  t.throws(() => lockProject({ file, root: '/p', wait: 0 }), { code: 'already_running', message: /“\/p”/ })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const unlock = lockProject({ file, root: '/p', wait: 0 })
  t.throws(() => lockProject({ file, root: '/p', wait: 0 }), { code: 'already_running' }, 'in one process as well')
  unlock()
  unlock()
  lockProject({ file, root: '/p', wait: 0 })()
})
