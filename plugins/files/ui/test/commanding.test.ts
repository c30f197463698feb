import t from 'tap'
import { createCommandLine, overwritten } from '../commanding.ts'
import { createSearch, foundText } from '../find/search.ts'

/** The other end, as far as this needs it. */
function makeRemote() {
  const heard: Record<string, (body: never) => void> = {}
  const calls: [string, object][] = []
  const answers: PromiseWithResolvers<never>[] = []
  const remote = {
    call(name: string, input: object) {
      calls.push([name, input])
      const answer = Promise.withResolvers<never>()
      answers.push(answer)
      return answer.promise
    },
    on: (name: string, listener: (body: never) => void) => ((heard[name] = listener), () => {}),
  }
  return {
    remote: remote as never,
    calls,
    tell: (name: string, body: object) => heard[name]!(body as never),
    answer: (at: number, body: object) => answers[at]!.resolve(body as never),
  }
}

t.test('[F-9] what is printed stands under its command; what ended badly says so; a folder that it went to is told', async t => {
  const { remote, calls, tell, answer } = makeRemote()
  const went: string[] = []
  let run = 0
  const line = createCommandLine({ remote, changed: () => {}, ended: directory => went.push(directory), newRun: () => String(++run) })
  const first = line.run('a', 'cd b; make')
  tell('printed', { run: '1', text: '10 %\r20 %\r' })
  tell('printed', { run: 'another', text: 'not mine' })
  tell('printed', { run: '1', text: 'done\n' })
  line.interrupt()
  line.interrupt()
  answer(0, { code: 2, signal: null, directory: 'a/b', limited: false })
  await first
  t.equal(line.state.text, '$ cd b; make\ndone\nEnded with 2.\n')
  t.strictSame(went, ['a/b'])
  t.strictSame(
    calls.slice(1).map(([, input]) => input),
    [
      { run: '1', kill: false },
      { run: '1', kill: true },
    ],
  )
  t.equal(line.earlier(-1, ''), 'cd b; make')
  t.equal(line.earlier(1, ''), '')
  t.equal(overwritten('a\rb\r\nc'), 'b\r\nc')
})

t.test('[F-8] a new search takes the place of the last one, whose news is not heard any more', async t => {
  const { remote, calls, tell, answer } = makeRemote()
  let run = 0
  const search = createSearch({ remote, changed: () => {}, newRun: () => String(++run) })
  const wanted = { text: 'zeta', directory: '', expression: false, exactCase: false, hidden: false }
  void search.begin(wanted)
  const second = search.begin({ ...wanted, text: 'eta' })
  t.match(calls[1], ['endFind', { run: '1' }])
  const found = (path: string, line: number) => ({ path, line, text: 'eta', from: 0, to: 3 })
  tell('found', { run: '1', found: [found('old', 1)] })
  tell('found', { run: '2', found: [found('a', 1), found('b', 1)] })
  tell('found', { run: '2', found: [found('b', 2)] })
  t.equal(foundText(search.state), '3 so far')
  answer(2, { matches: 3, files: 2, limited: true })
  await second
  t.strictSame(
    search.state.rows.map(row => ('line' in row ? row.line : `${row.path} ${row.count}`)),
    ['a 1', 1, 'b 2', 1, 2],
  )
  t.equal(foundText(search.state), '3 lines in 2 files, and there are more')
})
