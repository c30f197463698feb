import type { Problem } from '../../contract.ts'

/** A problem as the log has it. `outer` is the file outside of the project, such as `fontspec`, in which TeX met it. */
export type Found = Problem & { readonly outer?: string }

/** Gives a problem the line that a person would look at: TeX names the one where it noticed, or none at all. `text` is the problem's file. */
export function pinpoint({ outer, ...problem }: Found, text: string | null): Problem {
  if (text === null) return problem
  const lines = text.split('\n')
  const before = problem.line ?? lines.length
  const lineWith = (pattern: RegExp, last = lines.length): number | undefined => {
    const at = lines.findLastIndex((line, at) => at < last && pattern.test(line.replace(/(?<!\\)%.*/, '')))
    return at < 0 ? undefined : at + 1
  }
  const named = (name: string) => new RegExp(`[{,\\s]${escaped(name)}(?:\\.\\w+)?\\s*[},]`)
  const file = /^File “(.+?)(?:\.\w+)?” was not found$/.exec(problem.message)?.[1]
  const bibliography = /^Bibliography “(.+?)\.bib” was not found$/.exec(problem.message)?.[1]
  const open = /^The file ended within the argument of “\\(\w+) ?”$/.exec(problem.message)?.[1]
  const label = /^Label “(.+)” is defined more than once$/.exec(problem.message)?.[1]
  const line =
    file !== undefined
      ? (lineWith(named(file), before) ?? problem.line)
      : bibliography !== undefined
        ? lineWith(named(bibliography))
        : open !== undefined
          ? (lineWith(new RegExp(String.raw`\\${open}\s*[[{]`)) ?? problem.line)
          : label !== undefined
            ? lineWith(new RegExp(String.raw`\\label\s*\{${escaped(label)}\}`))
            : problem.message.startsWith('The document ended before')
              ? text.trimEnd().split('\n').length
              : outer !== undefined
                ? lineWith(named(outer))
                : problem.line
  const { line: _, ...rest } = problem
  return line === undefined || line > lines.length ? rest : { ...rest, line }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
