import type { Spot } from '../contract.ts'

/** Reads what `synctex view` prints: boxes of one line of source, without those that lie in another. */
export function readView(printed: string): Spot[] {
  const spots: Spot[] = []
  for (const block of printed.split(/^Output:.*$/m).slice(1)) {
    const value = (name: string) => Number(new RegExp(`^${name}:(-?[\\d.]+)$`, 'm').exec(block)?.[1])
    const [page, h, v, width, height] = [value('Page'), value('h'), value('v'), value('W'), value('H')]
    if (![page, h, v, width, height].every(Number.isFinite)) continue
    spots.push({ page, x: h, y: v - height, width, height })
  }
  const least = spots.filter(({ height, width }) => height > 0 && width > 0)
  // A line's own box is smaller than that of the page or paragraph that holds it.
  const page = least[0]?.page
  const smallest = Math.min(...least.map(({ height }) => height))
  const chosen = least.filter(spot => spot.page === page && spot.height <= smallest * 3)
  return [...new Map(chosen.map(spot => [JSON.stringify(spot), spot])).values()].slice(0, 50)
}

/** Reads what `synctex edit` prints: an absolute path as it was given to TeX, and a line. */
export function readEdit(printed: string): { input: string; line: number } | null {
  const input = /^Input:(.+)$/m.exec(printed)?.[1]
  const line = Number(/^Line:(\d+)$/m.exec(printed)?.[1])
  return input !== undefined && Number.isInteger(line) && line > 0 ? { input, line } : null
}
