import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'

/** One process and its share of memory in bytes: what it shares with others is divided among them (Pss), so sums are true. */
export type ProcessMemory = { readonly pid: number; readonly parent: number | null; readonly pss: number; readonly user: boolean }
/** A program that a project server has started, with everything it has started itself. `memory` is in bytes (Pss). */
export type Program = { readonly name: string; readonly pid: number; readonly memory: number }

/** All processes from `pid` down. What ends meanwhile is left out. `user` says that it is user code, which raised its own badness. */
export async function treeMemory(pid: number): Promise<ProcessMemory[]> {
  const found: ProcessMemory[] = []
  const ahead: { pid: number; parent: number | null }[] = [{ pid, parent: null }]
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const { pid: next, parent } = at
    const [rollup, adjustment, children] = await Promise.all([
      read(`/proc/${next}/smaps_rollup`),
      read(`/proc/${next}/oom_score_adj`),
      childrenOf(next),
    ])
    ahead.push(...children.map(child => ({ pid: child, parent: next })))
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]
    if (kilobytes !== undefined) found.push({ pid: next, parent, pss: Number(kilobytes) * 1024, user: Number(adjustment) >= 800 })
  }
  return found
}

/** The programs among the processes of a tree: user code whose parent is not. */
export async function programsIn(processes: readonly ProcessMemory[]): Promise<Program[]> {
  const byPid = new Map(processes.map(process => [process.pid, process]))
  const memory = new Map<number, number>()
  for (const process of processes) {
    if (!process.user) continue
    let top = process
    for (let above = byPid.get(top.parent ?? 0); above?.user; above = byPid.get(top.parent ?? 0)) top = above
    memory.set(top.pid, (memory.get(top.pid) ?? 0) + process.pss)
  }
  return Promise.all(
    [...memory].map(async ([pid, bytes]) => ({ name: programName((await read(`/proc/${pid}/cmdline`)).split('\0')), pid, memory: bytes })),
  )
}

/** What a person would call a program: its own name, or the module or script that an interpreter runs. */
export function programName([program = '', ...rest]: readonly string[]): string {
  const name = basename(program)
  if (!/^(python|sage|node|bash|sh)[\d.]*$/.test(name)) return name
  const module = rest[rest.indexOf('-m') + 1]
  if (rest.includes('-m') && module) return module
  const script = rest.find(argument => argument !== '' && !argument.startsWith('-'))
  return script?.includes('/') || /\.\w+$/.test(script ?? '') ? basename(script!) : name
}

/** The children of all threads of a process. */
export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(threads.map(thread => read(`/proc/${pid}/task/${thread}/children`)))
  return lists.flatMap(list => list.trim().split(' ').filter(Boolean).map(Number))
}

function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

/** Bytes as people say them. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
