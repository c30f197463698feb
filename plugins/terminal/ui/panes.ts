import type { files } from '@stoa/plugin-files/contract'
import { atLeast, stops, type Stop } from '@stoa/sdk/contract'
import type { FilePlace, Settings, Toasts } from '@stoa/sdk/ui'
import { besideOf } from './beside.ts'
import { button } from './button.ts'
import { addStyles } from './style.ts'
import { mountTerminal } from './terminal.ts'

/** What a terminal's tab is given. */
export type PanesGiven = { place: FilePlace; settings: Settings; toasts: Toasts }

/** Opens a terminal, and beside it another one when somebody asks: a file of its own, which others can open too. Remembered by this browser tab. */
export function mountPanes({ place, settings, toasts }: PanesGiven): Stop {
  addStyles()
  const mounted = stops()
  const root = element('te-panes')
  const first = element('te-pane')
  root.append(first)
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())
  const other = besideOf(place.path)
  const remembered = `stoa.terminal.split ${place.project.id} ${place.path}`
  let second: { stop: Stop; element: HTMLElement } | null = null

  async function divide(): Promise<void> {
    // A viewer sees the one that is there.
    if (atLeast(place.project.role, 'editor')) {
      const remote = place.connect<typeof files>('files@1', { project: place.project.id })
      try {
        await remote.opened
        await remote.call('create', { path: other })
      } catch (failure) {
        if ((failure as { code?: string }).code !== 'exists') throw failure
      } finally {
        remote.close()
      }
    }
    if (!second && root.isConnected) show()
  }

  function show(): void {
    const pane = element('te-pane')
    const bar = element('te-paneBar')
    const toolbar = element('te-paneTools')
    const body = element('te-paneBody')
    bar.append(toolbar, button({ icon: 'close', title: `Take ${other} away from here`, run: () => void join() }))
    pane.append(bar, body)
    root.append(pane)
    // What stands around the view speaks of the first.
    const quiet = { status: () => undefined, unsaved: () => undefined, people: () => undefined, commands: () => () => undefined }
    const stop = mountTerminal({
      place: { ...place, ...quiet, path: other, element: body, toolbar, moved: () => void join() },
      settings,
      toasts,
    })
    second = { stop, element: pane }
    sessionStorage.setItem(remembered, other)
    told()
  }

  async function join(): Promise<void> {
    if (!second) return
    const { stop, element: pane } = second
    second = null
    sessionStorage.removeItem(remembered)
    told()
    await stop()
    pane.remove()
    first.querySelector<HTMLElement>('.xterm-helper-textarea')?.focus()
  }

  let told = () => {}
  mounted.add(() => second?.stop())
  mounted.add(
    mountTerminal({
      place: { ...place, element: first },
      settings,
      toasts,
      split: {
        on: () => second !== null,
        toggle: () => void (second ? join() : divide()).catch((failure: unknown) => toasts.show((failure as Error).message)),
        onChange: hear => void (told = hear),
      },
    }),
  )
  if (sessionStorage.getItem(remembered) === other) show()
  return mounted.stop
}

function element(name: string): HTMLElement {
  const made = document.createElement('div')
  made.className = name
  return made
}
