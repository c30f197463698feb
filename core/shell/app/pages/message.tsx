import type { ReactNode } from 'react'
import { useTitle } from '../title.ts'
import { Front } from './front.tsx'

/** A page that only says something: no such page, no such project, no server. */
export function Message({ title, sentence, children }: { title: string; sentence: ReactNode; children?: ReactNode }) {
  useTitle(title)
  return (
    <Front title={title}>
      <p className="sh-introduction">{sentence}</p>
      {children && <p className="sh-aside">{children}</p>}
    </Front>
  )
}
