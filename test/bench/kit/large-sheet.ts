import { headerLine, writeMessage } from '@stoa/plugin-sagews/document'

/** A worksheet of many cells: code, text, tables, formulas. The same numbers always. */
export type LargeSheet = { readonly sagews: string; readonly ipynb: string; readonly cells: number; readonly bytes: number }

/** `cells` cells whose outputs have about `bytes` bytes together, as a worksheet and as a notebook. */
export function largeSheet({ cells, bytes }: { cells: number; bytes: number }): LargeSheet {
  const each = Math.floor(bytes / cells)
  const sheet: string[] = []
  const notebook: object[] = []
  for (let n = 0; n < cells; n++) {
    const code = `# Cell ${n}\nfor i in range(${n}, ${n + 20}):\n    print(i, i**2 % 97)`
    const { message, data } = outputOf(n, each)
    sheet.push(
      `${headerLine(uuid(2 * n))}\n${code}\n\uFE21${uuid(2 * n + 1)}\uFE21${writeMessage(message)}\uFE21${writeMessage({ done: true })}\n`,
    )
    notebook.push({ cell_type: 'code', id: `c${n}`, execution_count: n + 1, metadata: {}, source: code, outputs: [data] })
  }
  const sagews = sheet.join('')
  return {
    sagews,
    ipynb: JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
      cells: notebook,
    }),
    cells,
    bytes: sagews.length,
  }
}

function outputOf(n: number, size: number): { message: Record<string, unknown>; data: object } {
  if (n % 4 === 1) {
    const row = (i: number) => `<tr><td>${i}</td><td>${(i * 7919) % 10007}</td></tr>`
    const html = `<table>${Array.from({ length: Math.ceil(size / 40) }, (_, i) => row(n + i)).join('')}</table>`
    return { message: { html }, data: { output_type: 'display_data', metadata: {}, data: { 'text/html': html } } }
  }
  if (n % 4 === 3) {
    const terms = Array.from({ length: 8 }, (_, i) => `${(n + i) % 89} x^{${8 - i}}`).join(' + ')
    return {
      message: { tex: { tex: terms, display: true }, filler: 'x'.repeat(Math.max(0, size - 200)) },
      data: {
        output_type: 'display_data',
        metadata: { filler: 'x'.repeat(Math.max(0, size - 200)) },
        data: { 'text/latex': `$$${terms}$$` },
      },
    }
  }
  const text = Array.from(
    { length: Math.ceil(size / 50) },
    (_, i) => `line ${n + i}: ${String((i * 104_729) % 999_983).padStart(36, '.')}\n`,
  ).join('')
  return { message: { stdout: text }, data: { output_type: 'stream', name: 'stdout', text } }
}

function uuid(n: number): string {
  return `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
}
