import fc from 'fast-check'
import t from 'tap'
import { createTyped } from '../../project/typed.ts'
import { createTyping, type Typed } from '../typing.ts'

const tick = () => new Promise<void>(resolve => setImmediate(resolve))

t.test('[T-2] however often the connection is lost, everything that was typed arrives once and in order', async t => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('type', 'lose', 'answer', 'arrive and lose'), { maxLength: 60 }),
      fc.array(fc.string({ minLength: 1, maxLength: 40_000 }), { minLength: 1, maxLength: 4 }),
      async (acts, texts) => {
        const server = createTyped()
        let arrived = ''
        let under: { piece: Typed; resolve(): void; reject(failure: unknown): void }[] = []
        const typing = createTyping({
          send: piece => new Promise<void>((resolve, reject) => void under.push({ piece, resolve, reject })),
          refused: failure => t.fail(String(failure)),
        })
        const arrive = (one: (typeof under)[number]) => {
          if (server.take('writer', one.piece.seq)) arrived += one.piece.data
        }
        const lose = () => {
          const lost = under
          under = []
          typing.lost()
          for (const one of lost) one.reject({ code: 'unknown_outcome' })
        }
        const open = () => typing.opened({ typed: server.last('writer'), forget: false })
        open()
        let typed = ''
        let n = 0
        for (const act of acts) {
          if (act === 'type') {
            const text = texts[n++ % texts.length]!
            typed += text
            typing.type(text, { shell: 's' })
          } else if (act === 'answer') {
            const one = under.shift()
            if (one) {
              arrive(one)
              one.resolve()
            }
          } else {
            // Some arrived before it was lost, and nobody was told.
            if (act === 'arrive and lose') for (const one of under.slice(0, 2)) arrive(one)
            lose()
            await tick()
            open()
          }
          await tick()
        }
        while (under.length > 0) {
          const one = under.shift()!
          arrive(one)
          one.resolve()
          await tick()
        }
        if (arrived !== typed) throw new Error('something is missing, twice, or out of order')
        if (typing.waiting !== 0) throw new Error('something waits that has arrived')
      },
    ),
    { numRuns: 60 },
  )
  t.pass()
})

t.test('[T-7] a large text is cut into pieces between characters, and no more is sent at once than a channel takes', async t => {
  const sent: Typed[] = []
  const typing = createTyping({ send: piece => (sent.push(piece), new Promise(() => {})), refused: () => {} })
  typing.opened({ typed: 5, forget: false })
  typing.type('🙂'.repeat(100_000), { shell: 's' })
  t.ok(sent.length > 1)
  t.equal(sent[0]!.seq, 6, 'counted on from what the server has had')
  t.ok(sent.reduce((sum, { data }) => sum + data.length, 0) <= 65_536)
  t.ok(sent.every(({ data }) => data.isWellFormed()))
  t.equal(typing.waiting, 200_000)
})

t.test('[T-2] what was typed into a shell that is no more is forgotten; a refusal is told and what waited behind it with it', async t => {
  const sent: Typed[] = []
  const refused: unknown[] = []
  const refusal = Object.assign(new Error('no'), { code: 'role_too_low' })
  const typing = createTyping({
    send: piece => (sent.push(piece), Promise.reject(refusal)),
    refused: failure => refused.push(failure),
  })
  typing.type('rm', { shell: 'old' })
  typing.opened({ typed: 0, forget: true })
  t.equal(sent.length, 0)
  typing.type('a'.repeat(100_000), { shell: 'new' })
  await tick()
  t.same(refused, [refusal])
  t.equal(typing.waiting, 0)
})
