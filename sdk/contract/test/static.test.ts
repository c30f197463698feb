import t from 'tap'
import { Type, type Bytes, type Static } from '@stoa/sdk/contract'

/** Whether two types are the same one, optional and readonly fields counted. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(is: Same<A, B>): boolean => is

const Cell = Type.Object({
  id: Type.String(),
  place: Type.Tuple([Type.Integer(), Type.Number()]),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('running'), Type.Null()]),
  hidden: Type.Optional(Type.Boolean()),
  outputs: Type.Array(Type.Object({ text: Type.String() })),
  counts: Type.Record(Type.String(), Type.Integer()),
  kind: Type.Enum(['code', 'md']),
  rest: Type.Unknown(),
})

t.test('[K-3] the type of a body is what its schema says, kind by kind', async t => {
  t.ok(
    same<
      Static<typeof Cell>,
      {
        id: string
        place: [number, number]
        state: 'waiting' | 'running' | null
        outputs: { text: string }[]
        counts: { [key: string]: number }
        kind: 'code' | 'md'
        rest: unknown
        hidden?: boolean
      }
    >(true),
  )
  t.ok(same<Static<typeof Bytes>, Uint8Array>(true))
  t.ok(same<Static<ReturnType<typeof Type.Object<{}>>>, object>(true))
})
