import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { opens, place, type Window } from './kit.ts'

/** Gives a shell a short prompt and an empty screen. */
async function ready(window: Window): Promise<void> {
  await window.types("PS1='$ '; clear; echo rea''dy\n")
  await window.sees(/^ready\n\$ /m)
}
/** More than what is kept of a stream, so that whoever sees it keeps up or is shown the newest screen. */
const flooded = (window: Window, from: number) => window.until(({ position }) => position > from + 1_000_000)

t.test('[T-5] a flood is stopped with Ctrl-C at once, whatever it is made of; others work on meanwhile', async t => {
  const { ada, project } = await place(t)
  await writeFile(join(project.root, 'other.term'), '')
  const one = await opens({ person: ada, project })
  const other = await opens({ person: ada, project, path: 'other.term' })
  await ready(one)
  await ready(other)
  for (const command of ['yes', 'cat /dev/urandom', 'yes >/dev/tty | cat /dev/urandom']) {
    await one.types(`${command}\n`)
    await flooded(one, one.position)
    const before = one.position
    await other.types('echo still $((6 * 7))\n')
    await other.sees(/\nstill 42\n/)
    t.ok(one.position > before || (await flooded(one, one.position).then(() => true)), `${command} goes on`)
    await one.types('\x03')
    // What it asked of its terminal may lie in the next line as answers; the shell drops that with Ctrl-C too.
    await one.types('\x03reset; clear; echo fi""ne\n')
    await one.sees(/^fine$/m)
    await other.types('clear\n')
  }
})

t.test('[T-5] who does not keep up is shown the newest screen and not all that was printed, and ends with what the others see', async t => {
  const { hub, ada, project } = await place(t)
  const emmy = await hub.person('Emmy')
  await project.admits(emmy, 'viewer')
  const fast = await opens({ person: ada, project })
  const slow = await opens({ person: emmy, project })
  await ready(fast)
  await slow.sees(/^ready/m)
  const goesOn = slow.stalls()
  const before = { ...slow.received, position: slow.position }
  await fast.types('yes a longer line of what is printed | head -c 4000000\n')
  await flooded(fast, fast.position + 2_000_000)
  goesOn()
  await fast.types('echo the en""d\n')
  for (const window of [fast, slow]) await window.sees(/^the end\n\$ /m)
  t.ok(slow.received.states > before.states, 'the screen was sent anew')
  t.ok(slow.received.output - before.output < 2_000_000, `${slow.received.output - before.output} bytes of 4 million`)
  t.equal(slow.position, fast.position)
  const rows = (window: Window) => window.shown.text().split('\n').slice(-24)
  t.same(rows(slow), rows(fast))
})

t.test('[T-5] a text that no program reads does not keep Ctrl-C from it, nor fills the memory', async t => {
  const { ada, project } = await place(t)
  const one = await opens({ person: ada, project })
  await ready(one)
  await one.types('sleep 1000\n')
  // Before the shell has read the line, Ctrl-C would take it away too.
  await one.sees(/\$ sleep 1000\n/)
  await one.types('x'.repeat(3000))
  await one.types('\x03')
  await one.sees(/\^C\n\$ /)
  await one.types('echo go""ne\n')
  await one.sees(/^gone$/m)
})
