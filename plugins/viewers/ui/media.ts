import { element, nameOf } from './dom.ts'
import type { Showing, Shown } from './viewer.ts'

/** Plays a film or a sound; the browser fetches the parts that it needs. */
export function mountMedia({ file, kind, place, root, broken, tools }: Shown): Showing {
  const player = document.createElement(kind === 'film' ? 'video' : 'audio')
  player.className = 'vw-player'
  player.controls = true
  player.preload = 'metadata'
  player.setAttribute('aria-label', nameOf(place.path))
  player.addEventListener('error', () => broken(`This browser cannot play ${nameOf(place.path)}. Its bytes are below.`))
  player.src = file.view()
  tools(kind === 'film' ? 'Film' : 'Sound', [])
  root.append(element('div', 'vw-stage vw-middle', player))
  return {
    changed: () => (player.src = file.view()),
    stop() {
      // What is still being fetched for it is let go.
      player.replaceWith()
      player.removeAttribute('src')
      player.load()
    },
  }
}
