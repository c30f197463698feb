export { installedPart, type InstalledPlugin, type LoadablePart, type PluginReport } from './plugin.ts'
export { startProject, type ProjectOptions, type RunningProject } from './start.ts'
