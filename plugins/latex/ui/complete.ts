import { autocompletion, snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { classes, commands, environments, packages } from '../commands.ts'

/** What can be referred to, as the server found it in all files of the document. */
export type Names = {
  readonly labels: readonly string[]
  readonly citations: readonly { readonly key: string; readonly title: string }[]
  readonly files: readonly string[]
}

const commandOptions: readonly Completion[] = commands.map(({ name, arguments: count, kind }) =>
  count === 0
    ? { label: `\\${name}`, type: kind === 'symbol' ? 'constant' : 'keyword' }
    : snippetCompletion(`\\${name}{\${1}}${count === 2 ? '{${2}}' : ''}`, { label: `\\${name}`, type: 'function' }),
)
const begin = [
  ...environments.map(name =>
    snippetCompletion(`\\begin{${name}}\n\t\${}\n\\end{${name}}`, { label: `\\begin{${name}}`, type: 'type', boost: -1 }),
  ),
]
const plain = (names: readonly string[], type: string): Completion[] => names.map(label => ({ label, type }))

/** Completes commands and environments, and inside of braces what belongs there: labels, entries of the bibliography, files, packages, classes. */
export function latexCompletion(names: () => Promise<Names>): Extension {
  return autocompletion({ override: [context => complete(context, names)], icons: false })
}

async function complete(context: CompletionContext, names: () => Promise<Names>): Promise<CompletionResult | null> {
  const inside = context.matchBefore(/\\[A-Za-z]+\*?(?:\[[^\]]*\])*\{[^{}\n]*/)
  if (inside) {
    const command = /^\\([A-Za-z]+)/.exec(inside.text)![1]!
    const from = inside.from + Math.max(inside.text.lastIndexOf('{'), inside.text.lastIndexOf(',')) + 1
    const options = await within(command, context, names)
    return options.length > 0 ? { from, options, validFor: /^[^{},\n]*$/ } : null
  }
  const command = context.matchBefore(/\\[A-Za-z]*\*?$/)
  if (!command || (command.text === '\\' && !context.explicit && command.from + 1 !== context.pos)) return null
  return { from: command.from, options: [...commandOptions, ...begin], validFor: /^\\[A-Za-z]*\*?(?:\{\w*)?$/ }
}

async function within(command: string, context: CompletionContext, names: () => Promise<Names>): Promise<Completion[]> {
  if (/^(ref|eqref|pageref|autoref|cref|Cref|vref|nameref|hyperref)$/.test(command)) {
    const own = [...context.state.doc.toString().matchAll(/\\label\s*\{([^}]+)\}/g)].map(([, label]) => label!)
    return plain([...new Set([...own, ...(await names()).labels])], 'variable')
  }
  if (/^\w*cite\w*$/i.test(command)) return (await names()).citations.map(({ key, title }) => ({ label: key, detail: title, type: 'text' }))
  if (/^(input|include|subfile)$/.test(command))
    return plain(
      (await names()).files.map(name => name.replace(/\.tex$/, '')),
      'text',
    )
  if (/^(usepackage|RequirePackage)$/.test(command)) return plain(packages, 'namespace')
  if (command === 'documentclass') return plain(classes, 'class')
  if (/^(begin|end)$/.test(command)) return plain(environments, 'type')
  return []
}
