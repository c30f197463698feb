import { SearchAddon } from '@xterm/addon-search'
import type { Terminal } from '@xterm/xterm'
import type { Stop } from '@stoa/sdk/contract'
import { button } from './button.ts'

/** A bar that finds text on the screen and above it. */
export type Find = { readonly element: HTMLElement; open(): void; stop: Stop }

/** Makes the bar, closed. */
export function createFind({ terminal, colour }: { terminal: Terminal; colour(name: string): string }): Find {
  const search = new SearchAddon()
  terminal.loadAddon(search)
  const element = document.createElement('div')
  element.className = 'te-find'
  element.setAttribute('role', 'search')
  element.hidden = true
  const input = document.createElement('input')
  input.type = 'text'
  input.placeholder = 'Find'
  input.setAttribute('aria-label', 'Find')
  input.spellcheck = false
  const count = document.createElement('span')
  count.className = 'te-count'
  count.setAttribute('role', 'status')
  const options = (incremental: boolean) => ({
    incremental,
    decorations: {
      matchBackground: colour('--match'),
      activeMatchBackground: colour('--match'),
      activeMatchBorder: colour('--accent'),
      matchOverviewRuler: colour('--line-control'),
      activeMatchColorOverviewRuler: colour('--accent'),
    },
  })
  const next = (): void => void search.findNext(input.value, options(false))
  const previous = (): void => void search.findPrevious(input.value, options(false))
  function close(): void {
    element.hidden = true
    search.clearDecorations()
    terminal.focus()
  }
  const results = search.onDidChangeResults(({ resultIndex, resultCount }) => {
    count.textContent =
      input.value === ''
        ? ''
        : resultCount === 0
          ? 'Nothing found'
          : resultIndex < 0
            ? `${resultCount} found`
            : `${resultIndex + 1} of ${resultCount}`
  })
  input.addEventListener('input', () => {
    if (input.value !== '') search.findPrevious(input.value, options(true))
    else {
      search.clearDecorations()
      count.textContent = ''
    }
  })
  element.addEventListener('keydown', event => {
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target === input) (event.shiftKey ? next : previous)()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  element.append(
    input,
    button({ icon: 'up', title: 'Further up (Enter)', run: previous }),
    button({ icon: 'down', title: 'Further down (Shift Enter)', run: next }),
    count,
    button({ icon: 'close', title: 'Close (Esc)', run: close }),
  )
  return {
    element,
    open() {
      element.hidden = false
      const selected = terminal.getSelection()
      if (selected !== '' && !selected.includes('\n')) input.value = selected
      input.focus()
      input.select()
      if (input.value !== '') search.findPrevious(input.value, options(true))
    },
    stop() {
      results.dispose()
      element.remove()
    },
  }
}
