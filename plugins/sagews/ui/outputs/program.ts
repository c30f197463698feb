import type { Stop } from '@stoa/sdk/contract'
import type { OutputKind, OutputPlace, Program, ShownOutput } from '../../api.ts'

/** A program in JavaScript or CoffeeScript. It is run where this person has run the cell, or asks for it; never by opening a worksheet. */
export const javascript: OutputKind = {
  kind: 'javascript',
  show(value, place, message): ShownOutput {
    const program = programOf(value)
    const element = document.createElement('div')
    let stopped = false
    let stop: Stop | null = null
    const run = () => {
      element.className = ''
      element.replaceChildren()
      stop = place.runProgram(program, element)
    }
    // To which cell it belongs is known once it stands in the page.
    queueMicrotask(() => {
      if (stopped) return
      if (place.asked(program)) run()
      // One that is to run once has run, and what it did then is over.
      else if (message.once) element.hidden = true
      else element.append(...offer(program, place, run))
    })
    return {
      element,
      stop() {
        stopped = true
        void stop?.()
      },
    }
  },
}

function offer(program: Program, place: OutputPlace, run: () => void): (Node | string)[] {
  if (!place.runnable) return [quiet('This output is a program. Whoever may run cells can start it.')]
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Run it'
  button.title = program.code.slice(0, 500)
  button.addEventListener('click', run)
  const line = quiet('This output is a program. ')
  line.append(button)
  return [line]
}

function quiet(text: string): HTMLElement {
  const line = document.createElement('div')
  line.className = 'ws-gone'
  line.append(text)
  return line
}

function programOf(value: unknown): Program {
  if (typeof value === 'string') return { code: value, coffeescript: false, obj: null }
  const { code, coffeescript, obj } = value as { code?: unknown; coffeescript?: unknown; obj?: unknown }
  return { code: String(code ?? ''), coffeescript: coffeescript === true, obj: obj ?? null }
}
