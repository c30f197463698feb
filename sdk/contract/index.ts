export { Bytes, Type, contract, contractName, isBytes, takesMethod } from './contract.ts'
export type {
  Call,
  Caller,
  ChannelState,
  Connect,
  ConnectOptions,
  Contract,
  Event,
  Handlers,
  Remote,
  Route,
  RouteMethod,
  Serve,
  Served,
  Serving,
  TSchema,
} from './contract.ts'
export type { Static } from './static.ts'
export { RoleSchema, atLeast, roles, type Role } from './role.ts'
export { StoaError, errorBody, quote, type ErrorBody } from './error.ts'
export { token, type Needs, type Provides, type Resolved, type Token } from './token.ts'
export { stops, type Stop } from './stop.ts'
export type { PageGiven, Part, ServerGiven, Started } from './part.ts'
export { ManifestSchema, apiLevel, type Manifest } from './manifest.ts'
