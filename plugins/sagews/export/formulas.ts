import { mathjax } from '@mathjax/src/js/mathjax.js'
import { TeX } from '@mathjax/src/js/input/tex.js'
import { SVG } from '@mathjax/src/js/output/svg.js'
import { liteAdaptor, type LiteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js'
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js'
import { AssistiveMmlHandler } from '@mathjax/src/js/a11y/assistive-mml.js'
import { texOptions } from '../math/tex.ts'

export type Formula = { readonly tex: string; readonly display: boolean }

/** Formulas as markup that needs nothing else: drawings, with MathML for those who can't see them. `style` is what a page with them needs. */
export type Typesetter = { markup(formula: Formula): Promise<string>; readonly style: string }

/** A typesetter for one document: what it defines by `\newcommand` is known to what follows, and to no other document. */
export function createTypesetter(): Typesetter {
  mathjax.asyncLoad = (file: string) => import(`@mathjax/mathjax-newcm-font/js/svg/dynamic/${partOf(file)}.js`)
  const adaptor: LiteAdaptor = liteAdaptor()
  AssistiveMmlHandler(RegisterHTMLHandler(adaptor))
  const output = new SVG({ fontCache: 'local', mtextInheritFont: true })
  const page = mathjax.document('', { InputJax: new TeX(texOptions), OutputJax: output, enableAssistiveMml: true })
  return {
    async markup({ tex, display }) {
      try {
        const node = await page.convertPromise(tex, { display, em: 17, ex: 8, containerWidth: 720 })
        // The source of each part of it, which only tools of MathJax's own would read.
        return adaptor.outerHTML(node as Parameters<LiteAdaptor['outerHTML']>[0]).replace(/ data-(latex|mjx-[a-z]+)="[^"]*"/g, '')
      } catch {
        return `<code>${tex.replace(/[&<>"]/g, one => `&#${one.charCodeAt(0)};`)}</code>`
      }
    },
    get style() {
      return adaptor.textContent(output.styleSheet(page) as Parameters<LiteAdaptor['textContent']>[0]) + assistive
    },
  }
}

const partOf = (file: string): string =>
  file
    .split('/')
    .at(-1)!
    .replace(/\.js$/, '')
    .replace(/[^\w-]/g, '')

const assistive = `
mjx-assistive-mml { position: absolute !important; top: 0; left: 0; clip-path: inset(50%); padding: 1px 0 0 !important; border: 0 !important; display: block !important;
  width: auto !important; overflow: hidden !important } mjx-container { position: relative } mjx-container[display='true'] { overflow-x: auto; overflow-y: hidden }`
