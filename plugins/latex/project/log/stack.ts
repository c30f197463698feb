/** Follows which file TeX reads, from the brackets of its log: `(./a.tex` opens a file, `)` closes one. */
export type FileStack = {
  /** Takes in one line of the log. */
  read(line: string): void
  /** The innermost file that `holds` says yes to. */
  innermost(holds: (path: string) => boolean): string | undefined
}

const named = /^"?((?:\.{0,2}\/)?[^()"[\]{}<>]*?\.[a-z]\w{0,8})"?(?=$|[\s)([{<])/i

/** Names are looked up by how they begin. */
const beginning = 6
/** Deeper than this nothing is nested but brackets that open no file. */
const deepest = 500

/** `known` are the files that were read, exactly as TeX names them: with them a name that has blanks or brackets is read right. */
export function createFileStack(known: readonly string[]): FileStack {
  const byBeginning = new Map<string, string[]>()
  for (const path of known.filter(path => !path.startsWith('/usr/')).toSorted((a, b) => b.length - a.length))
    for (const name of path.startsWith('.') || path.startsWith('/') ? [path] : [path, `./${path}`]) {
      const key = name.slice(0, beginning)
      byBeginning.set(key, [...(byBeginning.get(key) ?? []), name])
    }
  const stack: (string | null)[] = []
  let beyond = 0
  const fileAt = (line: string, at: number): string | null => {
    if (/^[\s()]?$/.test(line.charAt(at))) return null
    const start = line[at] === '"' ? at + 1 : at
    const exact = byBeginning.get(line.slice(start, start + beginning))?.find(name => line.startsWith(name, start))
    return exact ?? named.exec(line.slice(at, at + 300))?.[1] ?? null
  }
  return {
    read(line) {
      for (let at = 0; at < line.length; at++) {
        if (line[at] === ')') {
          if (beyond > 0) beyond--
          else stack.pop()
        } else if (line[at] === '(') {
          const file = stack.length < deepest ? fileAt(line, at + 1) : null
          if (stack.length < deepest) stack.push(file)
          else beyond++
          if (file !== null) at += file.length
        }
      }
    },
    innermost: holds => stack.findLast((path): path is string => path !== null && holds(path)),
  }
}
