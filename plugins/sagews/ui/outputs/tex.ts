import type { OutputKind } from '../../api.ts'
import { formula } from '../math/typeset.ts'

/** A formula. Text between dollars, as old worksheets have it, loses them. */
export const tex: OutputKind = {
  kind: 'tex',
  show(value, place) {
    const given = typeof value === 'string' ? { tex: value } : (value as { tex?: unknown; display?: unknown })
    const source = String(given.tex ?? '').replace(/^\s*(\$\$?)([^]*)\1\s*$/, '$2')
    const display = Boolean((given as { display?: unknown }).display)
    const element = document.createElement('div')
    element.className = 'ws-tex'
    const { element: math, done } = formula({ tex: source, display })
    element.append(math)
    void done.then(() => place.resized())
    return { element }
  },
}
