import '@mathjax/src/js/util/entities/all.js'
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js'
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js'
import '@mathjax/src/js/input/tex/amscd/AmsCdConfiguration.js'
import '@mathjax/src/js/input/tex/boldsymbol/BoldsymbolConfiguration.js'
import '@mathjax/src/js/input/tex/braket/BraketConfiguration.js'
import '@mathjax/src/js/input/tex/cancel/CancelConfiguration.js'
import '@mathjax/src/js/input/tex/color/ColorConfiguration.js'
import '@mathjax/src/js/input/tex/enclose/EncloseConfiguration.js'
import '@mathjax/src/js/input/tex/mathtools/MathtoolsConfiguration.js'
import '@mathjax/src/js/input/tex/configmacros/ConfigMacrosConfiguration.js'
import '@mathjax/src/js/input/tex/newcommand/NewcommandConfiguration.js'
import '@mathjax/src/js/input/tex/noundefined/NoUndefinedConfiguration.js'
import '@mathjax/src/js/input/tex/textmacros/TextMacrosConfiguration.js'
import '@mathjax/src/js/input/tex/unicode/UnicodeConfiguration.js'
import '@mathjax/src/js/input/tex/upgreek/UpgreekConfiguration.js'
import '@mathjax/src/js/input/tex/verb/VerbConfiguration.js'

const packages = [
  'base',
  'ams',
  'amscd',
  'boldsymbol',
  'braket',
  'cancel',
  'color',
  'configmacros',
  'enclose',
  'mathtools',
  'newcommand',
  'noundefined',
  'textmacros',
  'unicode',
  'upgreek',
  'verb',
]
/** What Sage's LaTeX uses without defining it. */
const macros = {
  ZZ: '{\\mathbf{Z}}',
  QQ: '{\\mathbf{Q}}',
  RR: '{\\mathbf{R}}',
  CC: '{\\mathbf{C}}',
  NN: '{\\mathbf{N}}',
  FF: '{\\mathbf{F}}',
  GF: ['{\\mathbf{F}_{#1}}', 1],
  Bold: ['{\\mathbf{#1}}', 1],
  GL: '{\\operatorname{GL}}',
  sech: '{\\operatorname{sech}}',
  csch: '{\\operatorname{csch}}',
  arccot: '{\\operatorname{arccot}}',
  arcsec: '{\\operatorname{arcsec}}',
  arccsc: '{\\operatorname{arccsc}}',
  arcsinh: '{\\operatorname{arcsinh}}',
  arccosh: '{\\operatorname{arccosh}}',
  arctanh: '{\\operatorname{arctanh}}',
  mbox: ['{\\text{#1}}', 1],
}
/** How TeX is read, in the page and where documents are converted. */
export const texOptions = { packages, macros, maxBuffer: 200 * 1024 }
