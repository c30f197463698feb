export { projectPart, type ProjectGiven } from './part.ts'

export { Activity, Blobs, Clock, Documents, Files, Log, Policy, Processes, Routes } from './services.ts'
export type {
  Anchor,
  Commit,
  RouteAnswer,
  RouteRequest,
  SandboxedProcess,
  SharedDocument,
  Translation,
  TerminalProcess,
  TerminalSize,
} from './services.ts'
