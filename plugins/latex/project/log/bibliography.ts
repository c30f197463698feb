import type { Problem } from '../../contract.ts'

/** What BibTeX or Biber complains of, from its own log. `place` turns a name in it into a path in the project. */
export function readBibliographyLog(log: string, place: (name: string) => string | undefined): Problem[] {
  const problems: Problem[] = []
  const add = (kind: 'error' | 'warning', message: string, where: { file?: string | undefined; line?: number; advice?: string } = {}) => {
    const { file, line, advice } = where
    problems.push({
      kind,
      message,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      ...(advice !== undefined && { advice }),
    })
  }
  const missing = (name: string) =>
    add('error', `Bibliography “${name}” was not found`, { advice: 'Names are relative to the folder of the main file.' })
  const lines = log.split('\n')
  for (const [at, line] of lines.entries()) {
    const entry =
      /^Warning--I didn't find a database entry for "(.+?)"/.exec(line) ?? /WARN - I didn't find a database entry for '(.+?)'/.exec(line)
    const style = /^I couldn't open style file (.+)$/.exec(line)
    const database = /^I couldn't open database file (.+)$/.exec(line) ?? /ERROR - Cannot find '(.+?)'/.exec(line)
    const wrong = /^(.+?)---line (\d+) of file (.+)$/.exec(line)
    const syntax = /ERROR - BibTeX subsystem: .*?, line (\d+), (.+)$/.exec(line)
    const other = /^Warning--(.+)$/.exec(line)
    if (entry) add('warning', `No entry “${entry[1]}” in the bibliography`)
    else if (database) missing(database[1]!.trim())
    else if (style) add('error', `Bibliography style “${style[1]!.trim().replace(/\.bst$/, '')}” was not found`)
    else if (wrong) add('error', `Bibliography: ${wrong[1]!.trim()}`, { file: place(wrong[3]!.trim()), line: Number(wrong[2]) })
    else if (syntax) {
      const source = lines.slice(0, at).findLast(one => /Found BibTeX data source '/.test(one))
      const name = /'(.+)'/.exec(source ?? '')?.[1]
      add('error', `Bibliography: ${syntax[2]}`, { file: name === undefined ? undefined : place(name), line: Number(syntax[1]) })
    } else if (other) {
      const where = /^--line (\d+) of file (.+)$/.exec(lines[at + 1] ?? '')
      add('warning', `Bibliography: ${other[1]}`, where ? { file: place(where[2]!.trim()), line: Number(where[1]) } : {})
    }
  }
  return problems
}
