import { stops, type Stop } from '@stoa/sdk/contract'
import type { FileEditor } from '@stoa/sdk/ui'
import type { Entry, files } from '../../contract.ts'
import { nameOf, sizeText, timeText, urlPath } from '../names.ts'
import { addStyles } from '../style.ts'
import { shownAs } from './kind.ts'

/** Shows what a browser can show of a file, what is known of it, and the way to fetch it. Follows the file as it changes. */
export function mountViewer(place: Parameters<FileEditor['mount']>[0]): Stop {
  addStyles()
  const mounted = stops()
  const { path, project } = place
  const remote = place.connect<typeof files>('files@1', { project: project.id })
  remote.opened.catch(() => undefined)
  mounted.add(() => remote.close())
  const directory = path.split('/').slice(0, -1).join('/')
  const root = element('div', 'fl fl-viewer')
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())
  let drawn = ''

  async function look(): Promise<void> {
    try {
      await remote.call('watch', { directory })
      const { entry, why } = await remote.call('stat', { path })
      draw(entry, why)
    } catch (failure) {
      draw(null, (failure as Error).message)
    }
  }

  function draw(entry: Entry | null, why = `There is no file ${path} any more.`): void {
    const key = entry ? `${entry.kind} ${entry.leads} ${entry.size} ${entry.modified}` : why
    if (key === drawn) return
    drawn = key
    const readable = entry !== null && (entry.kind === 'file' || (entry.kind === 'link' && entry.leads === 'file'))
    if (!readable) {
      const sentence = element('p', 'fl-note')
      sentence.setAttribute('role', 'alert')
      sentence.textContent = entry ? `${nameOf(path)} is a pipe, a socket, a device or a folder, which cannot be shown.` : why
      root.replaceChildren(sentence)
      return
    }
    const address = project.url(`files@1/download/${urlPath(path)}`)
    const about = element('p', 'fl-viewer-about')
    const name = element('b', '')
    name.textContent = nameOf(path)
    const link = document.createElement('a')
    link.className = 'fl-button fl-filled'
    link.href = address
    link.download = nameOf(path)
    link.textContent = 'Download'
    about.append(
      name,
      element(
        'span',
        'fl-quiet',
        `${entry.kind === 'file' ? `${sizeText(entry.size)}, ` : ''}changed ${timeText(entry.modified, Date.now())}`,
      ),
      link,
    )
    root.replaceChildren(about, shownOf(path, `${address}?view=1&at=${entry.modified}`))
  }

  mounted.add(
    remote.on('listing', news => {
      if (
        news.directory === directory &&
        (news.again ||
          news.gone !== undefined ||
          news.removed.includes(nameOf(path)) ||
          news.changed.some(one => one.name === nameOf(path)))
      )
        void look()
    }),
  )
  mounted.add(remote.onState(state => void (state === 'open' && look())))
  if (remote.state === 'open') void look()
  return mounted.stop
}

function shownOf(path: string, address: string): HTMLElement {
  const kind = shownAs(path)
  if (kind === null) return element('p', 'fl-empty', 'This file cannot be shown here.')
  if (kind === 'image') {
    const image = document.createElement('img')
    image.className = 'fl-viewer-image'
    image.alt = nameOf(path)
    image.src = address
    image.addEventListener('error', () =>
      image.replaceWith(element('p', 'fl-empty', 'This file has the name of an image, and cannot be read as one.')),
    )
    return image
  }
  const player = document.createElement(kind === 'film' ? 'video' : 'audio')
  player.className = 'fl-viewer-player'
  player.controls = true
  player.preload = 'metadata'
  player.src = address
  player.addEventListener('error', () => player.replaceWith(element('p', 'fl-empty', 'This browser cannot play the file.')))
  return player
}

function element(tag: string, name: string, text?: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = name
  if (text !== undefined) made.textContent = text
  return made
}
