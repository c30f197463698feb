import type { Text } from '@codemirror/state'
import type { Connect, Stop } from '../../contract/index.ts'
import { createReplica, newSession, openChannel, type DocumentChannel } from '../../document/index.ts'
import { forgetWork, holdSession, orphanedWork, storeWork, workKey } from './work.ts'

/** How soon after an edit, and how often while it waits, unacknowledged work is written to the browser's storage, in milliseconds. */
const writeAfter = 1_000
const writeAgain = 20_000

type Place = { project: string; path: string; viewer: string }

/** Finding differences is loaded only when a history was lost. */
export const loadDifference = async () => (await import('../../document/difference.ts')).difference

/**
 * Keeps an editor's unacknowledged work in the browser for as long as there is any: soon after each edit, and when the page is hidden,
 * which is the last that a page may hear.
 */
export function keepWork({ channel, place }: { channel: DocumentChannel; place: Place }): Stop {
  const document = workKey(place)
  let kept: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const held = new Map<string, Promise<(() => void) | null>>()

  const write = (): void => {
    if (!channel.unacknowledged) return
    const { session } = channel
    if (!held.has(session)) held.set(session, holdSession(session))
    kept = session
    storeWork({ session, document, time: Date.now(), record: channel.record() }).catch(() => undefined)
  }
  const look = (): void => {
    if (channel.unacknowledged) timer ??= setTimeout(tick, writeAfter)
    else {
      clearTimeout(timer)
      timer = undefined
      if (kept !== null) forgetWork(kept).catch(() => undefined)
      kept = null
    }
  }
  const tick = (): void => {
    write()
    timer = channel.unacknowledged ? setTimeout(tick, writeAgain) : undefined
  }
  const hidden = (): void => {
    if (window.document.visibilityState === 'hidden') write()
  }
  const stopState = channel.onState(look)
  window.addEventListener('pagehide', write)
  window.document.addEventListener('visibilitychange', hidden)
  return () => {
    write()
    stopState()
    clearTimeout(timer)
    window.removeEventListener('pagehide', write)
    window.document.removeEventListener('visibilitychange', hidden)
    for (const lock of held.values()) void lock.then(release => release?.())
  }
}

/**
 * Sends what pages that are gone have left of a document, each under its own session, so that the server knows what it has of it already.
 * It comes back to the editor as any other change does.
 */
export async function sendOrphans({ connect, place }: { connect: Connect; place: Place }): Promise<void> {
  for (const { work, release } of await orphanedWork({ document: workKey(place), now: Date.now() })) {
    const replica = createReplica({ session: newSession() })
    let text: Text = replica.restore(work.record)
    const channel = openChannel({
      connect,
      project: place.project,
      path: place.path,
      replica,
      difference: loadDifference,
      view: {
        load: loaded => void (text = loaded),
        apply: changes => void (text = changes.apply(text)),
        get text() {
          return text
        },
      },
    })
    void channel
      .acknowledged()
      .then(() => forgetWork(work.session))
      // Refused for good, as after a change of role: it stays in storage for thirty days, should the role come back.
      .catch(() => undefined)
      .finally(() => {
        channel.close()
        release()
      })
  }
}
