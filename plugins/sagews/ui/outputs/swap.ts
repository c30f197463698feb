/**
 * Puts new content into an element once it is ready; what stands there stays until then, so that nothing flickers. It is made in the same
 * place, unseen, so that it is as wide as it will be. What was not ready when the next one comes is never shown.
 */
export function swapper(element: HTMLElement): (fill: (into: HTMLElement) => Promise<void>) => Promise<void> {
  let latest = 0
  return async fill => {
    const turn = ++latest
    const coming = document.createElement('div')
    coming.className = 'ws-coming'
    coming.setAttribute('aria-hidden', 'true')
    element.append(coming)
    await fill(coming)
    if (turn !== latest) return coming.remove()
    element.replaceChildren(...coming.childNodes)
  }
}
