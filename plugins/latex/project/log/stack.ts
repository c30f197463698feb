/** Follows which file TeX reads, from the brackets of its log: `(./a.tex` opens a file, `)` closes one. */
export type FileStack = {
  /** Takes in one line of the log. */
  read(line: string): void
  /** The innermost file that `holds` says yes to. */
  innermost(holds: (path: string) => boolean): string | undefined
}

const named = /^"?((?:\.{0,2}\/)?[^()"[\]{}<>]*?\.[a-z]\w{0,8})"?(?=$|[\s)([{<])/i

/** `known` are the files that were read, exactly as TeX names them: with them a name that has blanks or brackets is read right. */
export function createFileStack(known: readonly string[]): FileStack {
  const longest = known.filter(path => !path.startsWith('/usr/')).toSorted((a, b) => b.length - a.length)
  const stack: (string | null)[] = []
  const fileAt = (rest: string): string | null => {
    const unquoted = rest.replace(/^"/, '')
    const exact = longest.find(path => unquoted.startsWith(path) || unquoted.startsWith(`./${path}`))
    if (exact !== undefined) return unquoted.startsWith('./') && !exact.startsWith('./') ? `./${exact}` : exact
    return named.exec(rest)?.[1] ?? null
  }
  return {
    read(line) {
      for (let at = 0; at < line.length; at++) {
        if (line[at] === ')') stack.pop()
        else if (line[at] === '(') {
          const file = fileAt(line.slice(at + 1))
          stack.push(file)
          if (file !== null) at += file.length
        }
      }
    },
    innermost: holds => stack.findLast((path): path is string => path !== null && holds(path)),
  }
}
