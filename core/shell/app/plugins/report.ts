import type { PluginReport } from '../../../project/plugin.ts'

/** What became of the plugins' UI parts. `settled`: all have been started or left out. */
export type PluginState = { readonly settled: boolean; readonly reports: readonly PluginReport[] }

/** Those that are not there, and why. */
export function absent({ reports }: PluginState): readonly PluginReport[] {
  return reports.filter(({ started }) => !started)
}
