import DOMPurify from 'dompurify'

/**
 * HTML that a worksheet brings, made harmless: no scripts, no handlers, no frames, no style sheets (they would restyle the page), no forms
 * that send, nothing that pretends to be a part of the page by its id or name. Links open in a new tab.
 */
export function sanitise(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    FORBID_TAGS: ['style', 'link', 'iframe', 'form', 'base', 'meta', 'object', 'embed', 'dialog'],
    FORBID_ATTR: ['id', 'name', 'autofocus', 'popover', 'popovertarget', 'class', 'target', 'ping'],
    ALLOW_DATA_ATTR: false,
    USE_PROFILES: { html: true, svg: true, svgFilters: true, mathMl: true },
  })
}

/** After sanitising: links open beside the page and tell nothing of it; fixed boxes cannot lie over the page. */
export function confine(root: DocumentFragment | HTMLElement): void {
  for (const link of root.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank')
    link.setAttribute('rel', 'noopener noreferrer')
  }
  for (const element of root.querySelectorAll<HTMLElement>('[style]')) {
    if (/fixed|sticky|absolute/.test(element.style.position)) element.style.position = ''
    if (/url\(/i.test(element.getAttribute('style') ?? '')) element.removeAttribute('style')
  }
}
