import t from 'tap'
import { createUploads, farText, progressText } from '../uploads.ts'

type Sent = Parameters<NonNullable<Parameters<typeof createUploads>[0]['send']>>[0]
type Answer = Awaited<ReturnType<NonNullable<Parameters<typeof createUploads>[0]['send']>>>

/** Uploads over a wire that a test holds in its hands. */
function wired() {
  const wire: { sent: Sent; answer(status: number, body?: Answer['body']): Promise<void>; cut(): Promise<void> }[] = []
  const settled = () => new Promise<void>(resolve => setImmediate(resolve))
  const uploads = createUploads({
    changed() {},
    now: () => 0,
    send: sent =>
      new Promise<Answer>((resolve, reject) => {
        sent.cancelled.addEventListener('abort', () => reject(new Error('cancelled')))
        wire.push({
          sent,
          answer: (status, body = null) => (resolve({ status, body }), settled()),
          cut: () => (reject(new Error('cut')), settled()),
        })
      }),
  })
  return { uploads, wire, settled }
}
const file = (size = 100) => new Blob(['x'.repeat(size)])
const states = (uploads: ReturnType<typeof createUploads>) => uploads.list.map(({ path, state }) => `${path} ${state}`)

t.test('[F-6] files go up two at a time, each to its own path, folders with what is in them', async t => {
  const { uploads, wire } = wired()
  uploads.add('notes', [
    { file: file(), path: 'a #1.txt' },
    { file: file(), path: 'data/b.csv' },
    { file: file(), path: 'c' },
  ])
  t.strictSame(states(uploads), ['notes/a #1.txt sending', 'notes/data/b.csv sending', 'notes/c waiting'])
  t.strictSame(
    wire.map(({ sent }) => sent.path),
    ['notes/a #1.txt', 'notes/data/b.csv'],
  )
  await wire[0]!.answer(201)
  t.strictSame(states(uploads), ['notes/data/b.csv sending', 'notes/c sending'])
})

t.test('[F-6] an upload that is cut says so, and goes on when it is tried again', async t => {
  const { uploads, wire } = wired()
  uploads.add('', [{ file: file(), path: 'a' }])
  await wire[0]!.cut()
  t.strictSame(states(uploads), ['a failed'])
  t.match(uploads.list[0]!.error, /cut.*goes on from there/s)
  uploads.again(uploads.list[0]!.id)
  await wire[1]!.answer(201)
  t.strictSame(states(uploads), [])
})

t.test('[F-6] a name that is taken is kept until the person says to replace it', async t => {
  const { uploads, wire } = wired()
  uploads.add('', [{ file: file(), path: 'a' }])
  await wire[0]!.answer(409, { code: 'exists', message: 'There is a file a already.' })
  t.equal(uploads.list[0]!.taken, true)
  t.equal(uploads.list[0]!.error, 'There is a file a already.')
  uploads.again(uploads.list[0]!.id, { replace: true })
  t.equal(wire[1]!.sent.replace, true)
})

t.test('[F-6] what is cancelled is aborted and makes room for the next', async t => {
  const { uploads, wire, settled } = wired()
  uploads.add(
    '',
    ['a', 'b', 'c'].map(path => ({ file: file(), path })),
  )
  uploads.cancel(uploads.list[0]!.id)
  await settled()
  t.ok(wire[0]!.sent.cancelled.aborted)
  t.strictSame(states(uploads), ['b sending', 'c sending'])
  uploads.stop()
  await settled()
  t.ok(
    wire.every(({ sent }) => sent.cancelled.aborted),
    'leaving the project cancels all',
  )
})

t.test('[F-6] progress is told in figures', async t => {
  const { uploads, wire } = wired()
  uploads.add('', [{ file: file(200), path: 'big' }])
  wire[0]!.sent.progress(50)
  t.equal(progressText(uploads.list), 'Uploading big, 25 %')
  t.equal(farText(uploads.list[0]!, 2000), '25 % of 200 B, 6 s left')
  t.equal(farText(uploads.list[0]!, 500), '25 % of 200 B', 'a pace of half a second says nothing')
  uploads.add('', [{ file: file(0), path: 'empty' }])
  t.equal(farText(uploads.list[1]!, 5000), '100 % of 0 B')
})

t.test('[F-6] what was begun before a reload is told of, until the same file is chosen again', async t => {
  const { uploads, wire } = wired()
  const gone: string[] = []
  uploads.left([
    { path: 'notes/a', size: 100, dismiss: async () => void gone.push('a') },
    { path: 'b', size: 5, dismiss: async () => void gone.push('b') },
  ])
  t.strictSame(states(uploads), ['notes/a left', 'b left'])
  uploads.add('notes', [{ file: file(100), path: 'a' }])
  t.strictSame(states(uploads), ['b left', 'notes/a sending'])
  t.equal(wire.length, 1)
  uploads.cancel(uploads.list[0]!.id)
  t.strictSame([states(uploads), gone], [['notes/a sending'], ['b']])
})
