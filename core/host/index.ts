export { createHost } from './host.ts'
export type {
  Host,
  HostOptions,
  Limits,
  ProjectExit,
  ProjectHosts,
  ProjectProcess,
  ProjectStart,
  ProjectStatus,
  ReachedProject,
  SandboxChoice,
} from './host.ts'
export { createInProcessHost } from './in-process.ts'
export { projectFolders } from './layout.ts'
export { startHostParts, type HostParts } from './parts.ts'
export type { HostedProgram } from './programs.ts'
