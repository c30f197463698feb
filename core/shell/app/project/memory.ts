import { readTabs, type Tabs } from './tabs.ts'

/** Keeps which files were open: for this window until it is closed, and for the next window as the last one left it. */
export function createTabMemory({ account, project }: { account: string; project: string }): { load(): Tabs; save(tabs: Tabs): void } {
  const key = `stoa-tabs:${account}:${project}`
  return {
    load() {
      try {
        return readTabs(JSON.parse(sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? 'null'))
      } catch {
        // Storage that is switched off or spoiled remembers nothing.
        return readTabs(null)
      }
    },
    save(tabs) {
      try {
        const text = JSON.stringify(tabs)
        sessionStorage.setItem(key, text)
        localStorage.setItem(key, text)
      } catch {
        // As above: the tabs are forgotten with the page, and nothing else is lost.
      }
    },
  }
}
