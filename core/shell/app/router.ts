/** Names and values behind the `?` of a page's address. */
export type Query = Readonly<Record<string, string>>

/** Where one is inside a project: where it opens, one of its pages, or a file. */
export type Place =
  | { readonly at: 'start' }
  | { readonly at: 'page'; readonly page: string; /** What it shows; left out when it says nothing. */ readonly query?: Query }
  | { readonly at: 'file'; readonly path: string; readonly line?: number }

/** What an address shows. */
export type Route =
  | { readonly view: 'projects' }
  | { readonly view: 'sign-in'; /** Where to go then, an address below the base. */ readonly next?: string }
  | { readonly view: 'sign-up'; readonly token?: string; readonly next?: string }
  | { readonly view: 'welcome' | 'join'; readonly token: string }
  | { readonly view: 'project'; readonly project: string; readonly place: Place }
  | { readonly view: 'unknown'; readonly path: string }

/** The parts of a `Location` that a route is read from. */
export type Address = { readonly pathname: string; readonly search: string; readonly hash: string }

/** Reads an address. `base` is the path the hub lies below, without a slash at its end. */
export function parseRoute({ pathname, search, hash }: Address, base: string): Route {
  const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname === base ? '/' : null
  const unknown: Route = { view: 'unknown', path: pathname }
  if (path === null) return unknown
  const query = new URLSearchParams(search)
  const next = safeNext(query.get('next'))
  const token = hash.slice(1)
  if (path === '/') return { view: 'projects' }
  if (path === '/sign-in') return { view: 'sign-in', ...(next !== undefined && { next }) }
  if (path === '/sign-up') return { view: 'sign-up', ...(token !== '' && { token }), ...(next !== undefined && { next }) }
  if (path === '/welcome' || path === '/join') return { view: path === '/join' ? 'join' : 'welcome', token }
  const parts = decoded(path)
  if (parts === null || parts[0] !== 'projects' || !parts[1]) return unknown
  const [, project, kind, ...rest] = parts as [string, string, string?, ...string[]]
  if (kind === undefined || (kind === '' && rest.length === 0)) return { view: 'project', project, place: { at: 'start' } }
  if (kind === 'page' && rest.length === 1 && rest[0] !== '')
    return { view: 'project', project, place: { at: 'page', page: rest[0]!, ...(query.size > 0 && { query: Object.fromEntries(query) }) } }
  if (kind === 'file' && rest.length > 0 && rest.every(name => name !== '')) {
    const line = Number(query.get('line'))
    return { view: 'project', project, place: { at: 'file', path: rest.join('/'), ...(Number.isInteger(line) && line > 0 && { line }) } }
  }
  return unknown
}

/** The address of a route. */
export function formatRoute(route: Route, base: string): string {
  const next = 'next' in route && route.next !== undefined ? `?next=${encodeURIComponent(route.next)}` : ''
  switch (route.view) {
    case 'projects':
      return `${base}/`
    case 'sign-in':
      return `${base}/sign-in${next}`
    case 'sign-up':
      return `${base}/sign-up${next}${route.token === undefined ? '' : `#${route.token}`}`
    case 'welcome':
    case 'join':
      return `${base}/${route.view}#${route.token}`
    case 'project':
      return `${base}/projects/${encodeURIComponent(route.project)}/${formatPlace(route.place)}`
    case 'unknown':
      return route.path
  }
}

function formatPlace(place: Place): string {
  if (place.at === 'start') return ''
  if (place.at === 'page') return `page/${encodeURIComponent(place.page)}${formatQuery(place.query ?? {})}`
  return `file/${place.path.split('/').map(encodeURIComponent).join('/')}${place.line === undefined ? '' : `?line=${place.line}`}`
}

/** Names in the order they have, so that the same thing shown has one address; a path keeps its slashes. */
function formatQuery(query: Query): string {
  const text = new URLSearchParams(query).toString().replaceAll('%2F', '/')
  return text === '' ? '' : `?${text}`
}

function decoded(path: string): string[] | null {
  try {
    return path.slice(1).split('/').map(decodeURIComponent)
  } catch {
    return null
  }
}

/** Only an address of our own is followed after signing in: one that a browser, which drops tabs and line breaks, resolves to this site. */
function safeNext(next: string | null): string | undefined {
  if (next === null || !next.startsWith('/')) return undefined
  const here = 'http://here.invalid'
  return URL.parse(next, here)?.origin === here ? next : undefined
}
