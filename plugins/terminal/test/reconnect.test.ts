import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { opens, place, type Window } from './kit.ts'

/** `npm run soak` comes back a hundred times, from another seed each time; `npm test` does a tenth of it. */
const soak = process.env['SOAK_SECONDS'] !== undefined
const turns = soak ? 100 : 10
const seed = Number(process.env['SEED'] ?? (soak ? Date.now() % 1e9 : 7))

// The first number makes the same run again.
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}
const installed = (name: string): boolean => ['/usr/bin', '/bin', '/usr/local/bin'].some(folder => existsSync(join(folder, name)))
const text = Array.from(
  { length: 400 },
  (_, n) => `${n} The zeros of ζ(s) lie on the line, 漢字 and e\u0301 and 🙂 too, as far as anybody looked.`,
).join('\n')

/** What a person does in each program, over and over. */
const programs = {
  vim: {
    start: "vim -u NONE -c 'set nocp ruler hlsearch incsearch' zeta.txt\n",
    keys: ['\x06', '\x02', 'G', 'gg', 'ihello\x1b', 'u', '/line\n', 'n', 'dd', ':vsplit\n', '\x17w', 'zz', '5J', ':set list!\n'],
  },
  less: { start: 'less zeta.txt\n', keys: [' ', 'b', 'G', 'g', '/line\n', 'n', 'j', 'k', 'd', 'u', '-N\n', '\x1b)', '\x1b('] },
  htop: { start: 'htop -d 1\n', keys: ['t', 'H', 'K', 'M', 'P', 'T', 'I', 'p', '\x1b[B', '\x1b[A', '\x1b[6~', '/bash', '\x1b', ' '] },
} as const

for (const [name, { start, keys }] of Object.entries(programs))
  t.test(
    `[T-2] who comes back at any moment of ${name} sees what somebody sees who never left, cell by cell`,
    { timeout: 600_000, skip: !installed(name) && `${name} not installed` },
    async t => {
      const random = chance(seed)
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
      const { hub, ada, project } = await place(t)
      const emmy = await hub.person('Emmy')
      await project.admits(emmy, 'viewer')
      await mkdir(project.root, { recursive: true })
      await writeFile(join(project.root, 'zeta.txt'), text)
      const stays = await opens({ person: ada, project })
      await stays.types("PS1='$ '; clear; echo rea''dy\n")
      await stays.sees(/^ready/m)
      await stays.types(start)
      await stays.until(({ shown }) => shown.cells().startsWith('alternate'))

      let leaves: Window | null = null
      let resumed = 0
      for (let turn = 0; turn < turns; turn++) {
        await stays.types(pick(keys))
        if (random() < 0.15) {
          const size = { columns: 60 + Math.floor(random() * 60), rows: 12 + Math.floor(random() * 20) }
          await stays.remote.call('look', { size, active: true })
        }
        // Some go on from where they were, others come new.
        await leaves?.closes()
        const since = leaves && random() < 0.5 ? { stream: leaves.stream, position: leaves.position } : undefined
        const before = leaves?.shown
        if (random() < 0.5) await stays.types(pick(keys))
        const opened: Window = await opens({ person: emmy, project, ...(since && { since, shown: before }) })
        leaves = opened
        if (since && opened.resumed) resumed++
        // Both have seen the same part of the stream: then both show the same.
        const meet = Math.max(opened.position, stays.position)
        await stays.until(({ position }) => position >= meet)
        await opened.until(({ position }) => position >= stays.position)
        while (opened.position !== stays.position) {
          const further = Math.max(opened.position, stays.position)
          await Promise.all([opened.until(({ position }) => position >= further), stays.until(({ position }) => position >= further)])
        }
        if (opened.shown.cells() !== stays.shown.cells()) t.equal(opened.shown.cells(), stays.shown.cells(), `turn ${turn} of seed ${seed}`)
      }
      t.ok(resumed > 0, `of ${turns}, ${resumed} went on from where they were`)
      await leaves?.closes()
    },
  )
