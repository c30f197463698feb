import type { members } from '@stoa/core/hub/contracts'
import { errorBody, type ErrorBody } from '@stoa/sdk/contract'
import { useEffect, useState } from 'react'
import { Link } from '../components/link.tsx'
import { Note } from '../components/note.tsx'
import { useShell, useWorld } from '../context.ts'
import { useTitle } from '../title.ts'
import { Front } from './front.tsx'

/** Uses an invitation's link for the person who is signed in, and opens the project. */
export function Join({ token }: { token: string }) {
  const { navigation } = useShell()
  const { connect, account } = useWorld()
  const [error, setError] = useState<ErrorBody | null>(null)
  useTitle('Joining')
  useEffect(() => {
    let left = false
    const people = connect<typeof members>('members@1')
    people.call('accept', { token }).then(
      ({ project }) => left || navigation.go({ view: 'project', project, place: { at: 'start' } }, { replace: true }),
      (thrown: unknown) => left || setError(errorBody(thrown)),
    )
    return () => {
      left = true
      people.close()
    }
  }, [connect, navigation, token])
  return (
    <Front title="You are invited">
      {error ? (
        <>
          <Note sentence={error.message} />
          <p className="sh-aside">
            <Link to={{ view: 'projects' }}>Your projects</Link>
          </p>
        </>
      ) : (
        <p className="sh-introduction">Joining as {account.name}.</p>
      )}
    </Front>
  )
}
