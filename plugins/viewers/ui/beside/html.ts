import type { ProjectView } from '@stoa/sdk/ui'
import { element } from '../dom.ts'
import { urlPath } from '../file.ts'
import type { Preview } from './beside.ts'
import type { References } from './references.ts'
import { targetOf } from './target.ts'

/** What would act, or show something from elsewhere. The frame runs no scripts whatever is left. */
const left = 'style, script, noscript, base, meta, iframe, frame, object, embed, portal, template'
const styleSheet = /<style(?:\s[^>]*)?>([^]*?)<\/style\s*>/gi
const tag = /<[a-z](?:"[^"]*"|'[^']*'|[^"'>]){0,4000}>/gi
const handler = /\son[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)/gi

/** A whole HTML page in a frame where no script runs and nothing can be sent; its styles and images are the project's. */
export async function htmlPreview({
  path,
  project,
  references,
}: {
  path: string
  project: Pick<ProjectView, 'url'>
  references: References
}): Promise<Preview> {
  const frame = element('iframe', 'vw-frame')
  frame.title = 'Preview'
  // No scripts. Its own origin lets this page write into it, and nothing else.
  frame.setAttribute('sandbox', 'allow-same-origin')
  frame.srcdoc = '<!doctype html><html><head></head><body></body></html>'
  const loaded = new Promise<void>(resolve => frame.addEventListener('load', () => resolve(), { once: true }))
  const fetched = new Map<string, Promise<string>>()

  /** The text of a style sheet of the project; empty where there is none. */
  const sheetAt = (address: string): Promise<string> => {
    const target = targetOf(address, path)
    if (target?.to !== 'file') return Promise.resolve('')
    const url = project.url(`files@1/download/${urlPath(target.path)}`)
    const known =
      fetched.get(url) ??
      fetch(url).then(
        answer => (answer.ok ? answer.text() : ''),
        () => '',
      )
    fetched.set(url, known)
    return known
  }
  let followed = false
  return {
    element: frame,
    async show(source) {
      await loaded
      const page = frame.contentDocument
      if (!page) return
      const sheets: string[] = []
      // The policy of the page reports styles and handlers in what is parsed, so they are taken out before.
      const bare = source
        .replace(styleSheet, (_, text: string) => `<link data-vw="${sheets.push(text) - 1}">`)
        .replace(tag, whole => whole.replace(handler, ''))
      const parsed = new DOMParser().parseFromString(bare, 'text/html')
      const texts: Promise<string>[] = []
      for (const sheet of parsed.querySelectorAll('link')) {
        const own = sheets[Number(sheet.getAttribute('data-vw') ?? -1)]
        if (own !== undefined) texts.push(Promise.resolve(own))
        else if (/\bstylesheet\b/i.test(sheet.getAttribute('rel') ?? '')) texts.push(sheetAt(sheet.getAttribute('href') ?? ''))
        sheet.remove()
      }
      for (const one of parsed.querySelectorAll(left)) one.remove()
      references.resolve(parsed)
      const style = (await Promise.all(texts)).map(text => {
        const made = new frame.contentWindow!.window.CSSStyleSheet()
        made.replaceSync(text.replace(/@import[^;]*;/gi, ''))
        return made
      })
      page.adoptedStyleSheets = style
      const body = page.importNode(parsed.body, true)
      const { scrollTop = 0 } = page.scrollingElement ?? {}
      page.body.replaceWith(body)
      page.documentElement.lang = parsed.documentElement.lang
      page.title = parsed.title
      if (page.scrollingElement) page.scrollingElement.scrollTop = scrollTop
      if (followed) return
      followed = true
      references.follow(page)
    },
    get scroller() {
      return frame.contentDocument?.scrollingElement ?? null
    },
    stop: () => frame.remove(),
  }
}
