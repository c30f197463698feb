import { atLeast, type Role, type Stop } from '@stoa/sdk/contract'
import type { About, Size } from '../contract.ts'
import { button } from './button.ts'

/** What the toolbar shows. */
export type Shown = { readonly about: About; readonly role: Role; readonly viewer: string; readonly size: Size; readonly fits: boolean }
/** What can be done with a terminal beside typing. */
export type Acts = {
  find(): void
  save(): void
  /** Begins to record, or ends it. */
  record(): void
  takeSize(take: boolean): void
  whole(): void
}

/** Another terminal beside this one. */
export type Split = { on(): boolean; toggle(): void; onChange(hear: () => void): void }

/** What a terminal offers above its screen: what runs, whose size it has, and what can be done. */
export function toolbar({ element, acts, split }: { element: HTMLElement; acts: Acts; split?: Split }): {
  update(shown: Shown): void
  focus(): void
  stop: Stop
} {
  const root = document.createElement('div')
  root.className = 'te-bar'
  root.setAttribute('role', 'toolbar')
  root.setAttribute('aria-label', 'Terminal')
  const title = document.createElement('span')
  title.className = 'te-title'
  const size = document.createElement('span')
  size.className = 'te-size'
  const grow = document.createElement('span')
  grow.className = 'te-grow'
  let taken = false
  const take = button({ title: 'Use my size', run: () => acts.takeSize(!taken) })
  const record = button({ icon: 'record', title: 'Record', run: acts.record })
  const save = button({ icon: 'save', title: 'Save what was printed to a file', run: acts.save })
  const whole = button({ icon: 'whole', title: 'Full screen', run: acts.whole })
  const find = button({ icon: 'search', title: 'Find (Ctrl Shift F)', run: acts.find })
  const two = split && button({ icon: 'two', title: 'Another terminal beside this one', run: split.toggle })
  two?.classList.add('te-wide')
  root.append(title, size, grow, take, ...(two ? [two] : []), record, save, whole, find)
  element.replaceChildren(root)
  return {
    update({ about, role, viewer, size: now, fits }) {
      const may = atLeast(role, 'editor')
      const another = about.size !== null && about.size.viewer !== viewer
      title.textContent = about.title
      title.hidden = about.title === ''
      size.textContent = `${now.columns} × ${now.rows}${another ? `, set by ${about.size!.name}’s window` : ''}`
      taken = about.size?.taken === true && !another
      take.hidden = !may || (fits && !another && !taken)
      take.textContent = taken ? 'Give up the size' : 'Use my size'
      take.title = taken ? 'Follow the smallest window again' : 'Make the terminal as large as this window'
      take.setAttribute('aria-pressed', String(taken))
      const recording = about.recording !== null
      record.hidden = save.hidden = !may
      two?.setAttribute('aria-pressed', String(split!.on()))
      record.draw(recording ? 'stop' : 'record', recording ? `Stop recording into ${about.recording}` : 'Record')
      record.classList.toggle('te-recording', recording)
    },
    focus: () => find.focus(),
    stop: () => root.remove(),
  }
}
