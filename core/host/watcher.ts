import type { Stop } from '@stoa/sdk/contract'
import type { Clock } from '@stoa/sdk/hub'
import { treeMemory } from './memory.ts'

/** How often memory is summed where no control group limits it, in milliseconds. It can be outrun. */
const interval = 250

/**
 * Keeps a tree of processes below a limit where the kernel does not: the largest piece of user code is killed, or everything
 * when there is none. `killed` hears of each.
 */
export function watchMemory({ pid, limit, clock, killed }: { pid: number; limit: number; clock: Clock; killed(all: boolean): void }): Stop {
  let looking = false
  return clock.every(interval, () => {
    if (looking) return
    looking = true
    void look().finally(() => {
      looking = false
    })
  })

  async function look() {
    const processes = await treeMemory(pid)
    if (processes.reduce((sum, { pss }) => sum + pss, 0) <= limit) return
    const largest = processes.filter(({ user }) => user).toSorted((a, b) => b.pss - a.pss)[0]
    killed(largest === undefined)
    try {
      process.kill(largest?.pid ?? pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}
