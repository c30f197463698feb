/** How large an image is shown: as large as there is room for it but not larger than it is, or at a scale. */
export type Zoom = 'fit' | number
type Box = { readonly width: number; readonly height: number }

const steps = [0.05, 0.1, 0.17, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32]

/** The scale at which an image is shown in a room. */
export function scaleIn({ zoom, image, room }: { zoom: Zoom; image: Box; room: Box }): number {
  if (zoom !== 'fit') return zoom
  return Math.min(1, room.width / Math.max(1, image.width), room.height / Math.max(1, image.height))
}

/** The next step up or down from any scale. */
export function stepped(scale: number, by: 1 | -1): number {
  return by > 0 ? (steps.find(step => step > scale + 1e-6) ?? steps.at(-1)!) : (steps.findLast(step => step < scale - 1e-6) ?? steps[0]!)
}

/** Where a room is to be scrolled to, in one direction, so that the point under the pointer stays there. All in pixels. */
export function keepPoint({ scroll, pointer, before, after }: { scroll: number; pointer: number; before: number; after: number }): number {
  return ((scroll + pointer) * after) / before - pointer
}
