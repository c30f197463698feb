import type { ReactNode } from 'react'
import { FailMark, WarnMark } from './icon.tsx'

/** What went wrong or needs a look, where it happened; it stays until that is over. Buttons for what can be done are its children. */
export function Note({ sentence, tone = 'bad', children }: { sentence: ReactNode; tone?: 'bad' | 'warn'; children?: ReactNode }) {
  return (
    <div className={`sh-note sh-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {tone === 'bad' ? <FailMark /> : <WarnMark />}
      <p>{sentence}</p>
      {children}
    </div>
  )
}
