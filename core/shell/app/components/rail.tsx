import type { ReactNode } from 'react'
import { useWorld } from '../context.ts'
import type { OpenProject } from '../project/open.ts'
import type { Place } from '../router.ts'
import { useValue } from '../value.ts'
import { AccountMenu } from './account-menu.tsx'
import { Icon, Mark } from './icon.tsx'
import { Link } from './link.tsx'
import { letterOf } from './names.ts'

/** The rail: all projects, those opened in this window, the pages of the current one, and oneself at the foot. On a phone, the bar at the thumb. */
export function Rail({ project, place }: { project?: OpenProject; place?: Place }) {
  const { recent, pages } = useWorld()
  const opened = useValue(recent.list)
  const all = useValue(pages.list)
  const current = place?.at === 'page' ? place.page : undefined
  return (
    <nav className="sh-rail" aria-label="Projects and pages">
      <Link
        className="sh-rail-button sh-home"
        to={{ view: 'projects' }}
        aria-label="All projects"
        title="All projects"
        aria-current={project ? undefined : 'page'}
      >
        <Mark />
        <RailName>Projects</RailName>
      </Link>
      {opened.map(({ id, title }) => (
        <Link
          key={id}
          className="sh-rail-button sh-letter"
          to={{ view: 'project', project: id, place: { at: 'start' } }}
          title={title}
          aria-label={`Project ${title}`}
          aria-current={id === project?.id ? 'true' : undefined}
          onAuxClick={event => event.button === 1 && id !== project?.id && (event.preventDefault(), recent.remove(id))}
        >
          {letterOf(title)}
        </Link>
      ))}
      {project && (
        <>
          <hr />
          {all.map(({ id, title, icon }) => (
            <RailPage key={id} project={project} page={id} title={title} current={current}>
              {/^[Mm]/.test(icon) ? <Icon path={icon} /> : <Icon name="page" />}
            </RailPage>
          ))}
          <RailPage project={project} page="people" title="People" current={current}>
            <Icon name="people" />
          </RailPage>
          <RailPage project={project} page="settings" title="Project settings" name="Settings" current={current}>
            <Icon name="settings" />
          </RailPage>
        </>
      )}
      <span className="sh-grow" />
      <AccountMenu />
    </nav>
  )
}

function RailPage({
  project,
  page,
  title,
  name = title,
  current,
  children,
}: {
  project: OpenProject
  page: string
  title: string
  /** Shorter, for the phone's bar. */
  name?: string
  current: string | undefined
  children: ReactNode
}) {
  return (
    <Link
      className="sh-rail-button"
      to={{ view: 'project', project: project.id, place: { at: 'page', page } }}
      title={title}
      aria-label={title}
      aria-current={current === page ? 'page' : undefined}
    >
      {children}
      <RailName>{name}</RailName>
    </Link>
  )
}

/** Said in the phone's bar; the rail has a title instead. */
function RailName({ children }: { children: string }) {
  return (
    <span className="sh-rail-name" aria-hidden="true">
      {children}
    </span>
  )
}
