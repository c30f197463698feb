import type { Parser } from '@lezer/common'
import { StreamLanguage, type StreamParser } from '@codemirror/language'
import type { Mode } from '../api.ts'

const stream = async (load: Promise<StreamParser<unknown>>): Promise<Parser> => StreamLanguage.define(await load).parser
const python = async () => (await import('@codemirror/lang-python')).pythonLanguage.parser
const javascript = async () => (await import('@codemirror/lang-javascript')).javascriptLanguage.parser
const shell = () => stream(import('@codemirror/legacy-modes/mode/shell').then(found => found.shell))
const scala = () => stream(import('@codemirror/legacy-modes/mode/clike').then(found => found.scala))
const r = () => stream(import('@codemirror/legacy-modes/mode/r').then(found => found.r))
const octave = () => stream(import('@codemirror/legacy-modes/mode/octave').then(found => found.octave))
const mathematica = () => stream(import('@codemirror/legacy-modes/mode/mathematica').then(found => found.mathematica))
const lisp = () => stream(import('@codemirror/legacy-modes/mode/commonlisp').then(found => found.commonLisp))

/** In what the text of each mode is written; each language is fetched with the first cell that is in it. */
const languages: Readonly<Record<string, () => Promise<Parser>>> = {
  python,
  python3: python,
  anaconda: python,
  cython: python,
  javascript,
  sh: shell,
  r,
  octave,
  lisp,
  mathematica,
  matlab: octave,
  maxima: mathematica,
  scala,
  scala211: scala,
  asy: async () => (await import('@codemirror/lang-cpp')).cppLanguage.parser,
  java: async () => (await import('@codemirror/lang-java')).javaLanguage.parser,
  singular: async () => (await import('@codemirror/lang-cpp')).cppLanguage.parser,
  singular_kernel: async () => (await import('@codemirror/lang-cpp')).cppLanguage.parser,
  gp: async () => (await import('@codemirror/lang-cpp')).cppLanguage.parser,
  coffeescript: () => stream(import('@codemirror/legacy-modes/mode/coffeescript').then(found => found.coffeeScript)),
  fortran: () => stream(import('@codemirror/legacy-modes/mode/fortran').then(found => found.fortran)),
  go: () => stream(import('@codemirror/legacy-modes/mode/go').then(found => found.go)),
  julia: () => stream(import('@codemirror/legacy-modes/mode/julia').then(found => found.julia)),
  latex: () => stream(import('@codemirror/legacy-modes/mode/stex').then(found => found.stex)),
  perl: () => stream(import('@codemirror/legacy-modes/mode/perl').then(found => found.perl)),
  ruby: () => stream(import('@codemirror/legacy-modes/mode/ruby').then(found => found.ruby)),
}

/** The modes that worksheets colour without any other plugin, where no plugin has one of its own. */
export const builtinModes: ReadonlyMap<string, Mode> = new Map(
  Object.entries(languages).map(([name, language]) => [name, { name, language }]),
)
