import { Type, contract } from '@stoa/sdk/contract'

const path = Type.String({ minLength: 1, maxLength: 4096 })
const Format = Type.Union([
  Type.Literal('sagews'),
  Type.Literal('ipynb'),
  Type.Literal('html'),
  Type.Literal('pdf'),
  Type.Literal('md'),
  Type.Literal('sage'),
  Type.Literal('py'),
  Type.Literal('zip'),
])

/**
 * Worksheets, notebooks and old notebooks made into other formats. `export/<path>?to=<format>` answers the result as a download; an error is
 * JSON `{ code, message }`. A POST to `beside/<path>?to=<format>` does what `convert` does, and answers the same.
 */
export const conversion = contract({
  name: 'conversion',
  version: 1,
  at: 'project',
  calls: {
    /** Writes the result beside the file, or to `out`, and answers where. What is there is refused with `exists` unless `replace`. */
    convert: {
      role: 'editor',
      input: Type.Object({ path, to: Format, out: Type.Optional(path), replace: Type.Optional(Type.Boolean()) }),
      output: Type.Object({ path: Type.String() }),
    },
  },
  events: {},
  routes: { export: { role: 'viewer', method: 'GET' }, beside: { role: 'editor', method: 'POST' } },
})
