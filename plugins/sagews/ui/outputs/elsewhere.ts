import type { OutputPlace } from '../../api.ts'
import { fileLink } from './file.ts'
import { moreButton } from './more.ts'

/** A page of another site that an output consists of. */
export type Elsewhere = { readonly url: URL; readonly width: number; readonly height: number }

/** The page that HTML shows if it is one frame and nothing else, as `html.iframe` writes it. */
export function elsewhereIn(html: string): Elsewhere | null {
  const found = /^\s*<iframe\b((?:\s+[a-z]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)|\s+[a-z]+)*)\s*>\s*<\/iframe>\s*$/i.exec(html)
  if (!found) return null
  const of = (name: string) =>
    new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(found[1]!)?.slice(1).find(Boolean) ?? ''
  const address = of('src').replaceAll('&amp;', '&')
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return null
  return { url: new URL(address), width: size(of('width'), 640), height: size(of('height'), 480) }
}

function size(text: string, otherwise: number): number {
  const number = Number.parseInt(text, 10)
  return number >= 50 && number <= 4000 ? number : otherwise
}

/**
 * Shows a page of another site in a frame that reaches nothing, with a link to it. It is fetched where this person has run the cell, or
 * asks for it: opening a worksheet tells no other site of it.
 */
export function showElsewhere(element: HTMLElement, { url, width, height }: Elsewhere, place: OutputPlace): void {
  element.classList.add('ws-elsewhere')
  const box = document.createElement('div')
  box.className = 'ws-elsewhere-page'
  box.style.width = `${width}px`
  const show = () => {
    const frame = document.createElement('iframe')
    frame.title = url.host
    frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-popups')
    frame.referrerPolicy = 'no-referrer'
    frame.style.height = `${height}px`
    frame.src = place.url(`elsewhere?url=${encodeURIComponent(url.href)}`)
    box.replaceChildren(frame)
    place.resized()
  }
  element.append(box, fileLink(url.href, `${url.host} on a page of its own`))
  // Where the browser does not say that a request comes from a frame, the server answers none.
  if (!isSecureContext) return
  // To which cell it belongs is known once it stands in the page.
  queueMicrotask(() => {
    if (place.asked({ code: url.href, coffeescript: false, obj: null })) show()
    else box.append(moreButton(`Show the page of ${url.host} here`, show))
  })
}
