import type { Text } from '@codemirror/state'

/** The change that makes a file's magic comment say something: `% !TeX program = xelatex`. What is said already in these lines is replaced. */
export function setMagic(doc: Text, name: string, value: string): { from: number; to: number; insert: string } {
  const insert = `% !TeX ${name} = ${value}`
  const pattern = new RegExp(String.raw`^\s*%+\s*!\s*tex\s+(?:ts-)?${name}\s*=`, 'i')
  for (let number = 1; number <= Math.min(20, doc.lines); number++) {
    const { from, to, text } = doc.line(number)
    if (pattern.test(text)) return { from, to, insert }
  }
  return { from: 0, to: 0, insert: `${insert}\n` }
}

/** What a file's magic comment says of `name`, or null. */
export function getMagic(doc: Text, name: string): string | null {
  const pattern = new RegExp(String.raw`^\s*%+\s*!\s*tex\s+(?:ts-)?${name}\s*=\s*(.+?)\s*$`, 'i')
  for (let number = 1; number <= Math.min(20, doc.lines); number++) {
    const found = pattern.exec(doc.line(number).text)
    if (found) return found[1]!
  }
  return null
}
