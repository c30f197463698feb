import { autocompletion, snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { bodies, classes, commands, environments, openings, packages } from '../commands.ts'

/** What can be referred to, as the server found it in all files of the document. */
export type Names = {
  readonly labels: readonly string[]
  readonly citations: readonly { readonly key: string; readonly title: string }[]
  readonly files: readonly string[]
  readonly pictures: readonly string[]
  readonly bibliographies: readonly string[]
}

const commandOptions: readonly Completion[] = commands.map(({ name, arguments: count, kind }) =>
  count === 0
    ? { label: `\\${name}`, type: kind === 'symbol' ? 'constant' : 'keyword' }
    : snippetCompletion(`\\${name}{\${1}}${count === 2 ? '{${2}}' : ''}`, { label: `\\${name}`, type: 'function' }),
)
const begin = [
  ...environments.map(name =>
    snippetCompletion(`\\begin{${name}}${openings[name] ?? ''}\n\t${bodies[name] ?? '${}'}\n\\end{${name}}`, {
      label: `\\begin{${name}}`,
      type: 'type',
      boost: -1,
    }),
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
  return { from: command.from, options: [...ownCommands(context), ...commandOptions, ...begin], validFor: /^\\[A-Za-z]*\*?(?:\{\w*)?$/ }
}

/** What the document itself defines. */
function ownCommands({ state, pos }: CompletionContext): Completion[] {
  const found = new Map<string, number>()
  const pattern =
    /\\(?:(?:new|renew|provide)command\*?\s*\{?\\([A-Za-z]+)\}?(?:\s*\[(\d)\])?|DeclareMathOperator\*?\s*\{?\\([A-Za-z]+)|def\s*\\([A-Za-z]+))/g
  for (const { index, 1: command, 2: count, 3: operator, 4: defined } of state.doc.toString().matchAll(pattern))
    if (index < pos) found.set((command ?? operator ?? defined)!, Number(count ?? 0))
  const known = new Set(commands.map(({ name }) => name))
  return [...found]
    .filter(([name]) => !known.has(name))
    .map(([name, count]) =>
      snippetCompletion(`\\${name}${Array.from({ length: count }, (_, at) => `{\${${at + 1}}}`).join('')}`, {
        label: `\\${name}`,
        type: 'function',
        boost: 1,
      }),
    )
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
  if (command === 'includegraphics') return plain((await names()).pictures, 'text')
  if (/^(addbibresource|bibliography)$/.test(command)) {
    const found = (await names()).bibliographies
    return plain(command === 'bibliography' ? found.map(name => name.replace(/\.bib$/i, '')) : found, 'text')
  }
  if (/^(usepackage|RequirePackage)$/.test(command)) return plain(packages, 'namespace')
  if (command === 'documentclass') return plain(classes, 'class')
  if (/^(begin|end)$/.test(command)) return plain(environments, 'type')
  return []
}
