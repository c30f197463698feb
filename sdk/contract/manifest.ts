import { Type } from 'typebox'
import type { Static } from './static.ts'

/** The level of the SDK's interfaces. A plugin names the level it was written for; a hub refuses one it does not speak. */
export const apiLevel = 1

const path = Type.String({ pattern: '^\\./', maxLength: 200 })
const tokenId = Type.String({ pattern: '^[a-z0-9-]+/[A-Za-z0-9]+@[0-9]+$', maxLength: 100 })

/** What a plugin says of itself in `package.json` under "stoa". Readable without running any of its code. */
export const ManifestSchema = Type.Object(
  {
    api: Type.Integer({ minimum: 1 }),
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    title: Type.String({ minLength: 1, maxLength: 60 }),
    /** Modules whose exports are the plugin's contracts. They hold data only and are read by the hub's router. */
    contracts: Type.Optional(Type.Array(path)),
    parts: Type.Object(
      { hub: Type.Optional(path), host: Type.Optional(path), project: Type.Optional(path), ui: Type.Optional(path) },
      { additionalProperties: false },
    ),
    /** Modules whose exports are the plugin's tables, made with `table()`. They hold data only and are read when the store opens. */
    tables: Type.Optional(Type.Array(path)),
    /** Every service that any part needs. A part that asks for one that is not listed is refused by name. */
    needs: Type.Optional(Type.Array(tokenId)),
    /** Every service that any part provides. */
    provides: Type.Optional(Type.Array(tokenId)),
    /** `page` loads its UI into the shell, `frame` into a sandboxed frame. */
    trust: Type.Union([Type.Literal('page'), Type.Literal('frame')]),
    settings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    fileTypes: Type.Optional(Type.Array(Type.String({ maxLength: 40 }))),
    /** A folder put on the path of the project's Python kernels. */
    python: Type.Optional(path),
  },
  { additionalProperties: false },
)
export type Manifest = Static<typeof ManifestSchema>
