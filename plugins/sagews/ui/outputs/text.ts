import type { OutputKind, ShownOutput } from '../../api.ts'
import { charactersShown, lineStart, linesShown, moreButton } from './more.ts'

/** Plain text that may grow. The first lines are drawn, the rest on demand; growing text costs no more than what is drawn of it. */
export function textOutput(value: unknown, name: string): ShownOutput {
  const element = document.createElement('div')
  const pre = document.createElement('pre')
  pre.className = name
  element.append(pre)
  let text = String(value)
  let whole = false
  // One button for as long as there is more, so that it can be pressed while the text grows.
  const more = moreButton('', () => {
    whole = true
    draw()
  })

  const draw = () => {
    const part = whole ? text : text.slice(0, drawnAtFirst(text))
    const shown = part.replace(/\n$/, '')
    // Appending keeps what a person has selected.
    const before = pre.firstChild as Text | null
    if (before && shown.startsWith(before.data)) before.appendData(shown.slice(before.data.length))
    else pre.textContent = shown
    if (part.length < text.length) {
      const lines = linesIn(text, part.length)
      more.textContent = lines === 1 ? 'Show 1 more line' : `Show ${lines} more lines`
      if (!more.isConnected) element.append(more)
    } else more.remove()
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

/** How many characters are drawn without asking: some lines, and of long ones fewer. */
function drawnAtFirst(text: string): number {
  const lines = lineStart(text, linesShown)
  if (lines >= 0 && lines <= charactersShown) return lines
  if (text.length <= charactersShown) return text.length
  return text.lastIndexOf('\n', charactersShown) + 1 || charactersShown
}

function linesIn(text: string, from: number): number {
  let found = text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) found++
  return found
}

export const stdout: OutputKind = { kind: 'stdout', show: value => textOutput(value, 'ws-text') }
export const stderr: OutputKind = { kind: 'stderr', show: value => textOutput(value, 'ws-text ws-stderr') }
