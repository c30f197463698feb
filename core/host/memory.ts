import { readdir, readFile } from 'node:fs/promises'

/** One process and its share of memory in bytes: what it shares with others is divided among them (Pss), so sums are true. */
export type ProcessMemory = { readonly pid: number; readonly pss: number; readonly user: boolean }

/** All processes from `pid` down. What ends meanwhile is left out. `user` says that it is user code, which raised its own badness. */
export async function treeMemory(pid: number): Promise<ProcessMemory[]> {
  const found: ProcessMemory[] = []
  const ahead = [pid]
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const [rollup, adjustment, children] = await Promise.all([read(`/proc/${next}/smaps_rollup`), read(`/proc/${next}/oom_score_adj`), childrenOf(next)])
    ahead.push(...children)
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]
    if (kilobytes !== undefined) found.push({ pid: next, pss: Number(kilobytes) * 1024, user: Number(adjustment) >= 800 })
  }
  return found
}

/** The children of all threads of a process. */
export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`)))
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number))
}

function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

/** Bytes as people say them. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
