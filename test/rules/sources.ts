import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The top of the checkout, with a slash at its end. */
export const top = fileURLToPath(new URL('../../', import.meta.url))

/** Every file that is kept in git or would be, from the top, `/` between names. */
export function trackedFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: top,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return [...new Set(listed.split('\0'))].filter(file => file !== '' && existsSync(join(top, file))).sort()
}

export const isSource = (file: string): boolean => /\.(ts|tsx|mjs)$/.test(file) && !file.startsWith('test/rules/fixtures/')
export const readTracked = (file: string): string => readFileSync(join(top, file), 'utf8')

/** One import of a module: `type` when nothing of it is left once types are stripped. */
export type Import = { readonly specifier: string; readonly type: boolean }

export function parse({ file, text }: { file: string; text: string }): ts.SourceFile {
  return ts.createSourceFile(
    file,
    text,
    { languageVersion: ts.ScriptTarget.ESNext },
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
}

/** What a module imports, by statement, by re-export and by `import()` of a written name. */
export function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, type: boolean) => {
    if (specifier && ts.isStringLiteral(specifier)) found.push({ specifier: specifier.text, type })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, onlyTypes(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  return clause.name === undefined && named !== undefined && ts.isNamedImports(named) && named.elements.every(element => element.isTypeOnly)
}
