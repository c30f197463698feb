import { mkdirSync, readFileSync, rmdirSync, writeFileSync, existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Limits } from './host.ts'

/** The control groups of one project. */
export type Group = {
  /** Folders whose `cgroup.procs` its first process must join. */
  readonly folders: readonly string[]
  /** How many of its processes the kernel has killed for want of memory since it was made. */
  outOfMemory(): number
  /** Removes it once all its processes have gone. */
  remove(): void
}
export type Groups = { readonly kind: 'v2' | 'v1'; make(id: string, limits: Limits): Group }

/**
 * Finds control groups that really limit memory, by making one, setting a limit and reading it back: that a version is
 * mounted proves nothing. Null when there are none, as for an ordinary user without delegation.
 */
export function findGroups(): Groups | null {
  return trying(unified) ?? trying(separate)
}

function trying(find: () => Groups | null): Groups | null {
  try {
    const groups = find()
    if (!groups) return null
    groups.make('probe', { memory: 64 << 20, processes: 16, cpuShare: 100 }).remove()
    return groups
  } catch {
    return null
  }
}

/** Version 2: own group must be free to have children, which systemd's `Delegate=yes` and containers of their own give. */
function unified(): Groups | null {
  const own = ownFolder('')
  if (!own || !words(join(own, 'cgroup.controllers')).includes('memory')) return null
  const available = words(join(own, 'cgroup.controllers'))
  const controllers = ['memory', 'pids', 'cpu'].filter(name => available.includes(name))
  // A group with children may have no processes of its own, so the host moves into one as well.
  const host = folder(join(own, 'stoa-host'))
  writeFileSync(join(host, 'cgroup.procs'), String(process.pid))
  writeFileSync(join(own, 'cgroup.subtree_control'), controllers.map(name => `+${name}`).join(' '))
  const parent = folder(join(own, 'stoa'))
  writeFileSync(join(parent, 'cgroup.subtree_control'), controllers.map(name => `+${name}`).join(' '))
  return {
    kind: 'v2',
    make(id, { memory, processes, cpuShare }) {
      const mine = folder(join(parent, id))
      set(join(mine, 'memory.max'), memory)
      if (existsSync(join(mine, 'memory.swap.max'))) set(join(mine, 'memory.swap.max'), 0)
      if (controllers.includes('pids')) set(join(mine, 'pids.max'), processes)
      if (controllers.includes('cpu')) set(join(mine, 'cpu.weight'), Math.max(1, cpuShare))
      return group([mine], () => counted(join(mine, 'memory.events'), 'oom_kill'))
    },
  }
}

/** Version 1: a tree for each controller. */
function separate(): Groups | null {
  const parents = Object.fromEntries(['memory', 'pids', 'cpu'].map(name => [name, ownFolder(name)]))
  if (!parents.memory) return null
  return {
    kind: 'v1',
    make(id, { memory, processes, cpuShare }) {
      const inTree = (name: string) => (parents[name] ? folder(join(parents[name], 'stoa', id)) : null)
      const mine = { memory: inTree('memory')!, pids: inTree('pids'), cpu: inTree('cpu') }
      // Memory with swap may never be less than memory, so the order of setting them depends on what was there.
      const swap = join(mine.memory, 'memory.memsw.limit_in_bytes')
      if (existsSync(swap)) writeFileSync(swap, '-1')
      set(join(mine.memory, 'memory.limit_in_bytes'), memory)
      if (existsSync(swap)) set(swap, memory)
      if (mine.pids) set(join(mine.pids, 'pids.max'), processes)
      if (mine.cpu) writeFileSync(join(mine.cpu, 'cpu.shares'), String(Math.round(cpuShare * 10.24)))
      return group(
        Object.values(mine).filter(path => path !== null),
        () => counted(join(mine.memory, 'memory.oom_control'), 'oom_kill'),
      )
    },
  }
}

function group(folders: readonly string[], count: () => number): Group {
  const before = count()
  return {
    folders,
    outOfMemory: () => count() - before,
    remove() {
      for (const path of folders) {
        try {
          rmdirSync(path)
        } catch {
          // Something in it is still ending; the next start uses it again.
        }
      }
    },
  }
}

function folder(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}

/** Memory limits are rounded down to pages by the kernel. */
function set(file: string, value: number): void {
  writeFileSync(file, String(value))
  const read = Number(readFileSync(file, 'utf8'))
  if (!(read <= value && read > value - 65_536)) throw new Error(`${file} reads ${read} after ${value} was written`)
}

function counted(file: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0)
}

function words(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\s+/) : []
}

/** The folder of this process's own group: of one version-1 controller, or with '' of version 2. */
function ownFolder(controller: string): string | null {
  const own = readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .map(line => /^\d+:([^:]*):(.*)$/.exec(line))
    .find(match => match && match[1]!.split(',').includes(controller))?.[2]
  if (own === undefined) return null
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [left, right] = line.split(' - ')
    const [type, , options] = right?.split(' ') ?? []
    const matches = controller === '' ? type === 'cgroup2' : type === 'cgroup' && options?.split(',').includes(controller)
    if (!matches) continue
    const [, , , top, mount] = left!.split(' ') as [string, string, string, string, string]
    const below = relative(top, own)
    if (!below.startsWith('..')) return join(mount, below)
  }
  return null
}
