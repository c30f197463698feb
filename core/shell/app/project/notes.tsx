import { useEffect, useState } from 'react'
import { Note } from '../components/note.tsx'
import { useConnection } from '../components/status.tsx'
import { useShell, useWorld } from '../context.ts'
import { useValue } from '../value.ts'
import type { OpenProject } from './open.ts'
import { restoredSentence } from './restored.ts'

/** How long the project may be between two states before that is worth a line, in milliseconds. */
const worthSaying = 1000

/** What is wrong with the whole page or project, above its views: offline, signed out, a server that ended. */
export function ProjectNotes({ project }: { project: OpenProject }) {
  const { session } = useShell()
  const { toasts, signedOut } = useWorld()
  const out = useValue(signedOut)
  const connection = useConnection()
  const running = useValue(project.running)
  const crash = useValue(project.crash)
  const restored = useValue(project.restored)
  const stopped = useLasting(running.state === 'stopped' ? (running.reason ?? null) : null)
  const restart = (): void => void project.restart().catch((error: Error) => toasts.show(`The project was not started. ${error.message}`))

  if (out) {
    return (
      <Note sentence="You are signed out. What you typed is kept in this page until you sign in again.">
        <button type="button" className="sh-button" onClick={() => void session.refresh()}>
          Sign in
        </button>
      </Note>
    )
  }
  // Signed out, or a new password: which of them it is will be known in a moment.
  if (connection.kind === 'refused' && connection.error?.code !== 'signed_out') {
    return (
      <Note sentence={connection.error?.message ?? 'The server refused the connection.'}>
        <button type="button" className="sh-button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </Note>
    )
  }
  if (connection.kind === 'offline')
    return <Note tone="warn" sentence="The server cannot be reached. What you type is kept here and sent as soon as it can be." />
  if (stopped !== null) {
    return (
      <Note sentence={`The project is stopped. ${stopped}`}>
        <button type="button" className="sh-button" onClick={restart}>
          Start
        </button>
      </Note>
    )
  }
  const sentence = restored && restoredSentence({ ...restored, now: Date.now() })
  if (sentence) {
    const seen = (): void => {
      project.restored.set(null)
      project.crash.set(null)
    }
    return (
      <Note tone="warn" sentence={sentence}>
        <button type="button" className="sh-button" onClick={seen}>
          Dismiss
        </button>
      </Note>
    )
  }
  if (crash !== null) {
    const again = running.state === 'running' ? 'It was started again.' : 'It is starting again.'
    return (
      <Note tone="warn" sentence={`The project’s server ended. ${crash} ${again}`}>
        <button type="button" className="sh-button" onClick={() => project.crash.set(null)}>
          Dismiss
        </button>
      </Note>
    )
  }
  return null
}

/** A value once it has lasted, so that what passes in a moment never moves the page. */
function useLasting(value: string | null): string | null {
  const [lasting, setLasting] = useState<string | null>(null)
  useEffect(() => {
    setLasting(null)
    if (value === null) return undefined
    const timer = setTimeout(() => setLasting(value), worthSaying)
    return () => clearTimeout(timer)
  }, [value])
  return lasting
}
