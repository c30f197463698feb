import { posix } from 'node:path'
import { explain } from './advice.ts'
import type { Found } from './pinpoint.ts'
import { createFileStack } from './stack.ts'

/** A TeX log, and what is needed to say where in the project its files lie. */
export type LogGiven = {
  readonly log: string
  readonly main: string
  /** The project's folder as TeX knew it, absolute. */
  readonly root: string
  /** The output's folder in the project: what lies there is not the person's own. */
  readonly output: string
  /** Files that TeX read, as its recorder names them. */
  readonly inputs: readonly string[]
  /** A file of the output's folder that was made of the main file and stands for it. */
  readonly woven?: string
}

/** What a log says: its problems in order, and whether a PDF came of it. */
export type LogRead = { readonly problems: readonly Found[]; readonly made: boolean }

/** After so many problems nobody reads on. */
const mostRead = 5000
const fileLine = /^(.{1,300}?\.[A-Za-z]\w{0,8}):(\d+): (.+)$/
const warning = /^(?:(LaTeX|LaTeX3)( Font)?|(Package|Class|Module) ([\w.-]+)) Warning: (.*)$/
/** Said again by others, or of no use to whoever writes. */
const noise =
  /^(There were (undefined references|multiply-defined labels|undefined citations)|Label\(s\) may have changed|Rerun to get|Citation\(s\) may have changed|Empty bibliography|Please (re)?run|File .*\.out' has changed|Command \\showhyphens|Some font shapes were not available|Size substitutions)/
/** A word or more of TeX after which nothing follows: the error before it is the reason. */
const ends = /^(Emergency stop|==> Fatal error occurred| ?==> Fatal|Fatal error occurred)/

/** Reads the log of the last run: errors with file and line, warnings, boxes. */
export function readLog({ log, main, root, output, inputs, woven }: LogGiven): LogRead {
  const stack = createFileStack(inputs)
  const lines = log.replaceAll('\r\n', '\n').split('\n')
  const place = (name: string): string | undefined => {
    const inside = name.startsWith('/') ? posix.relative(root, name) : posix.normalize(posix.join(posix.dirname(main), name))
    if (inside === woven) return main
    return inside.startsWith('../') || inside === '' || inside === output || inside.startsWith(`${output}/`) ? undefined : inside
  }
  const here = (): string => {
    const found = stack.innermost(path => place(path) !== undefined)
    return found === undefined ? main : place(found)!
  }
  const problems: Found[] = []
  const seen = new Set<string>()
  let added = 0
  const add = (problem: Found) => {
    added++
    const key = JSON.stringify([problem.kind, problem.message, problem.file, problem.line])
    if (!seen.has(key)) problems.push(problem)
    seen.add(key)
  }

  for (let at = 0; at < lines.length && added < mostRead; at++) {
    const line = lines[at]!
    const located = fileLine.exec(line)
    const classic = located ? null : /^! (.+)$/.exec(line)
    if (located || classic) {
      const text = located ? located[3]! : classic![1]!
      const { message, context, contextLine, next } = errorAt({ lines, at, text })
      at = next
      const own = located ? place(located[1]!) : here()
      if (ends.test(message)) {
        const last = problems.findLastIndex(({ kind }) => kind === 'error')
        // The file that TeX would ask for: only where it gives up is there a line.
        if (last >= 0 && located && own !== undefined && problems[last]!.line === undefined && problems[last]!.file === own)
          problems[last] = { ...problems[last]!, line: Number(located[2]) }
        if (last >= 0) continue
        const reason = /\*\*\* \((.+)\)/.exec(lines.slice(at, at + 6).join('\n'))?.[1] ?? context ?? ''
        add({
          kind: 'error',
          ...(reason === '' ? { message: 'TeX stopped here' } : explain(reason, undefined)),
          file: own ?? main,
          ...lineOf(located?.[2]),
        })
        continue
      }
      const outer = located && own === undefined ? posix.basename(located[1]!).replace(/\.\w+$/, '') : undefined
      const number = outer === undefined ? (located?.[2] ?? contextLine) : undefined
      add({ kind: 'error', ...explain(message, context), file: own ?? here(), ...lineOf(number), ...(outer !== undefined && { outer }) })
      continue
    }
    const warned = warning.exec(line)
    if (warned) {
      const { text, next } = warningAt({ lines, at, first: warned[5]!, name: warned[4] })
      at = next
      if (noise.test(text)) continue
      add(warningOf({ text, name: warned[4], font: warned[2] !== undefined, file: here() }))
      continue
    }
    const box =
      /^(Over|Under)full \\([hv])box \((?:([\d.]+)pt too (wide|high)|badness (\d+))\)(?:.*?(?:at lines? (\d+)|detected at line (\d+)))?/.exec(
        line,
      )
    if (box) {
      const [, kind, way, much, , , from, single] = box
      const what = way === 'h' ? 'Line' : 'Page'
      const message =
        kind === 'Over' ? `${what} is ${Number(much).toFixed(1)} pt too ${way === 'h' ? 'wide' : 'high'}` : `${what} is stretched too far`
      add({ kind: 'box', message, file: here(), ...lineOf(from ?? single) })
      // The text of the box follows, with brackets that open no file.
      while (at + 1 < lines.length && lines[at + 1] !== '' && /^(\s*\[\]|\\|[^(]*\\[A-Z]{1,3}\/)/.test(lines[at + 1]!)) at++
      continue
    }
    const glyph = /^Missing character: There is no (.+?) (?:\(U\+\w+\) )?in font (.+?)!/.exec(line)
    if (glyph) {
      add({
        kind: 'warning',
        message: `The character “${glyph[1]}” is missing in the font`,
        file: here(),
        advice: 'It is left out of the PDF. Choose a font that has it, or another program.',
      })
      continue
    }
    const program = /^runsystem\((.+?)\)\.\.\.disabled/.exec(line)
    if (program) {
      add({
        kind: 'warning',
        message: `The program “${program[1]}” was not run`,
        file: here(),
        advice: 'Documents cannot start programs here. Run it in a terminal, and let the document read what it made.',
      })
      continue
    }
    const engine = /^(?:pdfTeX|LuaTeX|xdvipdfmx):? warning(?: \((.+?)\))?: (.+)$/i.exec(line)
    if (engine) add({ kind: 'warning', message: engine[2]!.replace(/\.$/, '') })
    stack.read(line)
  }
  if (/no pages of output\./i.test(log) && problems.every(({ kind }) => kind !== 'error'))
    add({ kind: 'error', message: 'The document has no pages', file: main, advice: 'Nothing in it makes a mark on paper.' })
  return { problems, made: /^Output written on /m.test(log) && !/no output PDF file produced/.test(log) }
}

const lineOf = (line: string | undefined): { line?: number } => (line === undefined || Number(line) < 1 ? {} : { line: Number(line) })

/** An error with its further lines, and the line that TeX shows of the place: what stands before the break is where it stopped. */
function errorAt({ lines, at, text }: { lines: readonly string[]; at: number; text: string }) {
  let message = text
  let context: string | undefined
  let contextLine: string | undefined
  let next = at
  for (let look = at + 1; look < Math.min(lines.length, at + 30); look++) {
    const line = lines[look]!
    if (fileLine.test(line) || line.startsWith('! ')) break
    const continued = /^\([\w.-]+\)\s{2,}(.+)$/.exec(line)
    if (continued && look === next + 1) message += ` ${continued[1]}`
    else if (
      context === undefined &&
      line.trim() !== '' &&
      !/^(Type|See|or enter|Enter file|For immediate help|\s*\.\.\.|\(That|<argument>\s*$)/.test(line.trimStart())
    )
      context = line.replace(/^l\.\d+ /, '')
    const place = /^l\.(\d+)/.exec(line)
    next = look
    if (place) {
      contextLine = place[1]
      next = Math.min(look + 1, lines.length - 1)
      break
    }
    if (/no legal \\end found/.test(line)) {
      context = line
      break
    }
    if (line === '' && look > at + 8) break
  }
  return { message, context, contextLine, next }
}

function warningAt({ lines, at, first, name }: { lines: readonly string[]; at: number; first: string; name: string | undefined }) {
  let text = first
  let next = at
  for (let look = at + 1; look < lines.length && look < at + 12; look++) {
    const continued = /^\((?:[\w.-]+)\)\s+(.*)$/.exec(lines[look]!)
    const indented = name === undefined && /^ {4,}(\S.*)$/.exec(lines[look]!)
    if (!continued && !indented) break
    text += ` ${(continued || indented || [])[1]}`
    next = look
  }
  return { text: text.trim(), next }
}

function warningOf({ text, name, font, file }: { text: string; name: string | undefined; font: boolean; file: string }): Found {
  const line = / on input line (\d+)\.?/.exec(text)?.[1]
  const bare = text
    .replace(/ on input line \d+\.?/, '')
    .replace(/\.$/, '')
    .trim()
  const reference = /^(Reference|Citation) [`'](.+?)'(?: on page \S+)? undefined/.exec(bare)
  const twice = /^Label [`'](.+?)' multiply defined/.exec(bare)
  const at = { file, ...lineOf(line) }
  if (reference)
    return {
      kind: 'warning',
      message: reference[1] === 'Reference' ? `Reference “${reference[2]}” is undefined` : `Citation “${reference[2]}” is undefined`,
      ...at,
      advice: reference[1] === 'Reference' ? `There is no “\\label{${reference[2]}}”.` : 'It is not in the bibliography.',
    }
  if (twice) return { kind: 'warning', message: `Label “${twice[1]}” is defined more than once`, ...at }
  return { kind: 'warning', message: `${name === undefined ? (font ? 'Font: ' : '') : `${name}: `}${bare}`, ...at }
}
