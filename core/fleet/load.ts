import { readFileSync } from 'node:fs'
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os'
import type { Load } from './rules.ts'

/** What this machine has to give now. */
export function machineLoad({ projects, most }: { projects: number; most?: number | undefined }): Load {
  return {
    projects,
    memory: { free: freeMemory(), total: totalmem() },
    cores: availableParallelism(),
    busy: Math.round(loadavg()[0]! * 100) / 100,
    ...(most !== undefined && { most }),
  }
}

/** What programs can have without anything being swapped: more than what is unused, since caches give way. */
function freeMemory(): number {
  try {
    const kilobytes = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]
    if (kilobytes !== undefined) return Number(kilobytes) * 1024
  } catch {
    // Not Linux.
  }
  return freemem()
}
