import type { projects as contract } from '@stoa/core/hub/contracts'
import { errorBody, type ErrorBody, type Remote } from '@stoa/sdk/contract'
import { useEffect, useMemo, useRef, useState } from 'react'
import { GoTo } from '../components/go-to.tsx'
import { Icon } from '../components/icon.tsx'
import { Link } from '../components/link.tsx'
import { MenuButton, type MenuItem } from '../components/menu.tsx'
import { letterOf, moment } from '../components/names.ts'
import { Note } from '../components/note.tsx'
import { Rail } from '../components/rail.tsx'
import { roleTitle } from '../components/roles.ts'
import { StatusLine } from '../components/status.tsx'
import { useShell, useWorld } from '../context.ts'
import { useTitle } from '../title.ts'
import { NewProject, RenameProject } from './project-name.tsx'
import { bySearch, type ListedProject } from './search.ts'

/** All projects of the person: found, opened, made, renamed, starred, deleted and brought back. */
export function Projects() {
  const { navigation } = useShell()
  const { connect, toasts, commands } = useWorld()
  const [remote, setRemote] = useState<Remote<typeof contract> | null>(null)
  const [list, setList] = useState<readonly ListedProject[] | null>(null)
  const [error, setError] = useState<ErrorBody | null>(null)
  const [search, setSearch] = useState('')
  const [making, setMaking] = useState<{ title: string } | null>(null)
  const [renaming, setRenaming] = useState<ListedProject | null>(null)
  const field = useRef<HTMLInputElement>(null)
  useTitle('Projects')

  useEffect(() => {
    const channel = connect<typeof contract>('projects@1')
    const load = () =>
      Promise.all([channel.call('list', {}), channel.call('list', { deleted: true })]).then(
        ([{ projects: living }, { projects: deleted }]) => {
          setList([...living, ...deleted])
          setError(null)
        },
        (thrown: unknown) => setError(errorBody(thrown)),
      )
    const stops = [channel.on('changed', () => void load()), channel.onState(state => void (state === 'open' && load()))]
    setRemote(channel)
    return () => {
      stops.forEach(stop => void stop())
      channel.close()
    }
  }, [connect])
  useEffect(() => {
    const stop = commands.add([
      { id: 'new-project', title: 'New project…', group: 'Projects', run: () => setMaking({ title: '' }) },
      { id: 'search-projects', title: 'Search projects', group: 'Projects', key: '/', run: () => field.current?.focus() },
    ])
    return () => void stop()
  }, [commands])

  const living = useMemo(() => (list ?? []).filter(one => one.deletedUntil === undefined), [list])
  const deleted = useMemo(() => (list ?? []).filter(one => one.deletedUntil !== undefined), [list])
  const found = useMemo(() => bySearch(living, search), [living, search])
  const open = (id: string) => navigation.go({ view: 'project', project: id, place: { at: 'start' } })
  const failed = (thrown: unknown) => toasts.show(errorBody(thrown).message)
  const restore = (project: string) => void remote?.call('restore', { project }).catch(failed)
  async function remove(project: ListedProject): Promise<void> {
    await remote?.call('remove', { project: project.id })
    toasts.show(`Deleted ${project.title}.`, { title: 'Undo', run: () => restore(project.id) })
  }

  return (
    <div className="sh-app" data-at="projects">
      <Rail />
      <header className="sh-strip">
        <b className="sh-project">Stoa</b>
        <div className="sh-strip-end">
          <GoTo />
        </div>
      </header>
      <main className="sh-main" aria-label="Projects">
        <div className="sh-page">
          <div className="sh-page-head">
            <h1>Projects</h1>
            <span className="sh-grow" />
            <label className="sh-search">
              <Icon name="search" />
              <input
                ref={field}
                type="search"
                placeholder="Search projects"
                aria-label="Search projects"
                value={search}
                onChange={event => setSearch(event.target.value)}
                onKeyDown={event => {
                  if (event.key === 'Enter' && found[0]) open(found[0].id)
                  else if (event.key === 'Escape') setSearch('')
                }}
              />
              <kbd>/</kbd>
            </label>
            <button type="button" className="sh-button sh-filled" onClick={() => setMaking({ title: '' })}>
              <Icon name="plus" />
              New project
            </button>
          </div>
          {error && <Note sentence={error.message} />}
          {list && living.length === 0 && (
            <div className="sh-empty">
              <p>A project holds worksheets, files and the people you work with.</p>
              <button type="button" className="sh-button" onClick={() => setMaking({ title: '' })}>
                Make the first one
              </button>
            </div>
          )}
          {found.length > 0 && (
            <ul className="sh-projects">
              {found.map(project => (
                <Row
                  key={project.id}
                  project={project}
                  remote={remote}
                  rename={() => setRenaming(project)}
                  remove={() => void remove(project).catch(failed)}
                  failed={failed}
                />
              ))}
            </ul>
          )}
          {search !== '' && found.length === 0 && (
            <button type="button" className="sh-create" onClick={() => setMaking({ title: search })}>
              Create “{search}”…
            </button>
          )}
          {deleted.map(({ id, title, deletedUntil }) => (
            <p key={id} className="sh-quiet sh-deleted">
              “{title}” was deleted.{' '}
              <button type="button" className="sh-inline" onClick={() => restore(id)}>
                Restore it
              </button>
              , possible until {new Date(deletedUntil!).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}.
            </p>
          ))}
        </div>
      </main>
      <StatusLine />
      {making && remote && <NewProject remote={remote} title={making.title} close={() => setMaking(null)} made={open} />}
      {renaming && remote && <RenameProject remote={remote} project={renaming} close={() => setRenaming(null)} />}
    </div>
  )
}

function Row({
  project,
  remote,
  rename,
  remove,
  failed,
}: {
  project: ListedProject
  remote: Remote<typeof contract> | null
  rename(): void
  remove(): void
  failed(thrown: unknown): void
}) {
  const { id, title, description, role, lastUsed, starred } = project
  const items: MenuItem[] = [
    { title: starred ? 'Remove the star' : 'Star', run: () => void remote?.call('star', { project: id, starred: !starred }).catch(failed) },
    ...(role === 'owner'
      ? [
          { title: 'Rename…', run: rename },
          { title: 'Delete', danger: true, separated: true, run: remove },
        ]
      : []),
  ]
  return (
    <li>
      <Link className="sh-project-link" to={{ view: 'project', project: id, place: { at: 'start' } }}>
        <span className="sh-symbol" aria-hidden="true">
          {letterOf(title)}
        </span>
        <span className="sh-project-title">
          <b className="sh-cut">{title}</b>
          {description && <small className="sh-cut">{description}</small>}
        </span>
        {starred && (
          <span className="sh-starred" title="Starred">
            <Icon name="star" />
          </span>
        )}
        <span className="sh-project-role">{roleTitle(role)}</span>
        <span className="sh-project-time">{moment(lastUsed, Date.now())}</span>
      </Link>
      <MenuButton label={`What to do with ${title}`} className="sh-button sh-bare sh-square" items={items}>
        <Icon name="dots" />
      </MenuButton>
    </li>
  )
}
