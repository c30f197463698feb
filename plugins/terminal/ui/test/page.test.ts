import t from 'tap'
import { besideOf } from '../beside.ts'
import { clockOf, readCast, sizeOf } from '../cast.ts'
import { copied, pasted } from '../clipboard.ts'
import { controlled } from '../keys.ts'
import { noticesOf } from '../notice.ts'
import { createPlaying } from '../playing.ts'
import { lettersFor, roomIn } from '../room.ts'

t.test('[T-7] what is copied has no blanks at the ends of its lines; what is pasted cannot end itself', async t => {
  t.equal(copied('one   \r\n  two\t \n\nthree'), 'one\n  two\n\nthree')
  t.equal(pasted('a\r\nb\nc', false), 'a\rb\rc')
  t.equal(pasted('a\x1b[201~rm\n', true), '\x1b[200~a[201~rm\r\x1b[201~')
})

t.test('[T-4] the room is counted in whole characters; a terminal that is larger is shown with smaller letters, and whole', async t => {
  t.same(roomIn({ width: 814, height: 419 }, { width: 8, height: 18 }), { columns: 100, rows: 23 })
  t.same(roomIn({ width: 10, height: 10 }, { width: 8, height: 18 }), { columns: 20, rows: 4 })
  const room = { columns: 100, rows: 20 }
  t.equal(lettersFor({ room, size: { columns: 80, rows: 20 }, letters: 13, least: 6 }), 13)
  t.equal(lettersFor({ room, size: { columns: 200, rows: 20 }, letters: 13, least: 6 }), 6.5)
  t.equal(lettersFor({ room, size: { columns: 80, rows: 200 }, letters: 13, least: 6 }), 6)
})

t.test('[T-7] the terminal beside another has its name and the next number', async t => {
  t.equal(besideOf('build.term'), 'build-2.term')
  t.equal(besideOf('notes/build-2.term'), 'notes/build-3.term')
  t.equal(besideOf('a-b.term'), 'a-b-2.term')
  t.equal(besideOf('2026-11-24.term'), '2026-11-24-2.term')
})

t.test('[T-7] Ctrl of a phone makes of a key what a keyboard does', async t => {
  t.same(['c', 'C', '[', ' ', 'é'].map(controlled), ['\x03', '\x03', '\x1b', '\0', 'é'])
})

t.test(
  '[U-4] a person is told that they watch, that they are offline and what becomes of what they type, and why a terminal is closed',
  async t => {
    const about = { running: true, shell: 's' }
    const say = (of: Partial<Parameters<typeof noticesOf>[0]>) =>
      noticesOf({ state: 'open', refusal: null, about, may: true, waiting: 0, ...of }).map(({ sentence, tone }) => [
        tone,
        sentence.split('.')[0],
      ])
    t.same(say({}), [])
    t.same(say({ may: false }), [['quiet', 'You are watching']])
    t.same(say({ may: false, about: { ...about, running: false } }), [['quiet', 'You are watching, and no shell runs here']])
    t.same(say({ state: 'waiting', waiting: 3 }), [['warn', 'Offline']])
    t.same(say({ state: 'closed', refusal: 'It is gone.' }), [['bad', 'It is gone']])
  },
)

t.test('[T-6] a recording is read with its pauses cut short and its broken end left out; what is none is refused', async t => {
  const text =
    '{"version":2,"width":80,"height":24,"title":"a"}\n[0,"o","a"]\n[10.5,"o","b"]\n[10.6,"i","typed"]\n[11,"r","100x30"]\n[12,"o","c'
  t.match(readCast(text), {
    columns: 80,
    title: 'a',
    length: 2.5,
    events: [
      { at: 0, kind: 'output', data: 'a' },
      { at: 2, kind: 'output', data: 'b' },
      { at: 2.5, kind: 'size', data: '100x30' },
    ],
  })
  for (const none of [
    '',
    'text',
    '{"version":1,"width":80,"height":24}',
    '{"version":2,"width":"80","height":24}',
    '{"version":2,"width":8e9,"height":24}',
  ])
    t.equal(readCast(none), null, none)
  t.same(sizeOf('100x30'), { columns: 100, rows: 30 })
  t.equal(sizeOf('0x30'), null)
  t.equal(clockOf(65.9), '1:05')
})

t.test('[T-6] a recording is played at its speed, stops, and goes to any moment', async t => {
  const cast = readCast('{"version":2,"width":80,"height":24}\n[0,"o","a"]\n[1,"o","b"]\n[2,"o","c"]')!
  let now = 0
  let due: { at: number; work(): void } | null = null
  let shown = ''
  const playing = createPlaying(cast, {
    clear: () => (shown = ''),
    show: ({ data }) => (shown += data),
    now: () => now,
    after(ms, work) {
      const mine = (due = { at: now + ms, work })
      return () => void (due === mine && (due = null))
    },
    changed() {},
  })
  const pass = (ms: number) => {
    const end = now + ms
    while (due && due.at <= end) {
      const { at, work } = due
      due = null
      now = at
      work()
    }
    now = end
  }
  playing.play()
  t.equal(shown, 'a')
  pass(999)
  t.equal(shown, 'a')
  pass(2)
  t.equal(shown, 'ab')
  playing.setSpeed(8)
  pass(200)
  t.equal(shown, 'abc')
  t.equal(playing.going, false)
  playing.seek(1)
  t.equal(shown, 'ab')
  playing.play()
  playing.pause()
  pass(5000)
  t.equal(shown, 'ab')
})
