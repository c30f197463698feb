import { readSheet, type ReadCell } from './sheet.ts'

/** Modes whose code is Python, as far as a script is concerned. */
const python = new Set(['', 'python', 'python3', 'sage', 'auto', 'hide', 'hideall'])

/**
 * A worksheet's code as one script; `# %%` begins each cell, as editors know it. What is not Python, text and single lines of a mode
 * stay as comments.
 */
export function script(text: string, kind: 'py' | 'sage'): string {
  const cells = readSheet(text).map(cell => (python.has(cell.mode) ? codeCell(cell) : otherCell(cell)))
  const sage = kind === 'py' ? '# Sage’s code as it was typed: ^ and whole numbers mean here what they mean in Python.\n\n' : ''
  return sage + cells.join('\n')
}

function codeCell({ code }: ReadCell): string {
  const lines = code.split('\n').map(line => (/^\s*(%|!)/.test(line) ? line.replace(/^(\s*)/, '$1# ') : line))
  return `# %%\n${lines.join('\n')}\n`
}

function otherCell({ mode, source }: ReadCell): string {
  const title = mode === 'md' ? '[markdown]' : mode
  return `# %% ${title}\n${source
    .split('\n')
    .map(line => `# ${line}`.trimEnd())
    .join('\n')}\n`
}
