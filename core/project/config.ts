import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { ManifestSchema, type Static } from '@stoa/sdk/contract'
import { errors } from './errors.ts'

/** What a host tells a project server at its start, as one line of JSON on standard input. The token is not in it. */
export const ProjectConfigSchema = Type.Object(
  {
    project: Type.String(),
    epoch: Type.Integer({ minimum: 0 }),
    /** The moment of the machine's steady time at which this server may serve no longer, unless the host says another. Without it, there is no end. */
    until: Type.Optional(Type.Number()),
    /** Absolute, as the server sees it. */
    root: Type.String(),
    /** Where to listen. */
    socketPath: Type.String(),
    plugins: Type.Array(Type.Object({ manifest: ManifestSchema, folder: Type.String() })),
    sandbox: Type.Object({
      kind: Type.Union([Type.Literal('none'), Type.Literal('bubblewrap')]),
      sentence: Type.String(),
      processList: Type.Boolean(),
    }),
    policy: Type.Object({ privateAddresses: Type.Boolean() }),
  },
  { additionalProperties: false },
)
export type ProjectConfig = Static<typeof ProjectConfigSchema>

/** Throws `config_invalid`, naming the field. */
export function readConfig(line: string): ProjectConfig {
  let config: unknown
  try {
    config = JSON.parse(line)
  } catch {
    throw errors.configInvalid('/', 'it is not JSON')
  }
  if (Value.Check(ProjectConfigSchema, config)) return config
  const [first] = Value.Errors(ProjectConfigSchema, config)
  throw errors.configInvalid(first?.instancePath || '/', first?.message ?? 'it does not fit')
}

/** What a host tells a running project server, one line of JSON each on standard input: its lease was renewed. */
export type HostNews = { readonly until: number }

/** What a project server tells its host, one line of JSON each on standard output. */
export type ProjectNews =
  | { readonly ready: { readonly plugins: readonly { readonly id: string; readonly started: boolean; readonly reason?: string }[] } }
  | { readonly idle: boolean }
  | { readonly failed: string }
