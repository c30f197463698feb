import { useEffect } from 'react'
import { WorldProvider, useShell } from './context.ts'
import { Link } from './components/link.tsx'
import { Inside } from './inside.tsx'
import { Join } from './pages/join.tsx'
import { Message } from './pages/message.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { SignUp } from './pages/sign-up.tsx'
import type { Me } from './api.ts'
import type { Route } from './router.ts'
import { useValue } from './value.ts'

/** The whole page: what the address says, for who is here. */
export function App() {
  const { navigation, session } = useShell()
  const route = useValue(navigation.route)
  const state = useValue(session.state)
  useEffect(() => void session.refresh(), [session])

  if (state.kind === 'asking') return null
  if (state.kind === 'failed') {
    return (
      <Message title="Stoa" sentence={state.error.message}>
        <button type="button" className="sh-button" onClick={() => void session.refresh()}>
          Try again
        </button>
      </Message>
    )
  }
  if (state.kind === 'out') return <Outside me={state.me} route={route} />
  return (
    <WorldProvider value={state.world}>
      <Admitted route={route} />
    </WorldProvider>
  )
}

function Outside({ me, route }: { me: Me; route: Route }) {
  const { navigation } = useShell()
  switch (route.view) {
    case 'sign-in':
      return <SignIn me={me} next={route.next} />
    case 'sign-up':
      return <SignUp me={me} token={route.token} next={route.next} reason={route.next?.startsWith('/join') ? 'invitation' : 'none'} />
    case 'welcome':
      return <SignUp me={me} token={route.token} reason="administrator" />
    case 'join':
      return me.signUp === 'closed' ? (
        <SignIn me={me} next={navigation.here()} />
      ) : (
        <SignUp me={me} token={route.token} next={navigation.here()} reason="invitation" />
      )
    case 'projects':
      return <SignIn me={me} />
    case 'project':
      return <SignIn me={me} next={navigation.here()} />
    case 'unknown':
      return <Unknown path={route.path} />
  }
}

/** Somebody signed in has no use for the ways in, and goes on to where they lead. */
function Admitted({ route }: { route: Route }) {
  const { navigation } = useShell()
  const to = route.view === 'sign-in' || route.view === 'sign-up' ? (route.next ?? '/') : null
  useEffect(() => {
    if (to !== null) navigation.goTo(to)
  }, [navigation, to])
  if (to !== null) return null
  if (route.view === 'join') return <Join token={route.token} />
  if (route.view === 'welcome') {
    return (
      <Message
        title="Welcome to Stoa"
        sentence="This link makes a new account the administrator, and you are signed in already. Sign out first, then open it again."
      >
        <Link to={{ view: 'projects' }}>Your projects</Link>
      </Message>
    )
  }
  if (route.view === 'unknown') return <Unknown path={route.path} />
  return <Inside route={route} />
}

function Unknown({ path }: { path: string }) {
  return (
    <Message title="There is no such page" sentence={`Nothing is at ${path}.`}>
      <Link to={{ view: 'projects' }}>Your projects</Link>
    </Message>
  )
}
