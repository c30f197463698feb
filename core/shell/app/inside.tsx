import { useEffect } from 'react'
import { useShell, useWorld } from './context.ts'
import { ToastShelf } from './components/toast-shelf.tsx'
import { commandFor } from './palette/commands.ts'
import { onMac } from './palette/keys.ts'
import { Palette } from './palette/palette.tsx'
import { Projects } from './pages/projects.tsx'
import { ProjectPage } from './project/project.tsx'
import type { Route } from './router.ts'
import { useValue } from './value.ts'

/** The page of somebody signed in: the projects, or one of them; with the keys, the palette and the toasts that are there everywhere. */
export function Inside({ route }: { route: Route }) {
  const { session, navigation } = useShell()
  const { commands, connection, signedOut } = useWorld()
  const palette = useValue(commands.palette)
  const out = useValue(signedOut)

  useEffect(() => {
    const stop = commands.add([
      { id: 'palette', title: 'Go to…', key: 'Mod-k', enabled: () => !commands.palette.get(), run: () => commands.palette.set(true) },
      {
        id: 'palette-too',
        title: 'Go to…',
        key: 'Mod-Shift-p',
        enabled: () => !commands.palette.get(),
        run: () => commands.palette.set(true),
      },
      { id: 'projects', title: 'All projects', group: 'Go', run: () => navigation.go({ view: 'projects' }) },
      { id: 'sign-out', title: 'Sign out', group: 'Account', run: () => void session.signOut() },
    ])
    return () => void stop()
  }, [commands, navigation, session])

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return
      const focus = document.activeElement
      const reachable = commands.list.get().filter(({ within }) => !within || focus === document.body || within.contains(focus))
      const command = commandFor(event, reachable, onMac)
      if (!command) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [commands])

  // A cookie that has run out looks like a network that is down, and a new password like a sign-out: the hub is asked which it is.
  useEffect(() => {
    const stop = connection.onState(({ kind }) => {
      if (kind === 'offline' || kind === 'refused') void session.check()
    })
    return () => void stop()
  }, [connection, session])
  // The list of projects holds nothing that could be lost.
  useEffect(() => {
    if (out && route.view !== 'project') void session.refresh()
  }, [out, route, session])

  return (
    <>
      {route.view === 'project' ? <ProjectPage key={route.project} id={route.project} place={route.place} /> : <Projects />}
      <ToastShelf />
      {palette && <Palette close={() => commands.palette.set(false)} />}
    </>
  )
}
