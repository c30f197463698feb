import t from 'tap'
import { seccompFilter } from '../seccomp.ts'

type Call = { arch?: number; number: number; arguments?: number[] }

/** Runs a filter as the kernel would, for the few instructions it is made of. */
function judge(filter: Uint8Array, { arch = 0xc000003e, number, arguments: given = [] }: Call): string {
  const data = new DataView(new ArrayBuffer(64))
  data.setUint32(0, number, true)
  data.setUint32(4, arch, true)
  given.forEach((value, at) => data.setBigUint64(16 + at * 8, BigInt(value), true))
  const program = new DataView(filter.buffer)
  let accumulator = 0
  for (let at = 0; ; at++) {
    const code = program.getUint16(at * 8, true)
    const [yes, no, k] = [program.getUint8(at * 8 + 2), program.getUint8(at * 8 + 3), program.getUint32(at * 8 + 4, true)]
    if (code === 0x20) accumulator = data.getUint32(k, true)
    else if (code === 0x15) at += accumulator === k ? yes : no
    else if (code === 0x35) at += accumulator >= k ? yes : no
    else if (code === 0x06) return k === 0x7fff0000 ? 'allow' : k === 0x80000000 ? 'kill' : `errno ${k & 0xffff}`
    else throw new Error(`unknown instruction ${code}`)
  }
}

void t.test('[R-5] the filter refuses keyrings, mounts and others’ memory, and lets ordinary calls through', async t => {
  const filter = seccompFilter('x64')!
  t.equal(filter.length % 8, 0)
  const refused = [
    155, 163, 165, 166, 167, 168, 169, 175, 176, 246, 248, 249, 250, 298, 303, 304, 310, 311, 312, 313, 320, 321, 323, 425, 426, 427, 428,
    429, 430, 431, 432, 433, 442,
  ]
  for (let number = 0; number < 500; number++) {
    t.equal(judge(filter, { number }), refused.includes(number) ? 'errno 1' : 'allow', `call ${number}`)
  }
  t.equal(judge(filter, { number: 16, arguments: [0, 0x5412] }), 'errno 1', 'TIOCSTI')
  t.equal(judge(filter, { number: 16, arguments: [0, 0x541c] }), 'errno 1', 'TIOCLINUX')
  t.equal(
    judge(filter, { number: 16, arguments: [0, 0x1_0000_5412] }),
    'errno 1',
    'the kernel looks at the low half of a request, so the filter does',
  )
  t.equal(judge(filter, { number: 16, arguments: [0x5412, 0x5413] }), 'allow', 'another ioctl')
})

void t.test('[R-5] calls of another architecture end the process, x32 calls do not exist', async t => {
  const filter = seccompFilter('x64')!
  t.equal(judge(filter, { arch: 0x40000003, number: 1 }), 'kill')
  t.equal(judge(filter, { number: 0x40000000 + 250 }), 'errno 38')
  t.equal(seccompFilter('arm64'), null, 'where the numbers are not known there is none')
})
