/** A piece of text: a formula with its delimiters, or what stands between. */
export type MathPiece = { readonly math: boolean; readonly text: string; readonly tex: string; readonly display: boolean }

const opening = /\$\$|\$|\\\(|\\\[|\\begin\{([a-zA-Z]+\*?)\}|`+|\\[\\$`]/g

/**
 * Splits text at formulas: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and environments. A dollar that begins with a blank or ends before a digit is
 * money; code between backticks and `\$` are no formulas.
 */
export function mathPieces(source: string): MathPiece[] {
  const pieces: MathPiece[] = []
  let plain = ''
  let at = 0
  const flush = () => {
    if (plain) pieces.push({ math: false, text: plain, tex: '', display: false })
    plain = ''
  }
  opening.lastIndex = 0
  for (let found = opening.exec(source); found; found = opening.exec(source)) {
    const [open] = found
    const start = found.index
    const after = start + open.length
    plain += source.slice(at, start)
    at = start
    let end = -1
    let tex = ''
    let display = false
    if (open.startsWith('`')) {
      const close = source.indexOf(open, after)
      at = close < 0 ? after : close + open.length
      plain += source.slice(start, at)
    } else if (open === '$') {
      const close = /^(?![\s$])((?:\\[^]|[^$\\\n]|\n(?!\s*\n))*?[^\s\\$]|\\[^])\$(?!\d)/.exec(source.slice(after, after + 5000))
      if (close) {
        tex = close[1]!
        end = after + close[0].length
      }
    } else if (open === '$$' || open === '\\(' || open === '\\[') {
      const closer = open === '$$' ? '$$' : open === '\\(' ? '\\)' : '\\]'
      const close = source.indexOf(closer, after)
      if (close >= 0) {
        tex = source.slice(after, close)
        end = close + closer.length
        display = open !== '\\('
      }
    } else if (found[1]) {
      const closer = `\\end{${found[1]}}`
      const close = source.indexOf(closer, after)
      if (close >= 0) {
        end = close + closer.length
        tex = source.slice(start, end)
        display = true
      }
    }
    if (end >= 0 && tex.trim() !== '') {
      flush()
      pieces.push({ math: true, text: source.slice(start, end), tex, display })
      at = end
    } else if (at === start) {
      plain += open
      at = after
    }
    opening.lastIndex = at
  }
  plain += source.slice(at)
  flush()
  return pieces
}
