import type { OutputKind, ShownOutput } from '../../api.ts'
import { lineStart, linesShown, moreButton } from './more.ts'

const longestLine = 4000

/** Plain text that may grow. The first lines are drawn, the rest on demand; growing text costs no more than what is drawn of it. */
export function textOutput(value: unknown, name: string): ShownOutput {
  const element = document.createElement('div')
  const pre = document.createElement('pre')
  pre.className = name
  element.append(pre)
  let text = String(value)
  let whole = false
  let more: HTMLElement | null = null

  const draw = () => {
    const cut = whole ? -1 : lineStart(text, linesShown)
    const part = cut > 0 && cut < text.length ? text.slice(0, cut) : whole ? text : text.slice(0, longestLine * linesShown)
    const shown = part.replace(/\n$/, '')
    // Appending keeps what a person has selected.
    const before = pre.firstChild as Text | null
    if (before && shown.startsWith(before.data)) before.appendData(shown.slice(before.data.length))
    else pre.textContent = shown
    const rest = text.length - part.length
    if (rest > 0) {
      const lines = linesIn(text, part.length)
      const next = moreButton(lines === 1 ? 'Show 1 more line' : `Show ${lines} more lines`, () => {
        whole = true
        draw()
      })
      if (more) more.replaceWith(next)
      else element.append(next)
      more = next
    } else {
      more?.remove()
      more = null
    }
  }
  draw()
  return {
    element,
    update(next) {
      if (typeof next !== 'string') return false
      text = next
      draw()
      return true
    },
  }
}

function linesIn(text: string, from: number): number {
  let found = text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) found++
  return found
}

export const stdout: OutputKind = { kind: 'stdout', show: value => textOutput(value, 'ws-text') }
export const stderr: OutputKind = { kind: 'stderr', show: value => textOutput(value, 'ws-text ws-stderr') }
