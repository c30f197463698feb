import * as fc from 'fast-check'
import t from 'tap'
import { createCredit, createMeter, firstWindow } from '@stoa/sdk/wire'

t.test(
  '[R3.1] sender and receiver agree, whatever the sizes; nothing stands still and nothing is overdrawn by more than a frame',
  async () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 << 20 }), { maxLength: 60 }), fc.infiniteStream(fc.boolean()), (sizes, delays) => {
        const credit = createCredit()
        const arrived: number[] = []
        const meter = createMeter(bytes => {
          if (!credit.grant(bytes)) throw new Error('more was given back than was sent')
        })
        let outstanding = 0
        for (const size of sizes) {
          while (credit.left <= 0) {
            const consumed = arrived.shift()
            if (consumed === undefined) throw new Error('stands still: all is consumed and there is no credit')
            outstanding -= consumed
            meter.consume(consumed)
          }
          if (outstanding >= 1.5 * firstWindow) throw new Error('a frame was let go over a full window')
          credit.spend(size)
          if (!meter.receive(size)) throw new Error('the receiver did not allow what the sender did')
          outstanding += size
          arrived.push(size)
          if (delays.next().value) {
            const consumed = arrived.shift()!
            outstanding -= consumed
            meter.consume(consumed)
          }
        }
      }),
    )
  },
)

t.test('[R3.3] a frame without credit and a gift of credit are both noticed', async t => {
  const meter = createMeter(() => {})
  t.ok(meter.receive(firstWindow))
  t.notOk(meter.receive(1))
  const credit = createCredit()
  t.notOk(credit.grant(1))
  credit.spend(10)
  t.ok(credit.grant(10))
})

t.test('[R3.2] credit comes back by half windows, so that credit frames stay few', async t => {
  const given: number[] = []
  const meter = createMeter(bytes => given.push(bytes))
  for (let at = 0; at < 256; at++) {
    meter.receive(1024)
    meter.consume(1024)
  }
  t.same(given, [firstWindow / 2, firstWindow / 2])
})
