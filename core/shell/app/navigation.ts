import { formatRoute, parseRoute, type Route } from './router.ts'
import { createValue, type Readable } from './value.ts'

/** The page's address as a route. */
export type Navigation = {
  readonly route: Readable<Route>
  /** Where the current route would be found again, below the base: for `next`. */
  here(): string
  /** Goes there; `replace` leaves no way back to where one was. */
  go(route: Route, options?: { replace?: boolean }): void
  /** Goes to an address below the base, as `here` gives it. */
  goTo(address: string): void
  href(route: Route): string
}

/** Follows the browser's address bar, and writes it. */
export function createNavigation(base: string): Navigation {
  const route = createValue<Route>(parseRoute(location, base))
  const read = (): void => route.set(parseRoute(location, base))
  window.addEventListener('popstate', read)
  window.addEventListener('hashchange', read)
  const move = (href: string, replace: boolean): void => {
    if (replace) history.replaceState(null, '', href)
    else if (href !== location.pathname + location.search + location.hash) history.pushState(null, '', href)
    read()
  }
  return {
    route,
    here: () => location.pathname.slice(base.length) + location.search + location.hash,
    go: (to, { replace = false } = {}) => move(formatRoute(to, base), replace),
    goTo: address => move(base + address, false),
    href: to => formatRoute(to, base),
  }
}
