import type { Stop } from '@stoa/sdk/contract'

/** A PDF for reading: its pages in a column, and the bar of what can be done with them. */
export type PdfReader = {
  /** Stands in an element that lays its content out as a column. */
  readonly element: HTMLElement
  readonly bar: HTMLElement
  /** Shows a PDF in place of what is there; the place stays. Rejects for what is none. */
  show(pdf: { url: string; name: string }): Promise<void>
  /** How many pages it has; 0 before there is one. */
  readonly pages: number
  stop: Stop
}

/** Fetches what shows PDFs, and makes a view without a document. `failed` hears why one could not be printed. */
export async function createPdfReader(failed: (failure: unknown) => void): Promise<PdfReader> {
  const { pdfReader } = await import('./ui/pdf/reader.ts')
  return pdfReader(failed)
}
