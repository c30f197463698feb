import type { AnchorHTMLAttributes } from 'react'
import { useShell } from '../context.ts'
import type { Route } from '../router.ts'

/** A link to another place in the page: an ordinary click stays in it, any other does what the browser does with links. */
export function Link({ to, onClick, ...rest }: { to: Route } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>) {
  const { navigation } = useShell()
  return (
    <a
      {...rest}
      href={navigation.href(to)}
      onClick={event => {
        onClick?.(event)
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        navigation.go(to)
      }}
    />
  )
}
