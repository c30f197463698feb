import { useCallback, useEffect, useState } from 'react'
import { Link } from '../components/link.tsx'
import { Rail } from '../components/rail.tsx'
import { roleTitle } from '../components/roles.ts'
import { StatusLine } from '../components/status.tsx'
import { useShell, useWorld } from '../context.ts'
import { Message } from '../pages/message.tsx'
import type { Place } from '../router.ts'
import { useTitle } from '../title.ts'
import { useValue } from '../value.ts'
import { openProject, type OpenProject } from './open.ts'
import { ProjectNotes } from './notes.tsx'
import { Strip } from './strip.tsx'
import { closeTab, nameOf, openTab } from './tabs.ts'
import { Views, viewKeyOf } from './views.tsx'

/** A project: opened when it comes into sight, let go when it is left. */
export function ProjectPage({ id, place }: { id: string; place: Place }) {
  const { boot, navigation } = useShell()
  const world = useWorld()
  const [project, setProject] = useState<OpenProject | null>(null)
  useEffect(() => {
    const opened = openProject({ id, base: boot.base, world, navigation })
    setProject(opened)
    return () => {
      setProject(null)
      void opened.close()
    }
  }, [boot, id, navigation, world])
  return project ? <Opened project={project} place={place} /> : null
}

function Opened({ project, place }: { project: OpenProject; place: Place }) {
  const world = useWorld()
  const facts = useValue(project.facts)
  const lost = useValue(project.lost)
  const title = facts?.title ?? ''
  useEffect(() => {
    if (lost) world.recent.remove(project.id)
    else if (title !== '') world.recent.add({ id: project.id, title })
  }, [lost, project, title, world])
  if (lost) {
    return (
      <Message title="This project cannot be shown" sentence={lost.message}>
        <Link to={{ view: 'projects' }}>Your projects</Link>
      </Message>
    )
  }
  // Views are mounted once the role is known, so that none begins as a viewer's and turns into an owner's.
  return facts ? <Shown project={project} place={place} title={title} role={facts.role} /> : <div className="sh-app" aria-busy="true" />
}

function Shown({ project, place, title, role }: { project: OpenProject; place: Place; title: string; role: string }) {
  const { navigation } = useShell()
  const { pages, commands } = useWorld()
  const all = useValue(pages.list)
  const running = useValue(project.running)
  const view = useValue(project.viewFacts.of(viewKeyOf(place)))
  const tabs = useValue(project.tabs)
  const pageTitle =
    place.at === 'page' ? (all.find(({ id }) => id === place.page)?.title ?? (place.page === 'people' ? 'People' : 'Settings')) : ''
  const name = place.at === 'file' ? nameOf(place.path) : pageTitle
  useTitle([name, title].filter(Boolean).join(' · '))

  const first = all[0]?.id
  useEffect(() => {
    if (place.at === 'file') project.tabs.update(now => openTab(now, place.path))
    else if (place.at === 'start' && first !== undefined)
      navigation.go({ view: 'project', project: project.id, place: { at: 'page', page: first } }, { replace: true })
  }, [first, navigation, place, project])

  const close = useCallback(
    (path: string): void => {
      const { tabs: left, next } = closeTab(project.tabs.get(), path)
      project.tabs.set(left)
      if (place.at !== 'file' || place.path !== path) return
      navigation.go(
        { view: 'project', project: project.id, place: next === undefined ? { at: 'start' } : { at: 'file', path: next } },
        { replace: true },
      )
    },
    [navigation, place, project],
  )

  useEffect(() => {
    const { openPage, openFile } = project.view
    const stop = commands.add([
      ...tabs.files.map((path, index) => ({
        id: `tab-${path}`,
        title: path,
        group: 'Open file',
        ...(index < 9 && { key: `Alt-${index + 1}` }),
        run: () => openFile(path),
      })),
      ...all.map(({ id, title }) => ({ id: `page-${id}`, title, group: 'Page', run: () => openPage(id) })),
      { id: 'page-people', title: 'People', group: 'Page', run: () => openPage('people') },
      { id: 'page-settings', title: 'Project settings', group: 'Page', run: () => openPage('settings') },
      ...(place.at === 'file'
        ? [{ id: 'close-tab', title: `Close ${nameOf(place.path)}`, key: 'Alt-w', run: () => close(place.path) }]
        : []),
    ])
    return () => void stop()
  }, [all, close, commands, place, project, tabs])

  return (
    <div className="sh-app" data-at={place.at}>
      <Rail project={project} place={place} />
      <Strip project={project} place={place} title={title} name={name} people={view.people} close={close} />
      <main className="sh-main" aria-label={name || title}>
        <ProjectNotes project={project} />
        <div className="sh-views">
          <Views project={project} place={place} />
        </div>
      </main>
      <StatusLine running={running} left={view.left} right={view.right} role={roleTitle(role)} />
    </div>
  )
}
