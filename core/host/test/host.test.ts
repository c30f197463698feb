import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { Host, ProjectExit } from '../host.ts'
import { heldClock } from '../../project/test/held-clock.ts'
import { alive, ask, hostPlace, noBubblewrap, noPython, run, until } from './place.ts'

const skip = noBubblewrap || noPython
const start = { id: 'one', uid: 200_001 }

/** The next end of a project server. */
function nextExit(host: Host): Promise<ProjectExit> {
  return new Promise(resolve => {
    const stop = host.onExit(exit => {
      void stop()
      resolve(exit)
    })
  })
}

void t.test(
  '[R-4] a project starts on demand, once however many ask, shows its costs, and is saved and gone when it is stopped',
  { skip },
  async t => {
    const { host, options } = await hostPlace(t)
    const both = await Promise.all([host.start(start), host.start(start)])
    t.equal(both[0], both[1])
    const [one] = both
    t.match(one.plugins, [{ id: 'probe', started: true }])
    const sleeping = run(one, ['python3', '-c', 'import time; x = bytearray(30_000_000); time.sleep(1000)']).catch(() => undefined)
    await until(async () => ((await host.status())[0]?.processes?.[0]?.memory ?? 0) > 30e6)
    const [status] = await host.status()
    t.match(status, { id: 'one', state: 'running', pid: one.pid, processes: [{ name: 'python3' }] })
    t.ok(status!.memory!.all >= status!.memory!.server + status!.processes![0]!.memory)
    t.comment(
      `startup ${Math.round(one.startup)} ms; idle server ${Math.round(status!.memory!.server / 1e6)} MB (goal 90), with its sandbox ${Math.round((status!.memory!.all - status!.processes![0]!.memory) / 1e6)} MB`,
    )
    const exit = nextExit(host)
    await Promise.all([host.stop('one'), host.stop('one')])
    t.match(await exit, { id: 'one', expected: true, reason: 'The project was stopped.' })
    await sleeping
    t.match(await host.status(), [{ id: 'one', state: 'stopped', reason: undefined }])
    t.notOk(alive(one.pid))
    await t.rejects(ask({ process: one, path: '/routes/probe@1/server' }))
    const again = await host.start(start)
    t.not(again.pid, one.pid)
    t.not(again.token, one.token)
    await access(join(options.dataDirectory, 'projects', 'one', '.stoa'))
    await host.erase('one')
    t.notOk(alive(again.pid))
    await t.rejects(access(join(options.dataDirectory, 'projects', 'one')))
    t.same(await host.status(), [])
  },
)

void t.test(
  '[R-4] a server that is killed, exits or throws says why, and the next start brings it back with its files',
  { skip },
  async t => {
    const { host } = await hostPlace(t)
    let one = await host.start(start)
    await run(one, ['bash', '-c', 'echo kept > a.txt'])
    let exit = nextExit(host)
    process.kill(one.pid, 'SIGKILL')
    t.match(await exit, { expected: false, reason: 'The project server was ended by signal 9.' })
    t.match(await host.status(), [{ state: 'stopped', reason: /signal 9/ }])

    one = await host.start(start)
    t.match(await run(one, ['cat', 'a.txt']), { stdout: 'kept\n' })
    t.match(await host.status(), [{ state: 'running', reason: undefined }])
    exit = nextExit(host)
    await ask({ process: one, method: 'POST', path: '/routes/probe@1/crash/exit' }).catch(() => undefined)
    t.match(await exit, { expected: false, reason: 'The project server ended with exit code 3: the last words.' })
  },
)

void t.test('[R-4] after crashes in a row the next start is held off, longer each time', { skip }, async t => {
  const clock = heldClock()
  const { host } = await hostPlace(t, { clock, sandbox: 'none' })
  for (const wait of [0, 0, 1000, 2000]) {
    const starting = host.start(start)
    if (wait > 0) {
      t.match(await host.status(), [{ state: 'starting' }])
      clock.pass(wait - 1)
      t.match(await host.status(), [{ state: 'starting', pid: undefined }], `not before ${wait} ms`)
      clock.pass(1)
    }
    const one = await starting
    const exit = nextExit(host)
    await ask({ process: one, method: 'POST', path: '/routes/probe@1/crash/throw' }).catch(() => undefined)
    t.match(await exit, { reason: 'a probe broke something' })
  }
})

void t.test('[R-4] a project with nobody and nothing for its idle minutes is stopped; one that is held is not', { skip }, async t => {
  const clock = heldClock()
  const { host } = await hostPlace(t, { clock, idleMinutes: 30 })
  const one = await host.start(start)
  await ask({ process: one, method: 'PUT', path: '/routes/probe@1/hold' })
  await until(async () => (await host.status())[0]?.idle === false)
  clock.pass(31 * 60_000)
  t.match(await host.status(), [{ state: 'running' }])
  await ask({ process: one, method: 'DELETE', path: '/routes/probe@1/release' })
  await until(async () => (await host.status())[0]?.idle === true)
  clock.pass(29 * 60_000)
  t.match(await host.status(), [{ state: 'running' }])
  const exit = nextExit(host)
  clock.pass(60_000)
  t.match(await exit, { expected: true })
})

void t.test('[R-5] what users run and takes too much memory is ended; its project server is not', { skip }, async t => {
  const { host } = await hostPlace(t, { limits: { memory: 300e6 } })
  t.comment(host.limits)
  const one = await host.start(start)
  const greedy = await run(one, [
    'python3',
    '-c',
    'x = []\nfor n in range(100): x.append(bytearray(20_000_000)); print(n, flush=True); __import__("time").sleep(0.1)',
  ])
  t.match(greedy, { signal: 'SIGKILL' })
  t.match(await run(one, ['echo', 'still here']), { stdout: 'still here\n' })
  t.equal((await host.status())[0]?.pid, one.pid)
})

void t.test('[R-5] a program that forks without end is stopped by its own limit, and others run on', { skip }, async t => {
  const { host } = await hostPlace(t)
  const one = await host.start(start)
  const forked = await run(one, [
    'python3',
    '-c',
    'import os, time\nn = 0\ntry:\n    while True:\n        if os.fork() == 0: time.sleep(1000)\n        n += 1\nexcept OSError as e: print(n, e.strerror)',
  ])
  t.match(forked, { code: 0, stdout: /^\d{2,3} Resource temporarily unavailable\n$/ })
  t.match(await run(one, ['echo', 'still here']), { stdout: 'still here\n' })
})

void t.test('[R-4] a host that is closed starts nothing more and leaves nothing behind', { skip }, async t => {
  const { host, options } = await hostPlace(t)
  const one = await host.start(start)
  await host.close()
  await host.close()
  t.notOk(alive(one.pid))
  await t.rejects(host.start(start), { code: 'host_closed' })
  await t.rejects(readFile(join(options.runDirectory, 'one', 'link')))
})

void t.test('[A-2] without a sandbox, too, what users run is told apart from the server that runs it', { skip: noPython }, async t => {
  const { host } = await hostPlace(t, { sandbox: 'none' })
  t.match(host.sandbox.sentence, /^No sandbox: everyone you invite can do what you can/)
  const one = await host.start(start)
  void run(one, ['python3', '-c', 'import time; x = bytearray(150_000_000); time.sleep(1000)']).catch(() => undefined)
  await until(async () => ((await host.status())[0]?.processes?.[0]?.memory ?? 0) > 150e6)
  const [status] = await host.status()
  t.match(status, { processes: [{ name: 'python3' }] })
  t.ok(status!.memory!.server < 150e6)
})
