import type { PDFDocumentProxy } from 'pdfjs-dist'
import type * as Pdfjs from 'pdfjs-dist'

type Library = { readonly pdfjs: typeof Pdfjs; readonly worker: Pdfjs.PDFWorker }
let library: Promise<Library> | undefined

/** pdf.js and its worker, fetched with the first PDF; one worker for all of them. */
export function loadLibrary(): Promise<Library> {
  library ??= (async () => {
    const [pdfjs, { default: address }] = await Promise.all([
      import('pdfjs-dist/legacy/build/pdf.mjs') as Promise<typeof Pdfjs>,
      import('pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker'),
    ])
    const port = new Worker(new URL(address, import.meta.url), { type: 'module' })
    return { pdfjs, worker: pdfjs.PDFWorker.create({ port }) }
  })()
  library.catch(() => (library = undefined))
  return library
}

/** Opens a PDF; large ones are fetched piece by piece as they are looked at. */
export async function openPdf(url: string): Promise<{ pdf: PDFDocumentProxy; close(): void }> {
  const { pdfjs, worker } = await loadLibrary()
  const loading = pdfjs.getDocument({ url, worker, isEvalSupported: false, useWasm: false, enableXfa: false })
  return { pdf: await loading.promise, close: () => void loading.destroy() }
}
