/** A word of a text, and how it is spelled once accents are letters. */
export type Word = { readonly from: number; readonly to: number; readonly word: string }

/** Environments in which nothing is prose. */
const codes =
  'equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math|split|array|verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|tikzcd|axis|sageblock|sagesilent|sageverbatim|sageexample|sagecommandline|pycode|pyblock|pyconsole|pyverbatim|luacode|filecontents|algorithmic|thebibliography'
/** Commands whose arguments are names and no words. */
const naming =
  'begin|end|ref|eqref|pageref|autoref|nameref|vref|cref|Cref|label|\\w*cite\\w*|nocite|bibitem|input|include|subfile|import|usepackage|RequirePackage|documentclass|bibliography|bibliographystyle|addbibresource|includegraphics|graphicspath|url|pagestyle|thispagestyle|usetheme|newcommand|renewcommand|providecommand|DeclareMathOperator|newtheorem|newenvironment|sage|sagestr|sageplot|py|Sexpr|gls|Gls|glspl|index|hspace|vspace|setlength|setcounter|addtocounter|color|textcolor|colorbox|definecolor|selectlanguage|foreignlanguage|href|rule|tag'
const accent = String.raw`\\["'${'`'}^~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|\\[cvuHkr]\{[A-Za-z]\}|\{\\(?:ss|ae|AE|oe|OE|o|O|l|L|aa|AA|i|j)\}|\\(?:ss|ae|AE|oe|OE|o|O|l|L|aa|AA)(?:\{\}|[ ](?=\p{L})|(?![A-Za-z@]))`
const letter = String.raw`(?:[\p{L}\p{M}\p{N}]|\\-|${accent})`

const pieces = new RegExp(
  [
    String.raw`https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+`,
    String.raw`(?<word>${letter}(?:${letter}|['’](?=${letter}))*)`,
    String.raw`\\[%$&#_{}\\]`,
    String.raw`%.*`,
    String.raw`^<<[^\n]*>>=[^]{0,50000}?^@[ \t]*$`,
    String.raw`\\begin\{(?<env>(?:${codes})\*?)\}[^]{0,50000}?\\end\{\k<env>\}`,
    String.raw`\$\$[^]{0,20000}?\$\$`,
    String.raw`\$(?:[^$\\\n]|\\[^]|\n(?!\s*\n))*\$`,
    String.raw`\\\([^]{0,20000}?\\\)|\\\[[^]{0,20000}?\\\]`,
    String.raw`\\(?:verb|lstinline)\*?(?<bar>[^\p{L}\s*])[^\n]*?\k<bar>`,
    String.raw`\\(?:${naming})\*?(?:\[[^\]\n]*\])*(?:\{[^}\n]*\})?`,
    String.raw`\\[\p{L}@]+\*?(?:\[[^\]\n]*\])*`,
  ].join('|'),
  'gmu',
)

/** The words of a document that are prose: not its commands, formulas, names, code and comments. Of a preamble only titles count. */
export function proseWords(text: string): Word[] {
  const begin = /\\documentclass\b/.test(text) ? text.indexOf('\\begin{document}') : -1
  if (begin < 0) return wordsIn(text, 0)
  const titles = [...text.slice(0, begin).matchAll(/\\(?:sub)?title\s*(?:\[[^\]]*\])?\{/g)].flatMap(({ index, 0: found }) => {
    const from = index + found.length
    return wordsIn(text.slice(from, closing(text, from)), from)
  })
  return [...titles, ...wordsIn(text.slice(begin), begin)]
}

function wordsIn(text: string, offset: number): Word[] {
  const found: Word[] = []
  for (const { index, 0: piece, groups } of text.matchAll(pieces)) {
    if (groups?.['word'] === undefined) continue
    const word = decoded(piece)
    // Abbreviations, names such as pdfTeX, single letters, and what has digits are in no dictionary.
    if (word.length < 2 || /\p{N}|\p{Ll}\p{Lu}/u.test(word) || word === word.toUpperCase()) continue
    found.push({ from: offset + index, to: offset + index + piece.length, word })
  }
  return found
}

const combining: Readonly<Record<string, string>> = {
  '"': '\u0308',
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  c: '\u0327',
  v: '\u030c',
  u: '\u0306',
  H: '\u030b',
  k: '\u0328',
  r: '\u030a',
}
const letters: Readonly<Record<string, string>> = {
  ss: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  aa: 'å',
  AA: 'Å',
  i: 'i',
  j: 'j',
}

/** A word with its accents as letters and without its marks for hyphens. */
function decoded(piece: string): string {
  if (!piece.includes('\\')) return piece.normalize('NFC')
  return piece
    .replaceAll('\\-', '')
    .replace(
      /\\(["'`^~=.])(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))|\\([cvuHkr])\{([A-Za-z])\}/g,
      (_, mark, a, b, named, c) => `${(a ?? b ?? c) as string}${combining[(mark ?? named) as string]!}`,
    )
    .replace(/\{?\\([A-Za-z]+)(?:\{\}|\}| )?/g, (whole, name) => letters[name as string] ?? whole)
    .normalize('NFC')
}

function closing(text: string, from: number): number {
  let open = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') open++
    else if (text[at] === '}' && --open === 0) return at
  }
  return text.length
}
