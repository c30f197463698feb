import DOMPurify, { type UponSanitizeAttributeHook } from 'dompurify'
import type { OutputPlace } from '../../api.ts'
import { besideOf } from '../../document/index.ts'

/**
 * HTML that a worksheet brings, made harmless: no scripts, no handlers, no frames, no style sheets (they would restyle the page), no forms
 * that send, nothing that pretends to be a part of the page by its id or name. Links open beside the page and tell nothing of it.
 * The style of single elements is kept, but for what fetches something or lays a box over others. Frames become links. `keep` are attributes
 * of ours that stay, and with `names` ids and classes do, for what stands apart from the page. With `place`, addresses that count from the worksheet
 * lead to the project's files, and one that begins with `blobs/` and an id to what the project keeps under it.
 */
export function sanitise(html: string, { keep = [], names = false, place }: SanitiseOptions = {}): DocumentFragment {
  const lead = place && leading(place)
  if (lead) DOMPurify.addHook('uponSanitizeAttribute', lead)
  try {
    return sanitised(html, { keep, names })
  } finally {
    if (lead) DOMPurify.removeHook('uponSanitizeAttribute', lead)
  }
}

type SanitiseOptions = { keep?: readonly string[]; names?: boolean; place?: Pick<OutputPlace, 'path' | 'url'> }

/** Gives what is shown the address of the project's file, and links the page that opens it, while all of it is in no page yet: nothing is fetched in vain. */
function leading({ path, url }: Pick<OutputPlace, 'path' | 'url'>): UponSanitizeAttributeHook {
  return (element, data) => {
    const shown = /^(src|poster)$/.test(data.attrName) && /^(img|video|audio|source)$/i.test(element.nodeName)
    if (!shown && !(data.attrName === 'href' && /^a$/i.test(element.nodeName))) return
    if (/^blobs\/[0-9a-f]{64}\/[^/?#]*$/.test(data.attrValue)) {
      data.attrValue = url(data.attrValue)
      return
    }
    const file = besideOf(data.attrValue, path)
    if (file === null) return
    const inUrl = file.split('/').map(encodeURIComponent).join('/')
    data.attrValue = url(shown ? `files@1/download/${inUrl}?view=1` : `file/${inUrl}`)
  }
}

function sanitised(html: string, { keep, names }: { keep: readonly string[]; names: boolean }): DocumentFragment {
  const root = DOMPurify.sanitize(setAside(html), {
    RETURN_DOM_FRAGMENT: true,
    FORBID_TAGS: ['style', 'link', 'iframe', 'form', 'base', 'meta', 'object', 'embed', 'dialog'],
    FORBID_ATTR: ['name', 'autofocus', 'popover', 'popovertarget', 'target', 'ping', 'style', ...(names ? [] : ['id', 'class'])],
    ADD_ATTR: [aside, ...keep],
    ADD_URI_SAFE_ATTR: [aside],
    ALLOW_DATA_ATTR: false,
    USE_PROFILES: { html: true, svg: true, svgFilters: true, mathMl: true },
  })
  for (const element of root.querySelectorAll<HTMLElement | SVGElement>(`[${aside}]`)) {
    applyStyle(element, element.getAttribute(aside)!)
    element.removeAttribute(aside)
  }
  for (const link of root.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank')
    link.setAttribute('rel', 'noopener noreferrer')
  }
  return root
}

const aside = 'data-ws-style'
/** Of what is never kept, that which the policy would report. */
const styleSheet = /<style[\s>][^]*?<\/style\s*>|<base\b[^>]*>/gi
const frame = /<iframe\b((?:"[^"]*"|'[^']*'|[^"'>]){0,4000})>(?:[^]*?<\/iframe\s*>)?/gi
const tag = /<[a-z](?:"[^"]*"|'[^']*'|[^"'>]){0,4000}>/gi
const attribute = /([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g

/**
 * The page's policy forbids styles and handlers in what is parsed, and reports each. Handlers and style sheets are dropped before, styles of
 * elements set aside to be applied after. This decides nothing about safety: whatever slips through here is still refused by what follows.
 */
function setAside(html: string): string {
  return html
    .replace(styleSheet, '')
    .replace(frame, frameLink)
    .replace(tag, whole =>
      whole.replace(attribute, (text, name: string, value: string | undefined) => {
        if (value === undefined) return text
        if (/^style$/i.test(name)) return aside + value
        return /^on[a-z]+$/i.test(name) ? '' : text
      }),
    )
}

/** A frame would load a page that knows of this one; a link says which, and opens it when it is wanted. */
function frameLink(_: string, attributes: string): string {
  const source = /\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes)
  const address = source?.[1] ?? source?.[2] ?? source?.[3]
  if (!address || !/^https?:/i.test(address)) return ''
  const safe = address.replace(/[<>"]/g, character => encodeURIComponent(character))
  return `<p>A page of its own: <a href="${safe}">${safe.replace(/^https?:\/\//i, '')}</a></p>`
}

function applyStyle({ style }: ElementCSSInlineStyle, text: string): void {
  style.cssText = text
  for (const name of [...style]) if (/(url|image|image-set|src|element)\(/i.test(style.getPropertyValue(name))) style.removeProperty(name)
  if (/fixed|sticky|absolute/.test(style.position)) style.position = ''
}
