import { Type, contract } from '@stoa/sdk/contract'

const id = Type.String({ minLength: 1, maxLength: 64 })
const Values = Type.Record(Type.String({ maxLength: 200 }), Type.Unknown())

/** The controls of one worksheet's interacts. Their values are kept in the worksheet itself; here is how they are moved. */
export const interact = contract({
  name: 'interact',
  version: 1,
  at: 'project',
  open: { role: 'viewer', params: Type.Object({ path: Type.String({ maxLength: 4096 }) }) },
  calls: {
    /**
     * Sets controls and runs the function. Answered when the run with these values is over and its output is in the worksheet, or as soon as
     * newer values have taken their place in it. `alone`: only the caller sees it, as the messages of the answer.
     */
    set: {
      role: 'runner',
      idempotent: true,
      input: Type.Object({ cell: id, interact: id, values: Values, alone: Type.Optional(Type.Boolean()) }),
      output: Type.Object({
        /** The number of the run; the interact in the worksheet carries that of its latest. Null if the run did not come to its end and changed nothing. */
        move: Type.Union([Type.Integer(), Type.Null()]),
        messages: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
      }),
    },
  },
  events: {
    /** Somebody else sets controls; the worksheet will have these values with the run of this number, or newer ones. */
    moving: { body: Type.Object({ interact: id, values: Values, by: Type.String(), move: Type.Integer() }), whenSlow: 'latest' },
  },
})
