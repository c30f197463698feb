import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import t from 'tap'
import type { Size } from '../../contract.ts'
import { createColours } from '../colours.ts'
import { startDelivery, type Snapshot } from '../delivery.ts'
import { readOwn } from '../own.ts'
import { createRecent } from '../recent.ts'
import { plain } from '../shell.ts'
import { decideSize, type Sized } from '../size.ts'
import { createTyped } from '../typed.ts'

const viewer = (name: string, columns: number, rows: number, more: Partial<Sized> = {}): Sized => ({
  viewer: name,
  name,
  role: 'editor',
  size: { columns, rows },
  active: true,
  ...more,
})

t.test('[T-4] the size is the smallest of those who may type and look; one who took it decides', async t => {
  const ada = viewer('Ada', 120, 30)
  const emmy = viewer('Emmy', 90, 50)
  t.match(decideSize([ada, emmy], null), { columns: 90, rows: 30, viewer: 'Emmy', taken: false })
  t.match(decideSize([ada, emmy], 'Ada'), { columns: 120, rows: 30, viewer: 'Ada', taken: true })
  t.match(decideSize([ada, { ...emmy, active: false }], null), { columns: 120, viewer: 'Ada' })
  t.match(decideSize([ada, viewer('Carl', 20, 5, { role: 'runner' })], 'Carl'), { columns: 120, viewer: 'Ada' })
  t.equal(decideSize([viewer('Carl', 20, 5, { role: 'viewer' })], null), null)
  t.equal(decideSize([{ ...ada, active: false }], null), null, 'while nobody looks, it stays')
})

t.test('[T-2] what was typed is taken once; those who have been silent longest are forgotten first', async t => {
  const typed = createTyped({ most: 2 })
  t.same(
    ['a', 'a', 'b'].map((writer, n) => typed.take(writer, [1, 1, 7][n]!)),
    [true, false, true],
  )
  typed.take('a', 2)
  typed.take('c', 1)
  t.same(['a', 'b', 'c'].map(typed.last), [2, 0, 1])
})

t.test('[T-8] only what knows the secret asks for a file, and only by its whole name', async t => {
  const path = (name: string) => Buffer.from(name).toString('base64')
  t.same(readOwn(`open;s;${path('/p/a b;c.txt')};12`, 's'), { absolute: '/p/a b;c.txt', line: 12 })
  t.same(readOwn(`open;s;${path('/p/a')};`, 's'), { absolute: '/p/a' })
  for (const none of [
    `open;x;${path('/p/a')};`,
    `open;s;${path('a')};`,
    'open;s;;',
    'open;s;!;',
    `shut;s;${path('/p/a')};`,
    `open;s;${Buffer.from([0x2f, 0xff]).toString('base64')};`,
  ])
    t.equal(readOwn(none, 's'), null, none)
})

t.test('[T-8] where there is no bash, the shell that there is knows the program all the same', async t => {
  const programs = fileURLToPath(new URL('../../shell/bin', import.meta.url))
  const [command, ...args] = plain
  const { stdout } = spawnSync(command, args, {
    input: 'command -v open\nexit\n',
    env: { PATH: process.env['PATH'] ?? '', STOA_PROGRAMS: programs },
    encoding: 'utf8',
  })
  t.match(stdout, `${programs}/open`)
})

t.test('[T-1] people keep their inks; after eight they come again', async t => {
  const colours = createColours()
  t.same(
    [...'abcdefghia'].map(user => colours.of(user)),
    [1, 2, 3, 4, 5, 6, 7, 8, 1, 1],
  )
})

t.test('[T-2] the end of a stream is read from any position that is still kept, in pieces, sizes at their place', async t => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ minLength: 1, maxLength: 20 }).map(text => ({ bytes: Buffer.from(text) })),
          fc.constant({ size: { columns: 9, rows: 9 } }),
        ),
      ),
      fc.nat(200),
      fc.integer({ min: 1, max: 30 }),
      (happenings, from, length) => {
        const recent = createRecent({ most: 100 })
        const whole: string[] = []
        for (const one of happenings) {
          recent.push(one)
          whole.push(...('size' in one ? ['size'] : [...one.bytes].map(byte => byte.toString(16))))
        }
        const read: string[] = []
        let at = from
        for (let next = recent.after(at, length); next !== null; next = recent.after(at, length)) {
          if (next === 'lost') {
            if (read.length > 0) throw new Error('it was there, and then it was not')
            if (from <= whole.length && from >= whole.length - 100) throw new Error(`${from} of ${whole.length} is still near`)
            return
          }
          if ('size' in next) read.push('size')
          else if (next.bytes.length > length) throw new Error('too long')
          else read.push(...[...next.bytes].map(byte => byte.toString(16)))
          at = from + read.length
        }
        if (JSON.stringify(read) !== JSON.stringify(whole.slice(from))) throw new Error('it is another')
      },
    ),
  )
  t.pass()
})

t.test(
  '[T-5] who has no credit has nothing kept for them; behind too far, they are sent the screen, not oftener than they could look',
  async t => {
    const recent = createRecent({ most: 50 })
    let now = 0
    let due: { at: number; work(): void } | null = null
    let writable = true
    let drained = () => {}
    const sent: string[] = []
    const asked: boolean[] = []
    const print = (text: string) => recent.push({ bytes: Buffer.from(text) })
    const delivery = startDelivery({
      caller: {
        get writable() {
          return writable
        },
        drained: () => new Promise(resolve => (drained = resolve)),
      },
      position: null,
      recent,
      snapshot({ behind }): Snapshot {
        asked.push(behind)
        return { position: recent.end, size: { columns: 80, rows: 24 }, bytes: Buffer.from('screen') }
      },
      clock: {
        now: () => now,
        elapsed: () => now,
        after: (ms, work) => ((due = { at: now + ms, work: () => ((due = null), work()) }), () => void (due = null)),
        every: () => () => {},
      },
      sending: {
        state: ({ position }) => sent.push(`state ${position}`),
        screen: piece => sent.push(Buffer.from(piece).toString()),
        output: bytes => sent.push(Buffer.from(bytes).toString()),
        size: ({ columns }: Size) => sent.push(`size ${columns}`),
      },
    })
    delivery.send()
    t.same(sent.splice(0), ['state 0', 'screen'])
    print('a')
    recent.push({ size: { columns: 9, rows: 9 } })
    print('b')
    delivery.send()
    t.same(sent.splice(0), ['a', 'size 9', 'b'])

    writable = false
    for (let n = 0; n < 100; n++) {
      print('longer than one')
      delivery.send()
    }
    t.same(sent, [], 'nothing while there is no credit')
    writable = true
    drained()
    await new Promise(setImmediate)
    t.same(sent, [], 'a screen was sent a moment ago')
    now = due!.at
    due!.work()
    t.same(sent.splice(0), [`state ${recent.end}`, 'screen'])
    t.same(asked, [false, true])
    print('c')
    delivery.send()
    t.same(sent.splice(0), ['c'])
    now = due!.at
    due!.work()
    t.same(sent.splice(0), [`state ${recent.end}`, 'screen'])
    t.same(asked, [false, true, false], 'when nothing more comes, all that is above it too')
    t.equal(due, null, 'once')
    delivery.stop()
    print('d')
    delivery.send()
    t.same(sent, [])
  },
)
