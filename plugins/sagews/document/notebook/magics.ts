/** Modes of a worksheet that notebooks have as cell magics, and what they are called there. */
const names: ReadonlySet<string> = new Set([
  ...['html', 'latex', 'javascript', 'sh', 'perl', 'ruby', 'time', 'timeit', 'prun', 'capture', 'cython', 'fortran'],
  ...['gap', 'gp', 'maxima', 'singular', 'octave', 'magma', 'lisp', 'giac'],
])
const first = /^%([a-z]+)[ \t]*(?=\n|$)/
const magic = /^%%([a-z]+)[ \t]*(?=\n|$)/

/** Code of a worksheet's cell as a notebook's: a mode alone in the first line becomes a cell magic. */
export function toMagic(code: string): string {
  const name = first.exec(code)?.[1]
  return name !== undefined && names.has(name) ? `%${code}` : code
}

/** The other way. What no mode stands for is left as it is. */
export function fromMagic(source: string): string {
  const name = magic.exec(source)?.[1]
  return name !== undefined && names.has(name) ? source.slice(1) : source
}
