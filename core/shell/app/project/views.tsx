import type { FileAction, FileEditor, Place as ViewPlace, ProjectPage } from '@stoa/sdk/ui'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Note } from '../components/note.tsx'
import { useShell, useWorld } from '../context.ts'
import { absent } from '../plugins/report.ts'
import type { Place, Query } from '../router.ts'
import { actionsFor } from '../services/actions.ts'
import { editorAfter, editorsFor } from '../services/editors.ts'
import { useValue } from '../value.ts'
import { createPageAddress } from './address.ts'
import { Hosted } from './hosted.tsx'
import type { OpenProject } from './open.ts'
import { People } from './people.tsx'
import { ProjectSettings } from './settings.tsx'
import { nameOf, renameTab, tabId } from './tabs.ts'

/** The key of the view at a place. */
export function viewKeyOf(place: Place): string {
  return place.at === 'file' ? `file:${place.path}` : place.at === 'page' ? `page:${place.page}` : ''
}

/** The views of a project that have been looked at: the current one shown, the others kept as they were left. */
export function Views({ project, place }: { project: OpenProject; place: Place }) {
  const { pages, plugins } = useWorld()
  const allPages = useValue(pages.list)
  const { settled } = useValue(plugins)
  const { files } = useValue(project.tabs)
  const [visited, setVisited] = useState<readonly Place[]>([])
  const key = viewKeyOf(place)

  useEffect(() => {
    if (place.at === 'start') return
    setVisited(all => (all.some(one => viewKeyOf(one) === viewKeyOf(place)) ? all : [...all, place]))
  }, [place])
  // The one that is shown stays: at a file's own address its tab is opened only after this.
  useEffect(
    () => setVisited(all => all.filter(one => one.at !== 'file' || files.includes(one.path) || viewKeyOf(one) === key)),
    [files, key],
  )

  const own =
    place.at === 'page' &&
    (place.page === 'people' ? <People project={project} /> : place.page === 'settings' ? <ProjectSettings project={project} /> : null)
  const missing = settled && !own && (place.at === 'page' ? !allPages.some(({ id }) => id === place.page) : place.at === 'start')
  return (
    <>
      {visited.map(one => {
        const active = viewKeyOf(one) === key
        if (one.at === 'file') return <File key={viewKeyOf(one)} project={project} path={one.path} line={one.line} active={active} />
        const page = one.at === 'page' ? allPages.find(({ id }) => id === one.page) : undefined
        return page && <Page key={viewKeyOf(one)} project={project} page={page} active={active} query={queryOf(active ? place : one)} />
      })}
      {own && (
        <div className="sh-view" data-active="true">
          {own}
        </div>
      )}
      {missing && <Missing what={place.at === 'page' ? `There is no page “${place.page}” here.` : 'No plugin has a page to show here.'} />}
    </>
  )
}

const queryOf = (place: Place): Query => (place.at === 'page' && place.query) || nothing
const nothing: Query = {}

function Page({ project, page, active, query }: { project: OpenProject; page: ProjectPage; active: boolean; query: Query }) {
  const { navigation } = useShell()
  const [address] = useState(() =>
    createPageAddress({
      query,
      replace: shown =>
        navigation.go({ view: 'project', project: project.id, place: { at: 'page', page: page.id, query: shown } }, { replace: true }),
    }),
  )
  useEffect(() => (active ? address.shows(query) : address.hides()), [active, address, query])
  const mount = useCallback((place: ViewPlace) => page.mount({ ...place, address }), [address, page])
  return <Hosted project={project} viewKey={`page:${page.id}`} title={page.title} active={active} mount={mount} />
}

function File({ project, path, line, active }: { project: OpenProject; path: string; line: number | undefined; active: boolean }) {
  const { navigation } = useShell()
  const { editors, plugins, commands, fileActions } = useWorld()
  const all = useValue(editors.list)
  const allActions = useValue(fileActions.list)
  const actions = useMemo(() => actionsFor(allActions, path), [allActions, path])
  const { settled } = useValue(plugins)
  const [chosen, choose] = useState<string | null>(null)
  const fitting = editorsFor(all, path)
  // Until all plugins are there, a better one may still come.
  const editor: FileEditor | undefined = settled ? (fitting.find(({ id }) => id === chosen) ?? fitting[0]) : undefined
  const pass = useCallback((): boolean => {
    const next = editor && editorAfter(editors.list.get(), { path, editor })
    if (next) choose(next.id)
    return next !== undefined
  }, [editor, editors, path])

  useEffect(() => {
    if (!active || !editor) return undefined
    const others = editorsFor(editors.list.get(), path).filter(one => one !== editor)
    const stop = commands.add(
      others.map(({ id, title }) => ({ id: `open-with-${id}`, title: `Open ${nameOf(path)} with ${title}`, run: () => choose(id) })),
    )
    return () => void stop()
  }, [active, commands, editor, editors, path])

  const act = useCallback(({ run }: FileAction) => run({ path, project: project.view }), [path, project])
  useEffect(() => {
    if (!active) return undefined
    const stop = commands.add(
      actions.map(action => ({
        id: action.id,
        title: `${action.title} of ${nameOf(path)}`,
        ...(action.key !== undefined && { key: action.key }),
        run: () => act(action),
      })),
    )
    return () => void stop()
  }, [act, actions, active, commands, path])

  const shown = useRef(active)
  useEffect(() => {
    shown.current = active
  }, [active])
  const moved = useCallback(
    (to: string): void => {
      project.tabs.update(tabs => renameTab(tabs, { from: path, to }))
      if (shown.current) navigation.go({ view: 'project', project: project.id, place: { at: 'file', path: to } }, { replace: true })
    },
    [navigation, path, project],
  )
  const mount = useCallback(
    (place: ViewPlace) => editor!.mount({ ...place, path, moved, pass, ...(line !== undefined && { line }) }),
    [editor, line, moved, pass, path],
  )
  if (!settled) return active ? <Waiting /> : null
  if (!editor) return active ? <Missing what={`No plugin here opens “${nameOf(path)}”.`} /> : null
  return (
    <Hosted
      project={project}
      viewKey={`file:${path}`}
      title={nameOf(path)}
      active={active}
      labelledBy={tabId(path)}
      mount={mount}
      actions={actions}
      act={act}
    />
  )
}

function Waiting() {
  return <div className="sh-view" data-active="true" aria-busy="true" />
}

/** Nothing to show, and which plugins are not there to show it. */
function Missing({ what }: { what: string }) {
  const { plugins } = useWorld()
  const out = absent(useValue(plugins))
  return (
    <div className="sh-view" data-active="true">
      <div className="sh-failed">
        <Note tone="warn" sentence={what} />
        {out.map(({ id, reason }) => (
          <Note key={id} sentence={`The plugin “${id}” is not there. ${reason ?? ''}`} />
        ))}
      </div>
    </div>
  )
}
