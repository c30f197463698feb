import { createValue, type Readable } from '../value.ts'

/** A project that stands in the rail. */
export type RecentProject = { readonly id: string; readonly title: string }
/** The projects opened in this window, in the order they came. */
export type RecentProjects = {
  readonly list: Readable<readonly RecentProject[]>
  /** Opened, or renamed. */
  add(project: RecentProject): void
  remove(id: string): void
}

/** The rail is no list: what was opened longest ago gives way. */
const most = 6

export function createRecentProjects(account: string): RecentProjects {
  const key = `stoa-recent:${account}`
  const list = createValue<readonly RecentProject[]>(load(key))
  const keep = (projects: readonly RecentProject[]): void => {
    list.set(projects)
    try {
      sessionStorage.setItem(key, JSON.stringify(projects))
    } catch {
      // A browser that keeps nothing shows here what was opened since the page was loaded.
    }
  }
  return {
    list,
    add({ id, title }) {
      const now = list.get()
      const at = now.findIndex(one => one.id === id)
      if (at >= 0 && now[at]!.title === title) return
      keep(at >= 0 ? now.with(at, { id, title }) : [...now, { id, title }].slice(-most))
    },
    remove: id => keep(list.get().filter(one => one.id !== id)),
  }
}

function load(key: string): readonly RecentProject[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? '[]') as RecentProject[]
    return kept.filter(({ id, title }) => typeof id === 'string' && typeof title === 'string')
  } catch {
    return []
  }
}
