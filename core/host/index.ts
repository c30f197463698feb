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
  RestoredFiles,
  SandboxChoice,
} from './host.ts'
export { createInProcessHost } from './in-process.ts'
