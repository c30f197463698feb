/** Lines and table rows that are drawn without asking: more than this costs frames while scrolling. */
export const linesShown = 30
export const rowsShown = 20
export const charactersShown = 4000

/** A button that draws the rest of an output. */
export function moreButton(text: string, show: () => void): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'ws-more'
  button.textContent = text
  button.addEventListener('click', show)
  return button
}

/** Index in `text` where line number `lines` (from 0) begins, or -1 if there are not so many. */
export function lineStart(text: string, lines: number): number {
  let at = 0
  for (let i = 0; i < lines; i++) {
    at = text.indexOf('\n', at) + 1
    if (at === 0) return -1
  }
  return at
}
