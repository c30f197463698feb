import type { ProjectView } from '@stoa/sdk/ui'
import { urlPath } from '../file.ts'
import { targetOf } from './target.ts'

/** A preview's way to other files of the project. */
export type References = {
  /** Gives images, films and sounds the addresses where the project's files are; to be called before they are in the page. */
  resolve(root: ParentNode): void
  /** Follows links that are clicked in `root`: files are opened here, the rest beside the page. */
  follow(root: Node): void
}

/** What is named in the file at `path`. */
export function references({ path, project }: { path: string; project: Pick<ProjectView, 'url' | 'openFile'> }): References {
  const addressOf = (named: string): string | null => {
    const target = targetOf(named, path)
    if (target?.to === 'file') return project.url(`files@1/download/${urlPath(target.path)}?view=1`)
    return target?.to === 'data' ? target.address : null
  }
  return {
    resolve(root) {
      for (const shown of root.querySelectorAll('img[src], video[src], audio[src], source[src], video[poster]')) {
        shown.removeAttribute('srcset')
        for (const name of ['src', 'poster']) {
          const named = shown.getAttribute(name)
          if (named === null) continue
          const address = addressOf(named)
          // What lies elsewhere is not fetched: that would tell others who reads.
          if (address === null) shown.removeAttribute(name)
          else shown.setAttribute(name, address)
        }
        if (!shown.hasAttribute('src') && shown.localName === 'img')
          shown.setAttribute('alt', `${shown.getAttribute('alt') ?? ''} (not shown: it is not in this project)`)
      }
      // A link of the page's own would lead away from it.
      for (const link of root.querySelectorAll('a[href]')) {
        const target = targetOf(link.getAttribute('href')!, path)
        if (target === null) link.removeAttribute('href')
        else if (target.to === 'file') link.setAttribute('href', project.url(`file/${urlPath(target.path)}`))
        link.setAttribute('data-vw', target?.to === 'file' ? `file ${target.path}` : target?.to === 'place' ? `place ${target.id}` : 'web')
        if (target?.to === 'web') {
          link.setAttribute('target', '_blank')
          link.setAttribute('rel', 'noopener noreferrer')
        } else link.removeAttribute('target')
      }
    },
    follow(root) {
      root.addEventListener('click', event => {
        const link = (event.target as Element).closest<HTMLElement>('a[data-vw]')
        if (!link) return
        const [, kind, name = ''] = /^(\w+) ?(.*)$/s.exec(link.dataset['vw']!)!
        if (kind === 'web') {
          // A frame without scripts opens nothing by itself.
          if (link.ownerDocument === document) return
          window.open(link.getAttribute('href')!, '_blank', 'noopener,noreferrer')
        } else if (kind === 'file') project.openFile(name)
        else placeIn(link.getRootNode() as Document, name)?.scrollIntoView({ block: 'start' })
        event.preventDefault()
      })
    },
  }
}

/** The element of a name, or the heading that has it by its words. */
function placeIn(root: Document, name: string): Element | null {
  const slug = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s+/g, '-')
  const headings = [...root.querySelectorAll('.vw-preview :is(h1, h2, h3, h4, h5, h6)')]
  return root.getElementById(name) ?? headings.find(heading => slug(heading.textContent) === name.toLowerCase()) ?? null
}
