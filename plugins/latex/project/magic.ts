/** The programs that set a document. */
export type Engine = 'pdflatex' | 'xelatex' | 'lualatex'

/** What the first lines of a file say to whoever builds it: `% !TeX root = …`, `% !TeX program = …`, `% !TeX sagetex = off`. */
export type Magic = { readonly root?: string; readonly engine?: Engine; readonly sagetex?: boolean }

const engines: Readonly<Record<string, Engine>> = {
  latex: 'pdflatex',
  pdflatex: 'pdflatex',
  xelatex: 'xelatex',
  xetex: 'xelatex',
  lualatex: 'lualatex',
  luatex: 'lualatex',
}
const linesRead = 20

/** Reads the magic comments of a file. Unknown names and values are passed over. */
export function readMagic(text: string): Magic {
  let magic: Magic = {}
  for (const line of text.split('\n', linesRead)) {
    const found = /^\s*%+\s*!\s*tex\s+([\w-]+)\s*=\s*(.+?)\s*$/i.exec(line)
    if (!found) continue
    const [, name, value] = found as unknown as [string, string, string]
    switch (name.toLowerCase()) {
      case 'root':
        magic = { ...magic, root: value.replace(/^(["'])(.*)\1$/, '$2') }
        break
      case 'program':
      case 'ts-program': {
        const engine = engines[value.toLowerCase()]
        if (engine) magic = { ...magic, engine }
        break
      }
      case 'sagetex':
        magic = { ...magic, sagetex: !/^(off|no|false|0)$/i.test(value) }
        break
    }
  }
  return magic
}

/** The engine that a document asks for: by magic comment, else by a package that only one engine has, else pdflatex. */
export function engineOf(text: string): Engine {
  const asked = readMagic(text).engine
  if (asked) return asked
  const preamble = withoutComments(text.slice(0, 20_000)).split('\\begin{document}')[0]!
  const uses = (name: string) =>
    new RegExp(String.raw`\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{[^}]*(?<![\w-])(?:${name})(?![\w-])[^}]*\}`).test(preamble)
  if (uses('luacode|luatexja|luatextra|luamplib')) return 'lualatex'
  return uses('fontspec|unicode-math|polyglossia|xeCJK|xltxtra|mathspec') ? 'xelatex' : 'pdflatex'
}

/** The text with every comment taken away; lines stay where they are. */
export const withoutComments = (text: string): string => text.replace(/(?<!\\)((?:\\\\)*)%.*/g, '$1')
