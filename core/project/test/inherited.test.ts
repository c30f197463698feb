import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const module = fileURLToPath(new URL('../inherited.ts', import.meta.url))
const see = `import { spawnSync } from 'node:child_process'
import { closeInherited } from ${JSON.stringify(module)}
if (process.argv[1] === 'close') closeInherited()
process.stdout.write(spawnSync('ls', ['/proc/self/fd'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).stdout)`

void t.test(
  '[R-5] a descriptor that the server was started with is not handed to what users run',
  { skip: process.platform !== 'linux' && 'Linux' },
  t => {
    const stdio = ['ignore', 'pipe', 'inherit', ...Array.from({ length: 37 }, () => 'ignore' as const), 'pipe'] as const
    const seen = (how: string) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', see, how], { encoding: 'utf8', stdio: [...stdio] })
        .stdout.trim()
        .split('\n')
        .map(Number)
    t.ok(seen('keep').includes(40), 'it would be')
    t.same(
      seen('close').toSorted((a, b) => a - b),
      [0, 1, 2, 3],
      '3 is the listing itself',
    )
    t.end()
  },
)
