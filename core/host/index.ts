export { createHost } from './host.ts'
export type { Host, HostOptions, Limits, ProjectExit, ProjectProcess, ProjectStart, ProjectStatus, SandboxChoice } from './host.ts'
export { createInProcessHost } from './in-process.ts'
