import { cspNonce } from '@stoa/sdk/ui'
import type { Program } from '../api.ts'
import type { Message } from '../document/index.ts'
import { frameScript } from './frame.ts'
import { sanitise } from './outputs/sanitise.ts'

export type ProgramsGiven = {
  /** Runs code in the session of the worksheet, for a program of this cell; answers what it puts out. */
  execute(cell: string, request: { code: string; data: unknown; preparse: boolean }): Promise<readonly Message[]>
  interrupt(): void
  kill(): void
}
/** The programs of one worksheet: they run in one frame that has no origin, and what they draw is shown, made harmless, where they stand. */
export type Programs = {
  /**
   * Runs a program and draws it into an element. Where the same output stands in another view of the worksheet already, the program that runs
   * there is shown here too. `view` is what the element stands in; `link` makes the link to a file that the program offers.
   */
  run(given: {
    program: Program
    cell: string
    view: object
    into: HTMLElement
    resized(): void
    link(path: string): HTMLElement
  }): () => void
  stop(): void
}
/** Characters that one program may draw. */
const longest = 2_000_000
/** Files that one program may offer. */
const most = 20
const heard = ['click', 'input', 'change', 'mousemove', 'mousedown', 'mouseup', 'keydown'] as const

/** The frame is made with the first program. */
export function openPrograms({ execute, interrupt, kill }: ProgramsGiven): Programs {
  const running = new Map<number, Running>()
  let last = 0
  let frame: { element: HTMLIFrameElement; port: Promise<MessagePort> } | null = null

  const take = (port: MessagePort, message: Record<string, unknown>) => {
    const program = running.get(Number(message.drawn ?? message.failed ?? message.offer))
    if (program && message.drawn !== undefined) show(program, (program.html = String(message.html)))
    else if (program && message.failed !== undefined) fail(program, String(message.text))
    else if (program && message.offer !== undefined) offer(program, String(message.path))
    else if (message.execute !== undefined) {
      const { execute: id, code, data, preparse, cell } = message
      // Only for a cell in which a program runs.
      const known = [...running.values()].some(one => one.cell === cell)
      void (
        known
          ? execute(String(cell), { code: String(code), data, preparse: preparse !== false })
          : Promise.reject(new RangeError('There is no such program.'))
      ).then(
        messages => port.postMessage({ answer: id, messages }),
        (failure: unknown) =>
          port.postMessage({
            answer: id,
            failed: failure instanceof Error ? failure.message : String((failure as { message?: unknown })?.message),
          }),
      )
    } else if (message.interrupt !== undefined) interrupt()
    else if (message.kill !== undefined) kill()
  }
  const open = (): Promise<MessagePort> => {
    if (frame) return frame.port
    const element = document.createElement('iframe')
    element.className = 'ws-frame'
    element.title = 'Programs of this worksheet'
    element.tabIndex = -1
    element.setAttribute('aria-hidden', 'true')
    element.setAttribute('sandbox', 'allow-scripts')
    element.srcdoc = `<!doctype html><meta charset="utf-8"><title>Programs</title><body><script nonce="${cspNonce()}">${frameScript}</script></body>`
    const port = new Promise<MessagePort>(resolve => {
      element.addEventListener(
        'load',
        () => {
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', event => take(port1, event.data as Record<string, unknown>))
          port1.start()
          // Its origin is opaque, so that no other can be named; the port reaches only this frame.
          element.contentWindow!.postMessage(null, '*', [port2])
          resolve(port1)
        },
        { once: true },
      )
    })
    document.body.append(element)
    frame = { element, port }
    return port
  }
  return {
    run({ program, cell, view, into, resized, link }) {
      into.classList.add('ws-program')
      const key = `${cell} ${JSON.stringify(program)}`
      const known = [...running].find(([, one]) => one.key === key && ![...one.shown].some(([, where]) => where.view === view))
      const id = known?.[0] ?? ++last
      const port = open()
      const one: Running = known?.[1] ?? { key, cell, html: '', offered: [], shown: new Map() }
      const offered = document.createElement('div')
      const where: Shown = { view, offered, resized, link }
      one.shown.set(into, where)
      running.set(id, one)
      const forward = (event: Event) => void port.then(to => to.postMessage({ ...about(event, into), program: id }))
      for (const type of heard) into.addEventListener(type, forward)
      if (known) {
        draw(into, one.html, resized)
        one.offered.forEach(path => place(into, where, path))
      } else
        void codeOf(program).then(
          async code => (await port).postMessage({ run: id, code, cell, obj: program.obj }),
          (failure: unknown) => fail(one, failure instanceof Error ? failure.message : String(failure)),
        )
      return () => {
        for (const type of heard) into.removeEventListener(type, forward)
        offered.remove()
        if (!one.shown.delete(into) || one.shown.size > 0 || !running.delete(id)) return
        void port.then(to => to.postMessage({ stop: id }))
      }
    },
    stop() {
      running.clear()
      frame?.element.remove()
      frame = null
    },
  }
}

