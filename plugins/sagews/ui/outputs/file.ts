import type { OutputKind, OutputPlace, ShownOutput } from '../../api.ts'
import { sceneFrom } from './later.ts'
import { moreButton } from './more.ts'
import { listening } from './pointed.ts'

type FileMessage = {
  filename?: string
  sha?: string
  uuid?: string
  url?: string
  show?: boolean
  hidden?: boolean
  text?: string
  width?: number | null
  height?: number | null
  mime?: string
  size?: number
}
const pictures = /\.(svg|png|jpe?g|gif|webp)$/i
const videos = /\.(webm|mp4|ogv)$/i

/** A file by its content. Pictures are drawn as images, so that a script in an SVG cannot run; their size is reserved before they come. */
export const file: OutputKind = {
  kind: 'file',
  show(value, place, message) {
    const about = value as FileMessage
    // Kept for the HTML that names it.
    if (about.hidden) return { element: unseen() }
    const name = nameOf(about)
    const url = addressOf(about, name, place)
    if (!url) return { element: gone(name, place) }
    if (about.show !== false && pictures.test(name) && message.events) return listening(picture(url, name, about, place), message, place)
    if (about.show !== false && (pictures.test(name) || /\.sage3d$/i.test(name))) return ifSmall(url, name, about, place)
    if (about.show !== false && videos.test(name)) return { element: video(url, about) }
    return { element: fileLink(url, about.text && !about.mime ? String(about.text) : name, about.size) }
  },
}

/** Bytes beyond which a picture is drawn only when it is asked for: one of many paths stops a browser for long. */
const largest = (name: string) => (/\.svg$/i.test(name) ? 4_000_000 : 30_000_000)

function ifSmall(url: string, name: string, about: FileMessage, place: OutputPlace): ShownOutput {
  const show = () =>
    pictures.test(name) ? picture(url, name, about, place) : sceneFrom(url, about.text ? String(about.text) : name, place)
  if ((about.size ?? 0) <= largest(name)) return show()
  const element = document.createElement('div')
  let shown: ShownOutput | null = null
  const button = moreButton(`Show ${name} (${bytes(about.size!)})`, () => {
    element.replaceChildren((shown = show()).element)
    place.resized()
  })
  element.append(fileLink(url, name, about.size), button)
  return { element, stop: () => void shown?.stop?.() }
}

function unseen(): HTMLElement {
  const element = document.createElement('div')
  element.hidden = true
  return element
}

function nameOf(about: FileMessage): string {
  return (about.filename ?? 'file').split('/').at(-1)!
}

function addressOf(about: FileMessage, name: string, place: OutputPlace): string | null {
  if (typeof about.sha === 'string' && /^[0-9a-f]{64}$/.test(about.sha)) return place.url(`blobs/${about.sha}/${encodeURIComponent(name)}`)
  return null
}

function picture(url: string, name: string, about: FileMessage, place: OutputPlace): ShownOutput {
  const element = document.createElement('div')
  element.className = 'ws-paper'
  const image = document.createElement('img')
  image.className = 'ws-picture'
  image.decoding = 'async'
  image.src = url
  describe(image, name, about)
  image.addEventListener('error', () => image.replaceWith(gone(name, place)))
  image.addEventListener('load', () => place.resized())
  element.append(image)
  let latest = url
  return {
    element,
    // The old picture stays until the new one is here and can be drawn at once.
    update(value) {
      const next = value as FileMessage
      const itsName = nameOf(next)
      const address = addressOf(next, itsName, place)
      if (!address || !pictures.test(itsName) || next.show === false || !image.isConnected) return false
      latest = address
      const coming = new Image()
      coming.src = address
      void coming.decode().then(
        () => {
          if (latest !== address) return
          image.decoding = 'sync'
          image.src = address
          describe(image, itsName, next)
          place.resized()
        },
        () => {
          if (latest === address) image.replaceWith(gone(itsName, place))
        },
      )
      return true
    },
  }
}

function describe(image: HTMLImageElement, name: string, about: FileMessage): void {
  image.alt = about.text ? String(about.text) : name
  if (about.width && about.height) {
    image.width = about.width
    image.height = about.height
  } else {
    image.removeAttribute('width')
    image.removeAttribute('height')
  }
}

function video(url: string, about: FileMessage): HTMLElement {
  const element = document.createElement('video')
  element.className = 'ws-picture'
  element.src = url
  element.controls = true
  element.loop = true
  element.muted = true
  if (about.width) element.width = about.width
  return element
}

export function fileLink(url: string, name: string, size?: number): HTMLElement {
  const link = document.createElement('a')
  link.href = url
  link.target = '_blank'
  link.rel = 'noopener'
  link.textContent = size === undefined ? name : `${name} (${bytes(size)})`
  return link
}

export function bytes(size: number): string {
  if (size < 1000) return `${size} bytes`
  return size < 1_000_000 ? `${Math.round(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`
}

/** What stands for something that is not stored here: a plot of a session long ended, a file of another server. */
export function gone(name: string, place: OutputPlace): HTMLElement {
  const element = document.createElement('div')
  element.className = 'ws-gone'
  element.append(`${name} is not stored with this worksheet. `)
  if (place.runnable) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Run the cell'
    button.addEventListener('click', () => place.run())
    element.append(button, ' to make it again.')
  }
  return element
}
