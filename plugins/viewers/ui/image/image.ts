import { stops } from '@stoa/sdk/contract'
import { button, element, gap, nameOf, sizeText } from '../dom.ts'
import type { Showing, Shown } from '../viewer.ts'
import { keepPoint, scaleIn, stepped, type Zoom } from './zoom.ts'

/** From here on the dots of an image are seen, and drawn as squares. */
const dots = 3
/** Room around an image that is fitted, in pixels. */
const margin = 16

/** Shows an image: fitted or at a scale, moved by dragging, on squares where it is transparent. */
export function mountImage({ file, place, root, broken, status, tools }: Shown, first: number): Showing {
  const started = stops()
  const name = nameOf(place.path)
  const image = element('img', 'vw-image')
  image.alt = name
  image.draggable = false
  const stage = element('div', 'vw-stage vw-middle', image)
  stage.tabIndex = 0
  stage.setAttribute('role', 'group')
  stage.setAttribute('aria-label', `${name}: + and − zoom, 0 fits, 1 is its own size`)
  let zoom: Zoom = 'fit'
  let scale = 1
  let size = first

  const fit = button({ label: 'Fit', title: 'As large as there is room (0)', run: () => set('fit') })
  const own = button({ label: '100 %', title: 'Its own size (1)', run: () => set(1) })
  tools('Image', [
    button({ drawing: 'minus', title: 'Smaller (−)', run: () => set(stepped(scale, -1)) }),
    button({ drawing: 'plus', title: 'Larger (+)', run: () => set(stepped(scale, 1)) }),
    gap(),
    fit,
    own,
    ...(/\.svg$/i.test(place.path)
      ? [gap(), button({ label: 'Source', title: 'Open its source as text', run: () => void place.pass() })]
      : []),
  ])

  function draw(): void {
    const box = { width: image.naturalWidth, height: image.naturalHeight }
    if (box.width === 0) return
    const room = { width: stage.clientWidth - 2 * margin, height: stage.clientHeight - 2 * margin }
    scale = scaleIn({ zoom, image: box, room })
    image.style.width = `${box.width * scale}px`
    image.style.height = `${box.height * scale}px`
    image.dataset['dots'] = String(scale >= dots)
    image.hidden = false
    fit.setAttribute('aria-pressed', String(zoom === 'fit'))
    own.setAttribute('aria-pressed', String(zoom === 1))
    status(`${box.width} × ${box.height}, ${sizeText(size)}, ${Math.round(scale * 100)} %`)
  }
  /** Another zoom; what is under `point` of the stage, else its middle, stays there. */
  function set(next: Zoom, point = { x: stage.clientWidth / 2, y: stage.clientHeight / 2 }): void {
    const before = scale
    const { scrollLeft, scrollTop } = stage
    zoom = next
    draw()
    stage.scrollLeft = keepPoint({ scroll: scrollLeft, pointer: point.x, before, after: scale })
    stage.scrollTop = keepPoint({ scroll: scrollTop, pointer: point.y, before, after: scale })
  }

  image.addEventListener('load', draw)
  image.addEventListener('error', () => broken(`${name} cannot be read as an image. Its bytes are below.`))
  stage.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const act = { '+': () => set(stepped(scale, 1)), '-': () => set(stepped(scale, -1)), '0': () => set('fit'), '1': () => set(1) }[
      event.key
    ]
    if (!act) return
    event.preventDefault()
    act()
  })
  stage.addEventListener(
    'wheel',
    event => {
      if (!event.ctrlKey) return
      event.preventDefault()
      const box = stage.getBoundingClientRect()
      set(stepped(scale, event.deltaY < 0 ? 1 : -1), { x: event.clientX - box.left, y: event.clientY - box.top })
    },
    { passive: false },
  )
  stage.addEventListener('dblclick', () => set(zoom === 'fit' ? 1 : 'fit'))
  stage.addEventListener('pointerdown', event => {
    // A finger scrolls by itself.
    if (event.button !== 0 || event.pointerType === 'touch' || event.target !== image) return
    stage.setPointerCapture(event.pointerId)
    stage.dataset['dragged'] = 'true'
    const move = ({ movementX, movementY }: PointerEvent) => stage.scrollBy(-movementX, -movementY)
    const drop = () => {
      delete stage.dataset['dragged']
      stage.removeEventListener('pointermove', move)
    }
    stage.addEventListener('pointermove', move)
    stage.addEventListener('lostpointercapture', drop, { once: true })
  })
  const watch = new ResizeObserver(draw)
  watch.observe(stage)
  started.add(() => watch.disconnect())
  image.hidden = true
  image.src = file.view()
  root.append(stage)
  return {
    changed(now) {
      size = now
      image.src = file.view()
    },
    stop() {
      image.removeAttribute('src')
      return started.stop()
    },
  }
}
