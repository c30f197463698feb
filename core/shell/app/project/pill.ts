import type { ConnectionState } from '@stoa/sdk/wire'
import type { RunState } from './open.ts'

/** What the status pill says. `tone`: the dot is filled, hollow while something is under way, or red. `detail` is said with it. */
export type Pill = { readonly text: string; readonly tone: 'good' | 'busy' | 'bad'; readonly detail: string }

/** One state out of two: that of the connection, and, where a project is open, that of its server. */
export function pillOf({
  connection,
  running,
}: {
  connection: Pick<ConnectionState, 'kind' | 'latency' | 'error'>
  running?: RunState | undefined
}): Pill {
  const { kind, latency, error } = connection
  if (kind === 'connecting') return { text: 'Connecting', tone: 'busy', detail: '' }
  if (kind === 'reconnecting') return { text: 'Reconnecting', tone: 'busy', detail: '' }
  if (kind === 'offline') return { text: 'Offline', tone: 'bad', detail: 'Trying again' }
  if (kind === 'refused' || kind === 'closed')
    return { text: error?.code === 'signed_out' ? 'Signed out' : 'Disconnected', tone: 'bad', detail: '' }
  if (running?.state === 'starting') return { text: 'Starting', tone: 'busy', detail: 'The project is starting' }
  if (running?.state === 'restarting') return { text: 'Restarting', tone: 'busy', detail: 'The project is starting again' }
  if (running?.state === 'stopped' && running.reason !== undefined)
    return { text: 'Stopped', tone: 'bad', detail: 'The project is stopped' }
  return { text: 'Connected', tone: 'good', detail: latency === null ? '' : `${Math.max(1, Math.round(latency))} ms` }
}
