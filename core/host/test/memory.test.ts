import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { megabytes, programName, treeMemory } from '../memory.ts'

void t.test('[R-5] a program is called by its own name, or by the module or script that an interpreter runs', t => {
  const named = (command: string) => programName(command.split(' '))
  t.equal(named('/usr/bin/python3 -m stoa_kernel --socket /tmp/x'), 'stoa_kernel')
  t.equal(named('/usr/bin/python3.11 /home/user/long/job.py 5'), 'job.py')
  t.equal(named('python3 -c pass'), 'python3')
  t.equal(named('/bin/bash'), 'bash')
  t.equal(named('latexmk -pdf thesis.tex'), 'latexmk')
  t.equal(programName(['']), '')
  t.end()
})

void t.test(
  '[R-5] a tree of processes is found with who started whom; one that has ended has no memory',
  { skip: process.platform !== 'linux' && 'Linux' },
  async t => {
    const shell = spawn('sh', ['-c', 'sleep 1000 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    t.teardown(() => process.kill(-shell.pid!, 'SIGKILL'))
    const [line] = (await once(shell.stdout, 'data')) as [Buffer]
    const found = await treeMemory(shell.pid!)
    t.match(found, [
      { pid: shell.pid, parent: null, user: false },
      { pid: Number(line), parent: shell.pid },
    ])
    t.ok(found.every(({ pss }) => pss > 0))
    t.same(await treeMemory(2 ** 30), [])
    t.equal(megabytes(2_000_400_000), '2000 MB')
  },
)
