import * as fc from 'fast-check'
import t from 'tap'
import { StoaError } from '@stoa/sdk/contract'
import { bodySize, decodeBody, decodeFrame, encodeBody, encodeFrame, kinds, maxFrame, type Frame } from '@stoa/sdk/wire'

const header = {
  kind: fc.constantFrom(...kinds),
  channel: fc.integer({ min: 0, max: 0x7fffffff }),
  id: fc.oneof(fc.maxSafeNat(), fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)),
  method: fc.stringMatching(/^[A-Za-z0-9_$@.-]{0,100}$/),
}
const body = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json(), fc.constant(''))

t.test('[R1.1] whatever is put into a frame comes out of it', async t => {
  fc.assert(
    fc.property(fc.record({ ...header, body }), frame => {
      const data = encodeFrame(frame as Frame)
      t.equal(typeof data === 'string', typeof frame.body === 'string')
      t.same(decodeFrame(data), frame)
    }),
    { numRuns: 300 },
  )
})

t.test('[R1.4] garbage throws nothing but the declared error', async t => {
  const almost = fc.tuple(fc.json(), fc.string()).map(([first, rest]) => `${first}\n${rest}`)
  const mangled = fc.tuple(fc.record({ ...header, body }), fc.nat(), fc.nat(255)).map(([frame, at, byte]) => {
    const bytes = Buffer.from(encodeFrame(frame as Frame) as string)
    bytes[at % bytes.length] = byte
    return new Uint8Array(bytes)
  })
  let refused = 0
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.uint8Array({ maxLength: 2000 }), almost, mangled), data => {
      try {
        decodeBody(decodeFrame(data).body)
      } catch (thrown) {
        refused++
        if (!(thrown instanceof StoaError) || thrown.code !== 'malformed_frame') throw thrown
      }
    }),
    { numRuns: 3000 },
  )
  t.ok(refused > 1000)
})

t.test('[R1.2] each part of a header is checked, and the error quotes what came', async t => {
  for (const [line, quoted] of [
    ['', /no first line|not JSON/],
    ['hello', /“hello”/],
    ['["call",1,2]', /not \[kind, channel, id, method\]/],
    ['["shout",1,2,"x"]', /kind is “shout”/],
    ['["call",-1,2,"x"]', /channel is “-1”/],
    ['["call",1.5,2,"x"]', /channel is “1.5”/],
    ['["call",2147483648,2,"x"]', /channel is “2147483648”/],
    ['["call",1,-2,"x"]', /id is “-2”/],
    ['["call",1,"a b","x"]', /id is “a b”/],
    ['["call",1,null,"x"]', /id is “null”/],
    ['["call",1,2,"x\\n"]', /method is/],
    ['["call",1,2,7]', /method is “7”/],
    [`["call",1,2,"${'x'.repeat(101)}"]`, /method is/],
    [' '.repeat(600) + '["call",1,2,"x"]', /512 bytes/],
  ] as const) {
    t.throws(() => decodeFrame(`${line}\n{}`), { code: 'malformed_frame', message: quoted }, line)
  }
  t.throws(() => decodeFrame('["call",1,2,"x"]'), { code: 'malformed_frame' }, 'no newline')
  t.throws(() => decodeFrame('x'.repeat(maxFrame + 1)), { code: 'frame_too_large', message: /1048577/ })
})

t.test('[R3.1] the size of a body is its bytes on the wire', async t => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme' }), (value, text) => {
      const packed = encodeBody([value, text])
      return bodySize(packed) === Buffer.byteLength(packed as string)
    }),
  )
  t.equal(bodySize(new Uint8Array(7)), 7)
  t.equal(encodeBody(undefined), '')
})
