import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { bench } from './kit/bench.ts'
import { median, percentile, report } from './kit/figures.ts'
import { residentMemory } from './kit/programs.ts'
import { startStoa } from './kit/stoa.ts'
import { openStoaTerminal, ready, echoes, pause } from './kit/terminals.ts'

// What floods cost with one who keeps up and one who takes next to nothing: memory of hub and project server at its highest, and the echo of a key
// in another terminal, beside the same at rest; and from Ctrl-C to the end of the next command.
const line = 'The zeros of the zeta function with real part between 0 and 1 lie on the line where it is 1/2.\n'
const floods = {
  yes: 'yes',
  urandom: 'cat /dev/urandom',
  find: 'while :; do find /; done',
  cat: 'while :; do cat large.txt; done',
  curses:
    'while :; do tput clear; tput cup $((RANDOM % 20)) $((RANDOM % 70)); tput setaf $((RANDOM % 8)); head -c 3000 /dev/urandom | base64; done',
} as const
const stops = 10

await bench(async ending => {
  const stoa = await startStoa({ ending })
  const other = await openStoaTerminal({ ending, stoa, path: 'other.term' })
  await ready(other)
  await writeFile(join(stoa.root, 'large.txt'), line.repeat(Math.ceil(200e6 / line.length)))
  const { pid, projects } = await stoa.status()
  const pids = [pid, projects.find(({ id }) => id === stoa.project)!.pid!]
  const memory = (): number => pids.reduce((sum, one) => sum + residentMemory(one), 0) / 1e6
  const rest = { memory: memory(), echo: await echoes(other) }
  for (const [name, command] of Object.entries(floods)) {
    const fast = await openStoaTerminal({ ending, stoa, path: `${name}.term` })
    await ready(fast)
    await openStoaTerminal({ ending, stoa, path: `${name}.term`, slow: true })
    let highest = 0
    const watch = setInterval(() => (highest = Math.max(highest, memory())), 50)
    const stopped: number[] = []
    let echo: number[] = []
    for (let count = 0; count < stops; count++) {
      const flooding = fast.floods()
      fast.type(`${command}\n`)
      await flooding
      if (count === 0) echo = await echoes(other)
      await pause()
      // What a random flood asked of its terminal lies in the line; the second Ctrl-C takes that away. What it made of the screen goes with the reset.
      const end = fast.shows(`over-${count}.`)
      const began = performance.now()
      fast.type('\x03')
      fast.type(`\x03printf '\\033c'; echo over''-${count}.\n`)
      await end
      stopped.push(performance.now() - began)
    }
    clearInterval(watch)
    const common = { bench: 'term.flood', peer: 'at rest', better: 'less' as const }
    report({ ...common, about: `memory of hub and project, ${name}`, ours: highest, theirs: rest.memory, unit: 'MB' })
    report({ ...common, about: `echo elsewhere p50, ${name}`, ours: median(echo), theirs: median(rest.echo), unit: 'ms' })
    report({
      ...common,
      about: `echo elsewhere p99, ${name}`,
      ours: percentile(echo, 0.99),
      theirs: percentile(rest.echo, 0.99),
      unit: 'ms',
    })
    report({
      ...common,
      peer: 'the goal',
      about: `Ctrl-C to the next command’s end, slowest of ${stops}, ${name}`,
      ours: Math.max(...stopped),
      theirs: 300,
      unit: 'ms',
    })
  }
})
