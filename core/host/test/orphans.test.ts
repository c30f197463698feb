import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { ProjectProcess } from '../host.ts'
import { alive, commandLines, hostPlace, noBubblewrap, noPython, probePlugin, run, until } from './place.ts'

const script = fileURLToPath(new URL('./doomed-host.ts', import.meta.url))

for (const sandbox of ['bubblewrap', 'none'] as const) {
  void t.test(
    `[R-4][S-2] a host that is killed leaves no process and no lock behind (${sandbox})`,
    { skip: noPython || (sandbox === 'bubblewrap' && noBubblewrap) },
    async t => {
      const { host, options } = await hostPlace(t, { sandbox })
      const given = {
        sandbox,
        dataDirectory: options.dataDirectory,
        runDirectory: `${options.runDirectory}-doomed`,
        plugins: [probePlugin],
      }
      const doomed = spawn(process.execPath, ['--conditions=stoa-source', script, JSON.stringify(given)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = (await once(createInterface({ input: doomed.stdout }), 'line')) as [string]
      const one = JSON.parse(line) as ProjectProcess
      await run(one, ['bash', '-c', 'echo kept > a.txt'])
      const mark = `1000.${process.pid}${sandbox.length}`
      const left = run(one, ['sleep', mark]).catch(() => undefined)
      const sleeping = () => commandLines().some(command => command.includes(mark))
      await until(sleeping)

      // Its own project cannot be taken from it while it lives.
      await t.rejects(host.start({ id: 'one', uid: 200_001 }), {
        code: 'project_failed',
        message: /^Another server of this project is running/,
      })
      doomed.kill('SIGKILL')
      await left
      await until(() => !alive(one.pid) && !sleeping())
      const again = await host.start({ id: 'one', uid: 200_001 })
      t.match(await run(again, ['cat', 'a.txt']), { stdout: 'kept\n' })
    },
  )
}
