/** How pages are shown: as wide as there is room, or at a scale (1 is 96 dots an inch); one or two beside each other. */
export type Layout = { readonly zoom: 'width' | number; readonly two: boolean }
/** A page's size in PDF points. */
export type Size = { readonly width: number; readonly height: number }
/** A place in a document that is kept when sizes change: a page from 0, and how far down it, as a share of its height. */
export type Spotted = { readonly page: number; readonly share: number }

/** CSS pixels a PDF point. */
export const pointsToPixels = 96 / 72
/** Around and between pages, in pixels. */
export const gap = 16
const zooms = [0.25, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4]

/** Pixels a point. */
export function scaleOf({ layout, sizes, room }: { layout: Layout; sizes: readonly Size[]; room: number }): number {
  if (layout.zoom !== 'width') return layout.zoom * pointsToPixels
  const widest = Math.max(...sizes.map(({ width }) => width), 1)
  const columns = layout.two ? 2 : 1
  return Math.max(0.1, (room - gap * (columns + 1)) / (widest * columns))
}

/** The next larger or smaller zoom, from whatever scale there is. */
export function nextZoom(scale: number, by: 1 | -1): number {
  const now = scale / pointsToPixels
  return by > 0 ? (zooms.find(zoom => zoom > now + 0.01) ?? zooms.at(-1)!) : (zooms.findLast(zoom => zoom < now - 0.01) ?? zooms[0]!)
}

/** Boxes of pages in rows: `top` and `height` in pixels from the first page's upper gap. */
export function placePages({
  sizes,
  scale,
  two,
}: {
  sizes: readonly Size[]
  scale: number
  two: boolean
}): { top: number; height: number }[] {
  const placed: { top: number; height: number }[] = []
  let top = gap
  for (let at = 0; at < sizes.length; at += two ? 2 : 1) {
    const row = sizes.slice(at, at + (two ? 2 : 1)).map(({ height }) => Math.round(height * scale))
    for (const height of row) placed.push({ top, height })
    top += Math.max(...row) + gap
  }
  return placed
}

/** The place at a height of the scrolled column. */
export function placeAt(pages: readonly { top: number; height: number }[], y: number): Spotted {
  const last = pages.findLastIndex(({ top }) => top <= y)
  // Of two beside each other, the left one is read first.
  const page = Math.max(
    0,
    pages.findIndex(({ top }) => top === pages[last]?.top),
  )
  const found = pages[page]
  return { page, share: found ? (y - found.top) / found.height : 0 }
}

/** The height of a place, the other way round. A page that is gone stands for the last one. */
export function heightOf(pages: readonly { top: number; height: number }[], { page, share }: Spotted): number {
  const found = pages[Math.min(page, pages.length - 1)]
  return found ? found.top + share * found.height : 0
}
