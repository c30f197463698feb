import type { Activity } from '@stoa/sdk/project'

/** Counts what keeps the project awake: holds of parts, and the channels that people have open. */
export function createActivity() {
  const holds = new Map<symbol, string>()
  const listeners = new Set<(idle: boolean) => void>()
  let channels = 0
  let told = true

  function look() {
    const idle = channels === 0 && holds.size === 0
    if (idle === told) return
    told = idle
    for (const listener of listeners) listener(idle)
  }

  const activity: Activity = {
    hold(reason) {
      const mine = Symbol(reason)
      holds.set(mine, reason)
      look()
      return () => {
        holds.delete(mine)
        look()
      }
    },
  }
  return {
    activity,
    /** How many channels are open now. */
    setChannels(count: number) {
      channels = count
      look()
    },
    get idle() {
      return told
    },
    /** Why it is not idle, for people. */
    get reasons(): readonly string[] {
      return [...(channels > 0 ? ['somebody is connected'] : []), ...new Set(holds.values())]
    },
    onIdle(listener: (idle: boolean) => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
