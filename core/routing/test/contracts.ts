import { Bytes, Type, contract } from '@stoa/sdk/contract'

/** A project contract with one of everything. */
export const desk = contract({
  name: 'desk',
  version: 2,
  at: 'project',
  open: { role: 'viewer', params: Type.Object({ since: Type.Optional(Type.Integer()) }), answer: Type.Object({ at: Type.Integer() }) },
  calls: {
    read: { role: 'viewer', input: Type.Object({ path: Type.String({ maxLength: 20 }) }), output: Type.Object({ text: Type.String() }) },
    run: { role: 'runner', input: Type.Object({ n: Type.Integer() }), output: Type.Object({ n: Type.Integer() }) },
    write: { role: 'editor', idempotent: true, input: Type.Object({ n: Type.Integer() }), output: Type.Object({ n: Type.Integer() }) },
    echo: { role: 'viewer', input: Bytes, output: Bytes },
    blow: { role: 'viewer', input: Type.Object({ size: Type.Integer() }), output: Bytes },
  },
  events: {
    line: { body: Type.Object({ n: Type.Integer(), text: Type.Optional(Type.String()) }), whenSlow: 'queue' },
    gauge: { body: Type.Object({ n: Type.Integer() }), whenSlow: 'latest' },
    flash: { body: Type.Object({ n: Type.Integer() }), whenSlow: 'drop' },
    secret: { role: 'editor', body: Type.Object({ n: Type.Integer() }), whenSlow: 'queue' },
    block: { body: Bytes, whenSlow: 'queue' },
  },
})

/** A contract that the hub itself answers. */
export const desks = contract({
  name: 'desks',
  version: 1,
  at: 'hub',
  open: { role: 'anyone' },
  calls: { who: { role: 'viewer', input: Type.Object({}), output: Type.Object({ id: Type.String(), role: Type.String() }) } },
  events: {},
})
