import { equal } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { feed } from '../feed.ts'
import { createScreen, mostLines, type Screen } from '../screen.ts'

/** A program that prints what the test says, into a screen; what is left out is counted. A clock in the test's hand. */
function printing({ screen, depth = () => screen?.depth ?? null }: { screen?: Screen; depth?: () => number | null } = {}) {
  let hear: (bytes: Uint8Array) => void = () => {}
  let now = 0
  let due: { at: number; work(): void } | null = null
  const acts: string[] = []
  const shown: string[] = []
  let skipped = 0
  const fed = feed({
    program: {
      onData: listener => ((hear = listener), () => {}),
      pause: () => acts.push('pause'),
      resume: () => acts.push('resume'),
    },
    clock: {
      elapsed: () => now,
      after: (ms, work) => {
        const one = { at: now + ms, work }
        due = one
        return () => void (due === one && (due = null))
      },
    },
    shows: {
      show(bytes) {
        screen?.write(bytes)
        shown.push(Buffer.from(bytes).toString())
      },
      depth,
      skip: bytes => (skipped += bytes),
    },
  })
  return {
    fed,
    acts,
    prints: (text: string | Uint8Array) => hear(Buffer.from(text)),
    shown: () => shown.join(''),
    skipped: () => skipped,
    passes(ms: number) {
      for (const end = now + ms; due && due.at <= end;) {
        const { at, work } = due
        due = null
        now = at
        work()
      }
      now += ms
    },
    turns: () => new Promise(setImmediate),
  }
}

t.test('[T-5] what a program prints is handed on whole and in order; too far ahead, the program waits', async t => {
  const { prints, shown, turns, acts, fed } = printing({ depth: () => null })
  prints('a\x1b[3')
  t.equal(shown(), 'a', 'at once, up to what is whole')
  prints('1mb')
  await turns()
  t.equal(shown(), 'a\x1b[31mb')
  for (let n = 0; n < 10; n++) prints(`${'x'.repeat(20_000)}\x1b[m`)
  t.same(acts, ['pause'])
  while (acts.length < 2) await turns()
  t.same(acts, ['pause', 'resume'])
  prints('end\x1b[')
  fed.end()
  t.equal(shown().length, 7 + 200_030 + 3)
  t.ok(shown().endsWith('\x1b[mend'), 'what was begun and never ended is nothing')
})

t.test(
  '[T-5] of plain lines without end nothing is kept but what can be seen at last, and what is seen is the newest, now and then',
  async t => {
    const { prints, shown, skipped, passes, turns, acts } = printing({ depth: () => 100 })
    const text = (from: number) => Array.from({ length: 100 }, (_, n) => `line ${from + n}\r\n`).join('')
    let length = 0
    for (let n = 0; n < 5000; n++) {
      const piece = text(n * 100)
      length += piece.length
      prints(piece)
    }
    t.same(acts, [], 'the program never waits')
    t.ok(length - skipped() - shown().length < 5000, `${length - skipped() - shown().length} bytes of ${length} are kept`)
    passes(100)
    while (!shown().includes('line 499999\r\n')) await turns()
    t.equal(skipped() + shown().length, length)
    t.ok(shown().length < 10_000, `${shown().length} bytes were shown`)
    await turns()
    prints('$ ')
    t.ok(shown().endsWith('$ '), 'then everything is shown at once again')
  },
)

t.test(
  '[T-5] what stands behind plain lines is shown at once, and all of it where a program has margins or a screen of its own',
  async t => {
    const many = 'a line\r\n'.repeat(1000)
    const { prints, shown, skipped, turns } = printing({ depth: () => 100 })
    for (let n = 0; n < 10; n++) prints(many)
    prints('^C\r\n\x1b[?2004h$ ')
    while (!shown().endsWith('$ ')) await turns()
    t.equal(skipped() + shown().length, 10 * many.length + 14)
    const other = printing({ screen: createScreen({ size: { columns: 20, rows: 5 }, news: silent }) })
    for (const begin of ['\x1b[2;3r', '\x1b[r\x1b[?1049h']) {
      other.prints(begin + many)
      for (let n = 0; n < 20; n++) other.prints(many)
      other.passes(1000)
      while (!other.shown().endsWith(many)) await other.turns()
      t.equal(other.skipped(), 0, JSON.stringify(begin))
    }
  },
)

const silent = { answer() {}, title() {}, bell() {}, own() {} }
const before = fc.array(
  fc.oneof(
    fc.stringMatching(/^[ -~]{1,30}$/),
    fc.constantFrom(
      '\r\n',
      '\n',
      '\x1b[2J',
      '\x1b[3;5H',
      '\x1b7',
      '\x1b[44m',
      '\x1b[1;31m',
      '\x1b[4h',
      '\x1b[?7l',
      '\x1b[?1049h\x1b[?1049l',
      '漢',
    ),
  ),
  { maxLength: 20 },
)
const line = fc.oneof(fc.stringMatching(/^[ -~]{0,30}$/), fc.constantFrom('é 漢字 🙂', '\t', 'a\rb', 'staircase\n'))

t.test('[T-2] a screen from which lines were left out is the same as one that was shown them all', async t => {
  fc.assert(
    fc.property(before, fc.array(line, { minLength: 3, maxLength: 9 }), fc.integer({ min: 1, max: 99 }), (begin, lines, cut) => {
      const of = { columns: 20, rows: 4 }
      const [left, always] = [createScreen({ size: of, news: silent }), createScreen({ size: of, news: silent })]
      const { prints, skipped, fed } = printing({ screen: left })
      const flood = lines.map(one => `${one}\r\n`).join('')
      const times = Math.ceil((mostLines * 3) / lines.length)
      const all = begin.join('') + flood.repeat(times)
      prints(begin.join(''))
      // In pieces that end anywhere.
      const rest = Buffer.from(flood.repeat(times))
      const piece = 4000 + cut
      for (let at = 0; at < rest.length; at += piece) prints(rest.subarray(at, at + piece))
      fed.end()
      always.write(Buffer.from(all))
      if (skipped() === 0) throw new Error('nothing was left out')
      equal(left.state(), always.state())
    }),
    { numRuns: 12, seed: Number(process.env['SEED'] ?? 6) },
  )
  t.pass()
})
