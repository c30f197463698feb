import type { OutputKind, OutputPlace } from '../../api.ts'
import { textOutput } from './text.ts'

/** `cells` are the ids of the cells that the frames name by the positions they had when they ran. */
type Error = { name?: string; message?: string; line?: number | null; hint?: string | null; cells?: Readonly<Record<string, string>> }

/** A failed cell: the error first, then where in the worksheet; what lies inside libraries is folded. */
export const traceback: OutputKind = {
  kind: 'traceback',
  show(value, place, message) {
    const error = value as Error
    const element = document.createElement('div')
    element.className = 'ws-traceback'
    const head = document.createElement('b')
    head.textContent = error.message ? `${error.name}: ${error.message}` : (error.name ?? 'Error')
    element.append(head)
    if (error.hint) {
      const hint = document.createElement('div')
      hint.className = 'ws-hint'
      hint.textContent = error.hint
      element.append(hint)
    }
    const { own, inside } = frames(String(message.stderr ?? ''))
    const pre = document.createElement('pre')
    for (const frame of own) pre.append(...linked(frame, place, error.cells ?? {}))
    if (own.length > 0) element.append(pre)
    if (inside.length > 0) {
      const details = document.createElement('details')
      const summary = document.createElement('summary')
      summary.textContent = `${inside.length === 1 ? '1 frame' : `${inside.length} frames`} inside libraries`
      const all = document.createElement('pre')
      all.textContent = inside.join('')
      details.append(summary, all)
      details.addEventListener('toggle', () => place.resized())
      element.append(details)
    }
    return { element }
  },
}

const cellFrame = /^\s*(?:File "<)?cell (\d+)(?:>")?, line (\d+)/

/** Frames of a traceback text: each a line that names a place and the source below it. */
function frames(text: string): { own: string[]; inside: string[] } {
  const own: string[] = []
  const inside: string[] = []
  let open: string[] | null = null
  for (const line of text.split('\n')) {
    if (/^\s+(File "|cell \d+, line)/.test(line)) {
      open = cellFrame.test(line) ? own : inside
      open.push(`${line.trim()}\n`)
    } else if (open && /^\s{3,}/.test(line)) open[open.length - 1] += `    ${line.trim()}\n`
    else open = null
  }
  return { own, inside }
}

function linked(frame: string, place: OutputPlace, cells: Readonly<Record<string, string>>): (Node | string)[] {
  const found = cellFrame.exec(frame)
  if (!found) return [frame]
  const id = cells[found[1]!]
  // Cells move; only worksheets that were written elsewhere lack the ids.
  const now = () => (id === undefined ? Number(found[1]) : place.number(id))
  const line = Number(found[2])
  const rest = frame.slice(found[0].length)
  if (now() === null) return [`a deleted cell, line ${line}`, rest]
  const link = document.createElement('a')
  link.href = '#'
  link.textContent = `(${now()}), line ${line}`
  link.addEventListener('click', event => {
    event.preventDefault()
    const cell = now()
    if (cell !== null) place.goTo(cell, line)
  })
  return [link, rest]
}

/** A run that could not be made or was lost: a sentence of the server's. */
export const error: OutputKind = {
  kind: 'error',
  show(value) {
    const shown = textOutput(value, 'ws-text')
    shown.element.className = 'ws-traceback ws-lost'
    return shown
  },
}
