export { createHost } from './host.ts'
export type { Host, HostOptions, Limits, ProjectExit, ProjectProcess, ProjectStatus, SandboxChoice } from './host.ts'
