import { useRef, type KeyboardEvent } from 'react'
import { Avatar } from '../components/avatar.tsx'
import { GoTo } from '../components/go-to.tsx'
import { Icon } from '../components/icon.tsx'
import { Link } from '../components/link.tsx'
import { MenuButton } from '../components/menu.tsx'
import { useConnection } from '../components/status.tsx'
import { useShell, useWorld } from '../context.ts'
import type { Place } from '../router.ts'
import { useValue } from '../value.ts'
import type { Onlooker } from './facts.ts'
import type { OpenProject } from './open.ts'
import { pillOf } from './pill.ts'
import { folderHint, moveTab, nameOf, tabId } from './tabs.ts'

type StripProps = {
  project: OpenProject
  place: Place
  title: string
  name: string
  people: readonly Onlooker[]
  close(path: string): void
}

/** The strip: the project and its menu, the open files, who is here, and the way to everything else. */
export function Strip({ project, place, title, name, people, close }: StripProps) {
  const { navigation } = useShell()
  const { toasts } = useWorld()
  const role = useValue(project.facts)?.role
  const mayRestart = role === 'owner' || role === 'editor'
  return (
    <header className="sh-strip">
      <PhoneTitle project={project} place={place} title={title} name={name} />
      <MenuButton
        label={`Project ${title}`}
        title={title}
        className="sh-project"
        items={[
          { title: 'People', run: () => project.view.openPage('people') },
          { title: 'Project settings', run: () => project.view.openPage('settings') },
          ...(mayRestart
            ? [
                {
                  title: 'Restart project',
                  run: () => void project.restart().catch((error: Error) => toasts.show(`The project was not restarted. ${error.message}`)),
                },
              ]
            : []),
          { title: 'All projects', separated: true, run: () => navigation.go({ view: 'projects' }) },
        ]}
      >
        <span className="sh-cut">{title}</span>
        <Icon name="down" />
      </MenuButton>
      <TabList project={project} place={place} close={close} />
      <div className="sh-strip-end">
        <span className="sh-avatars">
          {people.map(({ session, name, colour }) => (
            <Avatar key={session} name={name} colour={colour} title={`${name} is here`} />
          ))}
        </span>
        <GoTo />
      </div>
    </header>
  )
}

/** What a phone has instead of tabs: a way back, what is shown, and whether it is connected. */
function PhoneTitle({ project, place, title, name }: { project: OpenProject; place: Place; title: string; name: string }) {
  const pill = pillOf({ connection: useConnection(), running: useValue(project.running) })
  return (
    <div className="sh-phone-title">
      <Link
        className="sh-button sh-bare sh-square"
        to={place.at === 'file' ? { view: 'project', project: project.id, place: { at: 'start' } } : { view: 'projects' }}
        aria-label={place.at === 'file' ? 'Back to the project' : 'All projects'}
      >
        <Icon name="back" />
      </Link>
      <span>
        <b className="sh-cut">{name || title}</b>
        {/* The state stands first: a long title is cut, and not what it says. */}
        <small className="sh-cut" data-tone={pill.tone} role="status">
          <i aria-hidden="true" />
          {[pill.tone === 'good' ? '' : pill.text, name ? title : ''].filter(Boolean).join(' · ')}
        </small>
      </span>
    </div>
  )
}

function TabList({ project, place, close }: { project: OpenProject; place: Place; close(path: string): void }) {
  const { files } = useValue(project.tabs)
  const current = place.at === 'file' ? place.path : undefined
  const list = useRef<HTMLDivElement>(null)
  const dragged = useRef<string | null>(null)

  function key(event: KeyboardEvent, path: string): void {
    const at = files.indexOf(path)
    const to: Record<string, number> = {
      ArrowRight: (at + 1) % files.length,
      ArrowLeft: (at - 1 + files.length) % files.length,
      Home: 0,
      End: files.length - 1,
    }
    if (event.key in to) list.current?.querySelectorAll<HTMLElement>('[role=tab]')[to[event.key]!]?.focus()
    else if (event.key === 'Delete') close(path)
    else if (event.key === ' ') project.view.openFile(path)
    else return
    event.preventDefault()
  }

  return (
    <div ref={list} className="sh-tabs" role="tablist" aria-label="Open files">
      {files.map((path, index) => (
        <Tab
          key={path}
          project={project}
          path={path}
          hint={folderHint(path, files)}
          selected={path === current}
          reachable={path === (current ?? files[0])}
          onKeyDown={event => key(event, path)}
          close={() => close(path)}
          dragStart={() => (dragged.current = path)}
          dropped={() => dragged.current !== null && project.tabs.update(tabs => moveTab(tabs, { path: dragged.current!, to: index }))}
        />
      ))}
    </div>
  )
}

const newsWords = { activity: 'something new', bell: 'rang' } as const

function Tab({
  project,
  path,
  hint,
  selected,
  reachable,
  onKeyDown,
  close,
  dragStart,
  dropped,
}: {
  project: OpenProject
  path: string
  hint: string
  selected: boolean
  /** The one tab that the Tab key reaches. */
  reachable: boolean
  onKeyDown(event: KeyboardEvent): void
  close(): void
  dragStart(): void
  dropped(): void
}) {
  const { unsaved, news } = useValue(project.viewFacts.of(`file:${path}`))
  const name = nameOf(path)
  return (
    <div
      className="sh-tab"
      role="presentation"
      data-selected={selected}
      title={path}
      draggable
      onDragStart={dragStart}
      onDragOver={event => event.preventDefault()}
      onDrop={dropped}
    >
      <Link
        id={tabId(path)}
        role="tab"
        draggable={false}
        aria-selected={selected}
        tabIndex={reachable ? 0 : -1}
        aria-label={[path, unsaved && 'not saved yet', news !== null && newsWords[news]].filter(Boolean).join(', ')}
        to={{ view: 'project', project: project.id, place: { at: 'file', path } }}
        onKeyDown={onKeyDown}
        onMouseDown={event => event.button === 1 && event.preventDefault()}
        onAuxClick={event => {
          if (event.button !== 1) return
          event.preventDefault()
          close()
        }}
      >
        <span className="sh-cut">{name}</span>
        {hint && <small className="sh-cut">{hint}</small>}
      </Link>
      {unsaved && <span className="sh-unsaved" aria-hidden="true" />}
      {news === 'activity' && <span className="sh-news" aria-hidden="true" />}
      {news === 'bell' && (
        <span className="sh-bell" aria-hidden="true">
          <Icon path="M4 11.500c1-1 1-2 1-4a3 3 0 0 1 6 0c0 2 0 3 1 4zM7 13.500h2" />
        </span>
      )}
      <button type="button" tabIndex={-1} aria-hidden="true" title={`Close ${name}`} onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  )
}
