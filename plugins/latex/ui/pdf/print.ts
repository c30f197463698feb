import type { PDFDocumentProxy } from 'pdfjs-dist'
import { element } from '../dom.ts'

/** Dots a point: 200 an inch, which paper shows as sharp. */
const dots = 200 / 72

/** Prints a PDF as the browser prints: every page is drawn, then asked for on paper of its size. `drawn` is told how far it is; `stopped` ends it. */
export async function printPdf(
  pdf: PDFDocumentProxy,
  { drawn, stopped }: { drawn(page: number): void; stopped(): boolean },
): Promise<void> {
  const sheets = element('div', 'lx-print')
  const addresses: string[] = []
  const paper = new CSSStyleSheet()
  const away = () => {
    sheets.remove()
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== paper)
    for (const address of addresses) URL.revokeObjectURL(address)
  }
  try {
    const canvas = element('canvas')
    for (let number = 1; number <= pdf.numPages; number++) {
      drawn(number)
      const page = await pdf.getPage(number)
      const viewport = page.getViewport({ scale: dots })
      const { width, height } = page.getViewport({ scale: 1 })
      if (number === 1)
        await paper.replace(
          `@page { size: ${width}pt ${height}pt; margin: 0 } @media print { body > :not(.lx-print) { display: none !important } html, body { height: auto !important; overflow: visible !important; background: none !important } .lx-print { display: block !important } }`,
        )
      canvas.width = Math.round(viewport.width)
      canvas.height = Math.round(viewport.height)
      await page.render({ canvas, viewport, intent: 'print' }).promise
      const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve))
      if (stopped() || !blob) return away()
      const address = URL.createObjectURL(blob)
      addresses.push(address)
      const sheet = element('img')
      sheet.alt = `Page ${number}`
      sheet.src = address
      sheet.style.width = `${width}pt`
      sheet.style.height = `${height}pt`
      sheets.append(sheet)
      await sheet.decode()
    }
  } catch (failure) {
    away()
    throw failure
  }
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, paper]
  document.body.append(sheets)
  addEventListener('afterprint', away, { once: true })
  print()
}
