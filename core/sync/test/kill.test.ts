import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { systemClock } from '@stoa/core/project'
import { openLiveDocument } from '../document.ts'
import { fileStorage } from '../storage.ts'
import { silent } from './memory.ts'

t.test(
  '[S3.1] [S-2] a process killed while it writes has lost nothing that it acknowledged, time and again',
  { timeout: 120_000 },
  async t => {
    const directory = join(await mkdtemp(join(tmpdir(), 'stoa-kill-')), 'h')
    t.teardown(() => rm(join(directory, '..'), { recursive: true, force: true }))
    let least = 0
    for (let round = 0; round < 6; round++) {
      const typist = spawn(
        process.execPath,
        ['--conditions=stoa-source', fileURLToPath(new URL('./typist.ts', import.meta.url)), directory],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      t.teardown(() => typist.kill('SIGKILL'))
      const kill = least + 50 + Math.floor(Math.random() * 400)
      for await (const line of createInterface({ input: typist.stdout })) {
        const version = Number(line)
        if (version < least) t.fail(`version ${version} of a new process, after ${least} was acknowledged`)
        least = version
        if (version >= kill) typist.kill('SIGKILL')
      }
      if (typist.exitCode === null && typist.signalCode === null) await once(typist, 'exit')
      t.equal(typist.signalCode, 'SIGKILL')
    }
    const live = await openLiveDocument({
      path: 'a.txt',
      storage: fileStorage,
      directory,
      limit: 1 << 24,
      boot: 'one',
      clock: systemClock,
      log: silent,
      newLineage: () => 'two',
    })
    t.ok(live.version >= least)
    t.equal(live.text.toString(), Array.from({ length: live.version }, (_, index) => `${index + 1} `).join(''), 'each word once, in order')
    t.equal((await live.textAt(40)).toString(), Array.from({ length: 40 }, (_, index) => `${index + 1} `).join(''))
    await live.close()
  },
)
