import { posix } from 'node:path'
import type { Files } from '@stoa/sdk/project'
import type { Problem } from '../contract.ts'
import { codes, keptProblem } from './code.ts'
import { readBibliographyLog } from './log/bibliography.ts'
import { readLog } from './log/log.ts'
import { pinpoint, type Found } from './log/pinpoint.ts'
import { outputOf } from './output.ts'
import { readText } from './read.ts'
import { bibliographies, filesOf, inFolder } from './root.ts'
import { sourcesOf } from './sources.ts'
import { alignmentOf, isWoven, keptWeaving, wovenOf } from './weave.ts'

/** What the last build says of itself: TeX's log, the bibliography's, and what the code of the document ran into. Null if there was none. */
export async function readResult(
  files: Files,
  main: string,
  { sagetex }: { sagetex: boolean },
): Promise<{ problems: Problem[]; made: boolean } | null> {
  const { folder, job, log: path } = outputOf(main)
  const unwoven = isWoven(main) ? await keptWeaving({ files, main }) : null
  if (unwoven) return { problems: [unwoven], made: false }
  const log = await readText(files, path)
  if (log === null) return null
  const root = await files.resolve('')
  const recorded = (await readText(files, `${folder}/${job}.fls`)) ?? ''
  const inputs = [...new Set([...recorded.matchAll(/^INPUT (.+)$/gm)].map(([, name]) => name!))]
  const { problems, made } = readLog({ log, main, root, output: folder, inputs, ...(isWoven(main) && { woven: wovenOf(main) }) })
  // A document that has no bibliography any more leaves the log of it behind.
  const cites = log.includes('.bbl') || inputs.some(name => name.endsWith('.bbl'))
  const bibliography = cites ? ((await readText(files, `${folder}/${job}.blg`)) ?? '') : ''
  const besides = readBibliographyLog(bibliography, name => {
    const inside = name.startsWith('/') ? posix.relative(root, name) : posix.normalize(posix.join(posix.dirname(main), name))
    return inside.startsWith('../') || inside.startsWith(`${folder}/`) ? undefined : inside
  })
  const citations = new Set(
    problems.map(({ message }) => /^Citation “(.+)” is undefined$/.exec(message)?.[1]).filter(key => key !== undefined),
  )
  // TeX names the line of a citation, the bibliography's program does not.
  const others = besides.filter(({ message }) => !citations.has(/^No entry “(.+)” in/.exec(message)?.[1] ?? ''))
  const found: Found[] = [...problems, ...others]
  if (citations.size > 0) found.push(...(await lostBibliographies(files, main, found)))
  const sources = sourcesOf(files)
  const ran = await Promise.all(codes.filter(({ name }) => sagetex || name !== 'sage').map(code => keptProblem({ files, main, code })))
  const alignment = isWoven(main) ? await alignmentOf({ files, main }) : null
  /** What was said of the LaTeX that was made of the document, of the document. */
  const unweave = <T extends Problem>(problem: T): T =>
    !alignment || problem.line === undefined || problem.file !== main ? problem : { ...problem, line: alignment.toSource(problem.line) }
  const located = await Promise.all(
    found.map(unweave).map(async problem => pinpoint(problem, problem.file === undefined ? null : await sources.read(problem.file))),
  )
  return { problems: [...ran.filter(problem => problem !== null).map(unweave), ...located], made }
}

/** latexmk starts no bibliography program for files that are not there, so nobody else says it. */
async function lostBibliographies(files: Files, main: string, known: readonly Found[]): Promise<Found[]> {
  const sources = sourcesOf(files)
  const lost: Found[] = []
  for (const path of await filesOf(main, sources))
    for (const name of bibliographies((await sources.read(path)) ?? '')) {
      const bib = inFolder(posix.dirname(main), name)
      const message = `Bibliography “${name}” was not found`
      if (bib !== null && (await sources.read(bib)) === null && !known.some(one => one.message === message))
        lost.push({ kind: 'error', message, file: path, advice: 'Names are relative to the folder of the main file.' })
    }
  return lost
}
