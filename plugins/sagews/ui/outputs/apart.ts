import type { OutputPlace } from '../../api.ts'
import { sanitise } from './sanitise.ts'

/**
 * HTML that brings style sheets, in a tree of its own: they style what stands there, by its classes and ids, and reach nothing outside.
 * They fetch nothing, and the output's own containment keeps what they lay over others within it.
 */
export function drawApart(into: HTMLElement, { source, place }: { source: string; place: OutputPlace }): void {
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  const styles = [...source.matchAll(/<style\b[^>]*>([^]*?)<\/style\s*>/gi)].map(found => found[1]!).join('\n')
  // Rules for the whole page mean the output here.
  sheet.replaceSync(`${base}\n${harmless(styles)}\n:host { position: static !important; all: revert-layer }`)
  root.adoptedStyleSheets = [sheet]
  const body = document.createElement('div')
  body.className = 'ws-body'
  body.append(sanitise(source, { names: true, place }))
  root.append(body)
  into.replaceChildren(host)
}

const base = `.ws-body { overflow-wrap: anywhere } table { border-collapse: collapse } td, th { padding: 4px 10px; text-align: left } a { color: var(--accent-ink) } img { max-width: 100%; height: auto }`

function harmless(css: string): string {
  return css
    .replace(/@import[^;]*;?/gi, '')
    .replace(/(?:url|image|image-set|src|element)\s*\([^)]*\)/gi, 'none')
    .replace(/(^|[\s,}])(?:html|body|:root|:host)(?=[\s,{.:#>])/gi, '$1.ws-body')
}
