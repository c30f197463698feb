import { mathjax } from '@mathjax/src/js/mathjax.js'
import { TeX } from '@mathjax/src/js/input/tex.js'
import { SVG } from '@mathjax/src/js/output/svg.js'
import { browserAdaptor } from '@mathjax/src/js/adaptors/browserAdaptor.js'
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js'
import { SafeHandler } from '@mathjax/src/js/ui/safe/SafeHandler.js'
import { AssistiveMmlHandler } from '@mathjax/src/js/a11y/assistive-mml.js'
import { texOptions } from '../../math/tex.ts'
import { loadFontPart } from './font.ts'

mathjax.asyncLoad = loadFontPart
const adaptor = browserAdaptor()
AssistiveMmlHandler(SafeHandler(RegisterHTMLHandler(adaptor)))

const output = new SVG({
  fontCache: 'local',
  displayOverflow: 'linebreak',
  linebreaks: { inline: true, width: '100%' },
  mtextInheritFont: true,
})
const page = mathjax.document(document, {
  InputJax: new TeX(texOptions),
  OutputJax: output,
  enableAssistiveMml: true,
})

let styled = false
function styles(): void {
  if (styled) return
  styled = true
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(adaptor.textContent(output.styleSheet(page) as HTMLElement) + assistive)
  document.adoptedStyleSheets.push(sheet)
}
const assistive = `mjx-assistive-mml { position: absolute !important; top: 0; left: 0; clip-path: inset(50%); padding: 1px 0 0 !important; border: 0 !important;
  display: block !important; width: auto !important; overflow: hidden !important; user-select: none } mjx-container { position: relative }`

const widths = new WeakMap<HTMLElement, number>()

/** Typesets a formula into an element, broken into lines where the page ends. Does nothing if the width is the one it was typeset for. */
export async function render({ element, tex, display }: { element: HTMLElement; tex: string; display: boolean }): Promise<void> {
  const width = availableWidth(element)
  if (widths.get(element) === width) return
  widths.set(element, width)
  const em = parseFloat(getComputedStyle(element).fontSize) || 16
  try {
    const node = (await page.convertPromise(tex, { display, em, ex: exOf(element) || em * 0.46, containerWidth: width })) as HTMLElement
    element.replaceChildren(node)
    styles()
  } catch (failure) {
    element.replaceChildren(tex)
    element.title = failure instanceof Error ? failure.message : String(failure)
  }
}

/** Pixels of an ex, in which the sizes of the drawing are given, so that a line is as wide as it was reckoned. 0 if it is not in the page. */
function exOf(element: HTMLElement): number {
  const probe = document.createElement('span')
  probe.style.cssText = 'display: inline-block; width: 60ex; height: 0'
  element.append(probe)
  const { width } = probe.getBoundingClientRect()
  probe.remove()
  return width / 60
}

function availableWidth(element: HTMLElement): number {
  for (let box = element.parentElement; box; box = box.parentElement) {
    if (box.clientWidth > 0 && getComputedStyle(box).display !== 'inline') {
      const style = getComputedStyle(box)
      return Math.max(160, box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 6)
    }
  }
  return 600
}
