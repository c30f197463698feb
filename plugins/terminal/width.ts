import type { Size } from './contract.ts'

/** What is used of xterm's inside; with a page and without one it is the same. */
type Line = { readonly length: number; resize(columns: number, blank: unknown): unknown }
type Inside = {
  readonly buffers: {
    readonly alt: { readonly lines: { readonly length: number; get(at: number): Line | undefined }; getNullCell(): unknown }
  }
}

/**
 * Makes a terminal as large as `size`. Of a program's own screen, what is beyond the edge is gone then: xterm would show it again when the terminal is made
 * wider, and somebody who came between has never seen it.
 */
export function resizeTo(terminal: { resize(columns: number, rows: number): void }, { columns, rows }: Size): void {
  terminal.resize(columns, rows)
  const { alt } = (terminal as unknown as { _core: Inside })._core.buffers
  for (let at = 0; at < alt.lines.length; at++) {
    const line = alt.lines.get(at)
    if (line && line.length > columns) line.resize(columns, alt.getNullCell())
  }
}
