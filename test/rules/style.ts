import ts from 'typescript'

/** Exported declarations that say nothing of what they are for. What only passes on another module's exports needs no word. */
export function undocumented(source: ts.SourceFile): string[] {
  const missing: string[] = []
  for (const statement of source.statements) {
    if (!exported(statement)) continue
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(declaration => declaration.name.getText(source))
      : 'name' in statement && statement.name
        ? [(statement.name as ts.Identifier).text]
        : ['default']
    if (ts.getJSDocCommentsAndTags(statement).length === 0) missing.push(...names)
  }
  // A schema and the type of it share a name or a purpose: a word on one is a word on both. Overloads share theirs too.
  return missing.filter(name => !documentedElsewhere({ source, name }))
}

const exported = (node: ts.Statement) =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

function documentedElsewhere({ source, name }: { source: ts.SourceFile; name: string }): boolean {
  const related = new Set([name, name.replace(/Schema$/, ''), `${name}Schema`])
  return source.statements.some(statement => {
    if (ts.getJSDocCommentsAndTags(statement).length === 0) return false
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(declaration => declaration.name.getText(source))
      : 'name' in statement && statement.name
        ? [(statement.name as ts.Identifier).text]
        : []
    return names.some(one => related.has(one))
  })
}

/** What Node cannot run by taking types away, and decorators: their names with lines. */
export function notErasable(source: ts.SourceFile): string[] {
  const found: string[] = []
  const report = (node: ts.Node, what: string) =>
    found.push(`${what} at line ${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`)
  const visit = (node: ts.Node): void => {
    if (ts.isEnumDeclaration(node)) report(node, 'an enum')
    else if (ts.isModuleDeclaration(node) && !ts.isStringLiteral(node.name)) report(node, 'a namespace')
    else if (ts.isDecorator(node)) report(node, 'a decorator')
    else if (ts.isParameter(node) && (ts.getModifiers(node)?.length ?? 0) > 0) report(node, 'a parameter property')
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Statements of an `index.ts` that are no exports of other modules. */
export function notListed(source: ts.SourceFile): string[] {
  return source.statements
    .filter(statement => !(ts.isExportDeclaration(statement) && statement.moduleSpecifier))
    .map(statement => statement.getText(source).split('\n')[0]!)
}

const word = String.raw`(?![\w-])`
/** What names one machine or where its packages come from; written so that this file does not name them itself. */
const machine = new RegExp(
  [
    String.raw`(?<![\w.\])}*-])/(?:work${word}/|root/|tmp/brief|home/(?!user\b)\w+/)`,
    String.raw`\bhttps?://[\w.-]*(?:regist` + String.raw`ry|artifact|nexus|mirror|py` + String.raw`pi|npm` + String.raw`js)[\w.-]*`,
    String.raw`\bfar` + String.raw`m-\w+`,
  ].join('|'),
  'g',
)

/** Paths of one machine and hosts of packages that a text names. */
export const machineNames = (text: string): string[] => text.match(machine) ?? []
