import * as fc from 'fast-check'
import t from 'tap'
import type { Served } from '@stoa/sdk/contract'
import { desk } from './contracts.ts'
import { createWorld, turns, until } from './kit.ts'

type Desk = typeof desk

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('call' as const), page: fc.nat(2), size: fc.oneof(fc.nat(200), fc.nat(120_000)) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('emit' as const), page: fc.nat(2), size: fc.oneof(fc.nat(200), fc.nat(120_000)) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('hold', 'resume', 'pass', 'answer'), page: fc.nat(2), size: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cut', 'crash'), page: fc.nat(2), size: fc.constant(0) }) },
)

t.test(
  '[R2.4][R3.1][R4.4][R4.5] whatever happens in whatever order: every call ends once, begins in order, runs at most once, and events come in order',
  async t => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async steps => {
        const w = createWorld([desk])
        const began: number[][] = [[], [], []]
        const open: (() => void)[] = []
        let served: Served<Desk> | undefined
        w.onBegin('p', ({ serve }) => {
          served = serve(
            desk,
            {
              read: () => ({ text: '' }),
              run: () => ({ n: 0 }),
              blow: () => new Uint8Array(),
              write: ({ n }, { user }) => (began[Number(user.id)]!.push(n), { n }),
              echo: (bytes, { user }) => {
                began[Number(user.id)]!.push(Buffer.from(bytes).readUInt32BE())
                return bytes[4] ? bytes : new Promise(resolve => open.push(() => resolve(bytes)))
              },
            },
            { opened: () => ({ at: 0 }) },
          )
        })
        const pages = [0, 1, 2].map(user => {
          w.roles.set(`${user} p`, 'editor')
          const page = w.page(String(user))
          const remote = page.connect<Desk>('desk@2', { project: 'p' })
          const heard: number[] = []
          remote.on('block', bytes => void heard.push(Buffer.from(bytes).readUInt32BE()))
          return { page, remote, heard }
        })
        await Promise.all(pages.map(({ remote }) => remote.opened))
        let counter = 0
        let ended = 0
        let lossless = true
        const wrong: unknown[] = []
        const calls: Promise<unknown>[] = []
        const emitted: number[][] = [[], [], []]
        function bytes(size: number): Uint8Array {
          const made = Buffer.alloc(5 + size)
          made.writeUInt32BE(++counter)
          made[4] = size % 2
          return new Uint8Array(made)
        }
        for (const { do: what, page: at, size } of steps) {
          const { page, remote } = pages[at]!
          if (what === 'call') {
            const retried = size % 5 === 0
            const number = retried ? ++counter : 0
            const answer = retried
              ? remote.call('write', { n: number }).then(({ n }) => n === number)
              : remote.call('echo', bytes(size)).then(got => got.length === size + 5)
            calls.push(
              answer.then(
                right => void (ended++, right || wrong.push('another answer')),
                (error: { code: string }) =>
                  void (ended++, (error.code === 'unknown_outcome' && !retried && !lossless) || wrong.push(error)),
              ),
            )
          } else if (what === 'emit' && served) {
            const sent = bytes(size)
            for (const caller of served.callers) {
              if (caller.user.id !== String(at)) continue
              emitted[at]!.push(Buffer.from(sent).readUInt32BE())
              served.emit('block', sent, caller)
            }
          } else if (what === 'hold') page.socket.hold()
          else if (what === 'resume') page.socket.resume()
          else if (what === 'pass') await turns(size + 1)
          else if (what === 'answer') open.splice(0, size).forEach(answer => answer())
          else {
            lossless = false
            if (what === 'cut') page.cut()
            else w.crash('p')
            await turns(size)
          }
        }
        for (const { page } of pages) page.socket.resume()
        for (let round = 0; ended < calls.length || pages.some(({ remote }) => remote.state !== 'open'); round++) {
          if (round > 300)
            throw new Error(`${calls.length - ended} calls never ended; ${pages.map(({ remote }) => remote.state).join(' ')}`)
          for (const { page } of pages) page.socket.resume()
          for (const answer of open.splice(0)) answer()
          w.clock.advance(200)
          await turns(12)
        }
        await Promise.all(calls)
        if (wrong.length > 0) throw wrong[0] as Error
        for (const [at, numbers] of began.entries()) {
          // A crash forgets what was run, so then a repeat may run again; never otherwise.
          const crashed = steps.some(one => one.do === 'crash')
          if (!crashed && new Set(numbers).size !== numbers.length) throw new Error(`ran twice: ${numbers.join()}`)
          const first = [...new Set(numbers)]
          if (lossless && first.some((n, i) => i > 0 && n < first[i - 1]!)) throw new Error(`began out of order: ${numbers.join()}`)
          const { heard } = pages[at]!
          if (heard.some((n, i) => i > 0 && n <= heard[i - 1]!)) throw new Error(`heard out of order: ${heard.join()}`)
          if (lossless) {
            await until(() => heard.length === emitted[at]!.length)
            if (heard.join() !== emitted[at]!.join()) throw new Error('events lost')
          }
        }
        const cheated = w.logged.filter(({ sentence }) => /breaks the rules/.test(sentence))
        if (cheated.length > 0) throw new Error(JSON.stringify(cheated))
      }),
      { numRuns: 150 },
    )
    t.pass('150 random histories')
  },
)
