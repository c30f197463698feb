/** The open files of a project in the order of their tabs, and the order they were last looked at, newest first. */
export type Tabs = { readonly files: readonly string[]; readonly recent: readonly string[] }
export const noTabs: Tabs = { files: [], recent: [] }

/** More tabs than this are not remembered from one visit to the next. */
const mostKept = 50

/** Opens a file, or comes back to it. A new tab stands beside the one that was looked at last. */
export function openTab(tabs: Tabs, path: string): Tabs {
  if (tabs.recent[0] === path) return tabs
  const recent = [path, ...tabs.recent.filter(one => one !== path)]
  if (tabs.files.includes(path)) return { files: tabs.files, recent }
  const beside = tabs.files.indexOf(tabs.recent[0] ?? '')
  return { files: beside < 0 ? [...tabs.files, path] : tabs.files.toSpliced(beside + 1, 0, path), recent }
}

/** Closes a file. `next` is the one to look at then: the one looked at before it; undefined when it was the last. */
export function closeTab(tabs: Tabs, path: string): { tabs: Tabs; next: string | undefined } {
  const files = tabs.files.filter(one => one !== path)
  const recent = tabs.recent.filter(one => one !== path)
  return { tabs: { files, recent }, next: recent[0] ?? files.at(-1) }
}

/** Gives a file that was renamed its new path, in its place. A tab that the new path has already goes. */
export function renameTab(tabs: Tabs, { from, to }: { from: string; to: string }): Tabs {
  const renamed = (paths: readonly string[]): string[] => paths.filter(one => one !== to).map(one => (one === from ? to : one))
  return tabs.files.includes(from) ? { files: renamed(tabs.files), recent: renamed(tabs.recent) } : tabs
}

/** Moves a tab to where another stands. */
export function moveTab(tabs: Tabs, { path, to }: { path: string; to: number }): Tabs {
  if (!tabs.files.includes(path)) return tabs
  return { ...tabs, files: tabs.files.filter(one => one !== path).toSpliced(to, 0, path) }
}

/** Reads tabs that were kept; whatever is no list of paths is none. */
export function readTabs(kept: unknown): Tabs {
  const { files, recent } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>
  const paths = strings(files).slice(0, mostKept)
  return { files: paths, recent: strings(recent).filter(path => paths.includes(path)) }
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? [...new Set(value.filter(one => typeof one === 'string' && one !== ''))] : []

/** What tells tabs with the same name apart: as much of the folder as is needed. Empty where the name alone will do. */
export function folderHint(path: string, files: readonly string[]): string {
  const name = nameOf(path)
  const twins = files.filter(one => one !== path && nameOf(one) === name)
  return twins.length === 0 ? '' : path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The id of the element of a file's tab. */
export const tabId = (path: string): string => `tab-${path}`
