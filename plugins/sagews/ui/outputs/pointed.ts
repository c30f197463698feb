import type { Message } from '../../document/index.ts'
import type { sagews } from '../../contract.ts'
import type { OutputPlace, ShownOutput } from '../../api.ts'

type Plane = { box: number[]; x: number[]; y: number[]; log: boolean[] }
/** Milliseconds between two points that a moving pointer tells. */
const pace = 100
const callable = /^[A-Za-z_][\w.]*(?:\[\d+\])?$/

/**
 * A picture that calls functions of the session with the point of the plot that is clicked on or pointed at; what they put out is shown
 * below it. Only for whoever may edit, while the session that made it lives.
 */
export function listening(shown: ShownOutput, message: Message, place: OutputPlace): ShownOutput {
  const { events, plane } = message as { events?: Record<string, unknown>; plane?: Plane }
  const image = shown.element.querySelector('img')
  if (!image || !plane || !Array.isArray(plane.box)) return shown
  const element = document.createElement('div')
  const below = document.createElement('div')
  below.className = 'ws-pointed'
  below.setAttribute('aria-live', 'polite')
  element.append(shown.element, below)
  let undraw = (): void => {}
  let busy = false
  let waiting: [name: string, point: Point] | null = null

  const tell = async (name: string, [x, y]: Point) => {
    if (busy) return void (waiting = [name, [x, y]])
    busy = true
    try {
      const code = `${name}((${x}, ${y}))`
      const { messages } = await place.channel<typeof sagews>('sagews@1').call('execute', { cell: place.cell, code, preparse: false })
      draw(messages)
    } catch (failure) {
      draw([{ stderr: `${failure instanceof Error ? failure.message : String(failure)}\n` }])
    }
    busy = false
    const next = waiting
    waiting = null
    if (next) void tell(...next)
  }
  const draw = (messages: readonly Message[]) => {
    undraw()
    const stop = place.draw(messages, below)
    undraw = () => void stop()
    place.resized()
  }
  const hear = (type: 'click' | 'mousemove', then: (name: string, point: Point) => void) => {
    const name = events?.[type]
    if (typeof name !== 'string' || !callable.test(name)) return
    image.addEventListener(type, event => {
      const point = place.live && place.editable ? pointOf(event, image, plane) : null
      if (point) then(name, point)
    })
  }
  image.style.cursor = 'crosshair'
  hear('click', (name, point) => void tell(name, point))
  let last = -Infinity
  hear('mousemove', (name, point) => {
    const now = performance.now()
    if (now - last < pace) return
    last = now
    void tell(name, point)
  })
  return {
    element,
    stop() {
      undraw()
      void shown.stop?.()
    },
  }
}

type Point = [x: number, y: number]

/** Where in the plane an event happened; null beside the axes. */
function pointOf(event: MouseEvent, image: HTMLElement, { box, x, y, log }: Plane): Point | null {
  const seen = image.getBoundingClientRect()
  const [left = 0, top = 0, width = 1, height = 1] = box.map(Number)
  const across = ((event.clientX - seen.left) / seen.width - left) / width
  const up = 1 - ((event.clientY - seen.top) / seen.height - top) / height
  if (![across, up].every(part => part >= 0 && part <= 1)) return null
  const point: Point = [between(x, across, log?.[0] === true), between(y, up, log?.[1] === true)]
  return point.every(Number.isFinite) ? point : null
}

function between([from = 0, to = 0]: readonly number[], part: number, log: boolean): number {
  const [low, high] = log ? [Math.log(from), Math.log(to)] : [Number(from), Number(to)]
  const value = low + part * (high - low)
  return Number((log ? Math.exp(value) : value).toPrecision(6))
}
