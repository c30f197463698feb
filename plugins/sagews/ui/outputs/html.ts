import type { OutputKind } from '../../api.ts'
import { drawApart } from './apart.ts'
import { elsewhereIn, showElsewhere } from './elsewhere.ts'
import { typesetIn } from '../math/typeset.ts'
import { moreButton, rowsShown } from './more.ts'
import { sanitise } from './sanitise.ts'
import { swapper } from './swap.ts'

/** HTML beyond this many characters is drawn when it is asked for. */
const longest = 60_000

/** HTML, sanitised. Long tables show their first rows; other very long HTML is drawn on demand. */
export const html: OutputKind = {
  kind: 'html',
  show(value, place) {
    const element = document.createElement('div')
    element.className = 'ws-html'
    const source = String(value)
    const elsewhere = source.length < 4000 ? elsewhereIn(source) : null
    if (elsewhere) {
      showElsewhere(element, elsewhere, place)
      return { element }
    }
    if (/<style[\s>]/i.test(source) && source.length <= longest) {
      drawApart(element, { source, place })
      return { element }
    }
    const table = source.length > 4000 ? cutTable(source) : null
    const draw = (part: string) => {
      element.replaceChildren(sanitise(part, { place }))
      void typesetIn(element).then(() => place.resized())
    }
    if (table) {
      draw(table.part)
      element.append(moreButton(`Show ${table.rest} more rows`, () => draw(source)))
    } else if (source.length > longest) {
      element.append(moreButton(`Show this HTML (${Math.round(source.length / 1000)} kB)`, () => draw(source)))
    } else draw(source)
    const swap = swapper(element)
    return {
      element,
      update(next) {
        const later = String(next)
        if (later.length > 4000 || source.length > 4000) return false
        void swap(into => {
          into.append(sanitise(later, { place }))
          return typesetIn(into)
        }).then(() => place.resized())
        return true
      },
    }
  },
}

/** The first rows of HTML that is one long table, or null. The parser closes what is left open. */
function cutTable(source: string): { part: string; rest: number } | null {
  let rows = 0
  let cut = -1
  for (let at = source.search(/<tr[\s>]/i); at >= 0;) {
    if (rows === rowsShown + 1) cut = at
    rows++
    const next = source.slice(at + 3).search(/<tr[\s>]/i)
    at = next < 0 ? -1 : at + 3 + next
  }
  return cut > 0 && rows > rowsShown + 5 ? { part: source.slice(0, cut), rest: rows - rowsShown - 1 } : null
}
