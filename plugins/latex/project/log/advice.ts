import { commands } from '../../commands.ts'

/** What TeX says, turned into what a person understands, and what to do about it. */
export type Said = { readonly message: string; readonly advice?: string }

type Rule = readonly [RegExp, (found: RegExpExecArray) => Said]

const rules: readonly Rule[] = [
  [
    /^File [`'](.+?)\.(sty|cls|def|ldf)' not found/,
    ([, name, kind]) => ({
      message: `File “${name}.${kind}” was not found`,
      advice:
        kind === 'cls'
          ? `The document class “${name}” is not installed, or its name is misspelled.`
          : `The package “${name}” is not installed, or its name is misspelled. On Debian, “apt-file search ${name}.${kind}” names what to install.`,
    }),
  ],
  [
    /^File [`'](.+?)' not found/,
    ([, name]) => ({
      message: `File “${name}” was not found`,
      advice: 'Names are relative to the folder of the main file; large and small letters differ.',
    }),
  ],
  [
    /^(?:Package pdftex\.def Error: )?File [`'](.+?)' not found: using draft setting/,
    ([, name]) => ({
      message: `Picture “${name}” was not found`,
      advice: 'Names are relative to the folder of the main file; large and small letters differ.',
    }),
  ],
  [
    /^Environment (.+?) undefined/,
    ([, name]) => ({ message: `Environment “${name}” is undefined`, advice: 'Load the package that defines it, or correct its name.' }),
  ],
  [
    /^\\begin\{(.+?)\} on input line (\d+) ended by \\end\{(.+?)\}/,
    ([, begun, line, ended]) => ({
      message: `“\\begin{${begun}}” of line ${line} is ended by “\\end{${ended}}”`,
      advice: `End “${begun}” before “${ended}”.`,
    }),
  ],
  [
    /^\\begin\{(.+?)\} ended by \\end\{(.+?)\}/,
    ([, begun, ended]) => ({ message: `“\\begin{${begun}}” is ended by “\\end{${ended}}”`, advice: `End “${begun}” before “${ended}”.` }),
  ],
  [
    /^Missing \$ inserted/,
    () => ({
      message: 'Missing “$”',
      advice:
        'Something that is allowed in formulas only stands in the text, such as “_”, “^” or a Greek letter; or a formula is not closed.',
    }),
  ],
  [/^Missing \\begin\{document\}/, () => ({ message: 'Missing “\\begin{document}”', advice: 'Text stands in the preamble.' })],
  [/^Missing (\}|\{) inserted/, ([, brace]) => ({ message: `Missing “${brace}”`, advice: 'Count the braces before this line.' })],
  [/^Missing (.+?) inserted/, ([, what]) => ({ message: `Missing “${what}”` })],
  [
    /^Missing number, treated as zero/,
    () => ({ message: 'A number is missing', advice: 'A length or counter is expected here, such as “2cm”.' }),
  ],
  [/^Illegal unit of measure/, () => ({ message: 'A unit is missing or unknown', advice: 'Lengths have a unit: pt, mm, cm, em, …' })],
  [/^Too many \}'s/, () => ({ message: 'One “}” too many' })],
  [/^Extra \}, or forgotten (.+)/, ([, what]) => ({ message: `One “}” too many, or a forgotten “${what!.replace(/\.$/, '')}”` })],
  [
    /^Extra alignment tab has been changed to \\cr/,
    () => ({
      message: 'More columns than the table or matrix has',
      advice: 'Add a column to its description, or end the row with “\\\\” earlier.',
    }),
  ],
  [
    /^Misplaced alignment tab character &/,
    () => ({ message: '“&” outside of a table or alignment', advice: 'Write “\\&” for the sign itself.' }),
  ],
  [
    /^Double (super|sub)script/,
    ([, which]) => ({ message: `Two ${which}scripts at one place`, advice: 'Put braces around what belongs together, as in “a^{b^c}”.' }),
  ],
  [/^Runaway argument/, () => ({ message: 'An argument is not closed' })],
  [
    /^Paragraph ended before (.+?) was complete/,
    ([, name]) => ({
      message: `The paragraph ended before the argument of “${name!.trim()}” was complete`,
      advice: 'A “}” is missing above.',
    }),
  ],
  [
    /^File ended while scanning use of (.+?)\.?$/,
    ([, name]) => ({ message: `The file ended within the argument of “${name!.trim()}”`, advice: 'A “}” or an “\\end” is missing above.' }),
  ],
  [
    /^Invalid UTF-8 byte(?: sequence)? ?\(?(.*?)\)?\.?$|^String contains an invalid utf-8 sequence/,
    () => ({
      message: 'Bytes that are not UTF-8',
      advice: 'The file was written in another encoding. Convert it to UTF-8, for instance with “iconv”.',
    }),
  ],
  [
    /^Unicode character (.+?) \((U\+\w+)\)/,
    ([, sign, code]) => ({
      message: `The character ${sign} (${code}) has no meaning here`,
      advice: 'Write it as a command, or build with xelatex or lualatex and a font that has it.',
    }),
  ],
  [
    /^Command (.+?) already defined/,
    ([, name]) => ({ message: `“${name}” is defined already`, advice: 'Use “\\renewcommand”, or another name.' }),
  ],
  [/^Can be used only in preamble/, () => ({ message: 'This belongs into the preamble', advice: 'Move it before “\\begin{document}”.' })],
  [/^Something's wrong--perhaps a missing \\item/, () => ({ message: 'A list without “\\item”' })],
  [/^Lonely \\item/, () => ({ message: '“\\item” outside of a list' })],
  [
    /^There's no line here to end/,
    () => ({ message: '“\\\\” where no line is to end', advice: 'Leave an empty line, or use “\\vspace”.' }),
  ],
  [/^Not in outer par mode/, () => ({ message: 'A figure or table inside of a box or another one' })],
  [
    /^TeX capacity exceeded, sorry \[(.+?)=/,
    ([, what]) => ({ message: `TeX ran out of ${what}`, advice: 'A command most likely calls itself without end.' }),
  ],
  [
    /^Unknown option [`'](.+?)' for package [`'](.+?)'/,
    ([, option, name]) => ({ message: `The package “${name}” has no option “${option}”` }),
  ],
  [/^Option clash for package (.+?)\./, ([, name]) => ({ message: `The package “${name}” is loaded twice with different options` })],
  [/^Font (.+?)=.+ not loadable/, ([, name]) => ({ message: `The font of “${name}” could not be loaded` })],
  [
    /^The font "(.+?)" cannot be found/,
    ([, name]) => ({
      message: `The font “${name}” was not found`,
      advice: 'It is not installed where this project runs, or its name is misspelled.',
    }),
  ],
  [
    /requires either XeTeX or LuaTeX|fontspec package requires|cannot-use-pdftex|requires XeTeX|requires LuaTeX/i,
    () => ({
      message: 'A package here needs xelatex or lualatex',
      advice: 'Choose another program in the toolbar, or write “% !TeX program = xelatex” at the top.',
    }),
  ],
  [
    /no legal \\end found/,
    () => ({
      message: 'The document ended before “\\end{document}”',
      advice: 'Add it, and look for an environment or a brace that is not closed.',
    }),
  ],
]

/** Says an error of TeX in plain words where they are known, else in its own. `context` is the line it shows below the error. */
export function explain(error: string, context: string | undefined): Said {
  const bare = error.replace(/^(?:LaTeX|LaTeX3|Package [\w.-]+|Class [\w.-]+) Error: /, '').trim()
  if (bare.startsWith('Undefined control sequence')) {
    const name = /\\([A-Za-z@]+\*?|.)\s*$/.exec(context ?? '')?.[1]
    const meant = name === undefined ? undefined : nearest(name)
    return {
      message: name === undefined ? 'An undefined command' : `Undefined command “\\${name}”`,
      advice: meant === undefined ? 'Correct its name, load the package that defines it, or define it.' : `Did you mean “\\${meant}”?`,
    }
  }
  for (const [pattern, say] of rules) {
    const found = pattern.exec(bare) ?? pattern.exec(error)
    if (found) return say(found)
  }
  return { message: bare.replace(/\.$/, '') }
}

/** The known command that differs by one letter, or only by large and small ones. */
function nearest(name: string): string | undefined {
  const small = name.toLowerCase()
  return (
    commands.find(known => known.name.toLowerCase() === small)?.name ??
    (name.length < 4
      ? undefined
      : commands.find(known => Math.abs(known.name.length - name.length) <= 1 && differsByOne(known.name, name))?.name)
  )
}

/** Whether one letter more, less, other or swapped with the next makes the one out of the other. */
function differsByOne(a: string, b: string): boolean {
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const [restA, restB] = [a.slice(start), b.slice(start)]
  return (
    restA.slice(1) === restB.slice(1) ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}
