/** What is used of xterm's inside; with a page and without one it is the same. */
type Inside = {
  readonly buffer: { x: number; y: number; readonly lines: { readonly length: number } }
  readonly _inputHandler: Record<
    'eraseInLine' | 'eraseInDisplay',
    (params: { params: number[]; length: number }, guarded: boolean) => unknown
  >
}
type Erasing = {
  readonly cols: number
  readonly parser: {
    registerCsiHandler(id: { prefix?: string; final: string }, handler: (params: (number | number[])[]) => boolean): { dispose(): void }
  }
}

const toCursor = 1

/**
 * Erases up to the cursor where that is the last cell of all, since xterm throws there: in a project that would end the project's server, in a
 * page it would leave the terminal as it is for good.
 */
export function eraseToEnd(terminal: Erasing): void {
  const core = (terminal as unknown as { _core: Inside })._core
  const handler = (guarded: boolean) => (params: (number | number[])[]) => {
    const { buffer, _inputHandler: input } = core
    const { x, y } = buffer
    if (params[0] !== toCursor || x < terminal.cols - 1 || y + 1 < buffer.lines.length) return false
    const all = { params: [toCursor], length: 1 }
    input.eraseInLine(all, guarded)
    if (y > 0) {
      // Everything above, as seen from the end of the line above.
      buffer.x = terminal.cols - 1
      buffer.y = y - 1
      input.eraseInDisplay(all, guarded)
      buffer.x = x
      buffer.y = y
    }
    return true
  }
  terminal.parser.registerCsiHandler({ final: 'J' }, handler(false))
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'J' }, handler(true))
}
