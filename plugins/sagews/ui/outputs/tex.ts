import type { OutputKind } from '../../api.ts'
import { formula } from '../math/typeset.ts'
import { swapper } from './swap.ts'

/** A formula. Text between dollars, as old worksheets have it, loses them. */
export const tex: OutputKind = {
  kind: 'tex',
  show(value, place) {
    const element = document.createElement('div')
    element.className = 'ws-tex'
    const made = mathOf(value)
    element.append(made.element)
    void made.done.then(() => place.resized())
    const swap = swapper(element)
    return {
      element,
      update(next) {
        void swap(async into => {
          const { element: math, done } = mathOf(next)
          into.append(math)
          await done
        }).then(() => place.resized())
        return true
      },
    }
  },
}

function mathOf(value: unknown): ReturnType<typeof formula> {
  const given = typeof value === 'string' ? { tex: value } : (value as { tex?: unknown; display?: unknown })
  const source = String(given.tex ?? '').replace(/^\s*(\$\$?)([^]*)\1\s*$/, '$2')
  return formula({ tex: source, display: Boolean((given as { display?: unknown }).display) })
}
