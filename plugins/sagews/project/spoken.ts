import { isFields, type Fields } from '../document/notebook/index.ts'

/**
 * What code is written in that begins with no mode. Without `preparse` it is Python as it stands, also under Sage; `kernel` is the Jupyter
 * kernel that runs it instead of the session itself, by its name, with its language and what it is called.
 */
export type Spoken = {
  readonly preparse: boolean
  readonly kernel?: { readonly name: string; readonly language: string; readonly title: string }
}

/** What worksheets are written in, and notebooks that say nothing. */
export const sage: Spoken = { preparse: true }

const longest = 200

/** What a notebook says that its code is written in. */
export function spokenIn({ metadata }: Fields): Spoken {
  const { kernelspec, language_info: info } = isFields(metadata) ? metadata : {}
  const spec = isFields(kernelspec) ? kernelspec : {}
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, longest) : '')
  const name = text(spec['name'])
  const known = /^(sage|python)/i.exec(name)?.[1] ?? ''
  const language = (text(spec['language']) || known || (isFields(info) ? text(info['name']) : '') || 'sage').toLowerCase()
  // Kernels of Sage call their language so, or Python.
  if (/^sage/i.test(language) || /^sage/i.test(name)) return sage
  if (/^i?python\d*$/.test(language)) return { preparse: false }
  return { preparse: false, kernel: { name: name || language, language, title: text(spec['display_name']) || name || language } }
}
