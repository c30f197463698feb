import { useEffect } from 'react'

/** Names the browser's tab while a component is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Stoa' : `${title} · Stoa`
  }, [title])
}