/** A program, what it has drawn last, and the elements that show it. */
type Running = {
  readonly key: string
  readonly cell: string
  html: string
  readonly offered: string[]
  readonly shown: Map<HTMLElement, Shown>
}
/** One element that shows a program; what the program offers stands below it. */
type Shown = { view: object; offered: HTMLElement; resized(): void; link(path: string): HTMLElement }

function show({ shown }: Running, html: string): void {
  for (const [into, { resized }] of shown) draw(into, html, resized)
}
function fail({ shown }: Running, text: string): void {
  for (const [into, { resized }] of shown) {
    const note = document.createElement('pre')
    note.className = 'ws-text ws-stderr'
    note.textContent = text
    into.append(note)
    resized()
  }
}
/** Nothing opens by itself: what a program would open is offered below what it draws. */
function offer({ offered, shown }: Running, path: string): void {
  if (offered.length === most) return
  offered.push(path)
  for (const [into, where] of shown) place(into, where, path)
}
function place(into: HTMLElement, { offered, link, resized }: Shown, path: string): void {
  offered.append(link(path))
  into.after(offered)
  resized()
}

async function codeOf({ code, coffeescript }: Program): Promise<string> {
  if (!coffeescript) return code
  const { compile } = await import('./coffeescript.ts')
  return compile(code)
}

/** Shows what a program has drawn. A box that is being typed into is left as it is. */
function draw(into: HTMLElement, html: string, resized: () => void): void {
  if (html.length > longest) {
    into.replaceChildren(`This program draws more than ${longest / 1_000_000} MB, which is not shown.`)
    return resized()
  }
  const active = into.contains(document.activeElement) ? document.activeElement!.getAttribute(mark) : null
  const typed = active === null ? null : into.querySelector(`[${mark}="${active}"]`)
  const next = sanitise(html, { keep: [mark] })
  const place = active === null ? null : next.querySelector(`[${mark}="${active}"]`)
  if (typed && place && typed.matches('input, textarea, select')) place.replaceWith(typed)
  into.replaceChildren(next)
  if (typed instanceof HTMLElement) typed.focus({ preventScroll: true })
  resized()
}
const mark = 'data-ws-node'

function about(event: Event, into: HTMLElement): Record<string, unknown> {
  const target = event.target instanceof Element ? event.target.closest(`[${mark}]`) : null
  if (!target || !into.contains(target)) return { event: event.type, node: -1 }
  const box = target.getBoundingClientRect()
  return {
    event: event.type,
    node: Number(target.getAttribute(mark)),
    ...(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
      ? { value: target.value }
      : {}),
    ...(target instanceof HTMLInputElement ? { checked: target.checked } : {}),
    ...(event instanceof MouseEvent ? { x: event.clientX - box.left, y: event.clientY - box.top } : {}),
    ...(event instanceof KeyboardEvent ? { key: event.key } : {}),
  }
}
