/** What xterm knows of a cell beside what it tells: its underline, and the link that it is part of. Read as it is kept. */
export type Extended = {
  readonly fg: number
  readonly bg: number
  readonly extended: { readonly _ext: number; readonly urlId: number }
  isUnderline(): number
}
/** What xterm knows of links that programs make. */
export type Links = { readonly _oscLinkService: { getLinkData(id: number): { id?: string; uri: string } | undefined } }

const underlined = 0x10000000
/** Of the ground: that there is more than colours. */
const more = 0x10000000
const styleShift = 26
const styleBits = 7
const plainLine = 1
const colourBits = 0x3ffffff
/** Of a colour: that it is one of all, and no number of the palette. */
const rgb = 0x3000000

/**
 * Codes of a cell's underline: plain, double, wavy, dotted or dashed, and its colour. What is underlined only because it is a link has none:
 * xterm says that of every link.
 */
export function underlineOf(of: Partial<Extended> & Pick<Extended, 'isUnderline'>): (number | string)[] {
  const { fg, extended } = of
  if (fg === undefined || extended === undefined) return of.isUnderline() ? [4] : []
  const style = (extended._ext >>> styleShift) & styleBits
  // A colour is kept for the next line under words.
  return [...((fg & underlined) === 0 ? [] : [style > plainLine ? `4:${style}` : 4]), ...colourOf({ extended })]
}

function colourOf({ extended }: Pick<Extended, 'extended'>): string[] {
  const colour = extended._ext & colourBits
  // Both are what it is of itself: never chosen, and taken back.
  if (colour === 0 || colour === colourBits) return []
  const [red, green, blue] = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255]
  return [(colour & rgb) === rgb ? `58:2::${red}:${green}:${blue}` : `58:5:${blue}`]
}

/** No link. */
export const noLink = ';'

/** The link that a cell is part of, as its control sequence has it. */
export function linkOf({ _oscLinkService: links }: Links, cell: Partial<Extended> | null | undefined): string {
  const id = ((cell?.bg ?? 0) & more) === 0 ? 0 : (cell?.extended?.urlId ?? 0)
  const link = id === 0 ? undefined : links.getLinkData(id)
  return link ? `${link.id === undefined ? '' : `id=${link.id}`};${link.uri}` : noLink
}

/** The control sequence that begins a link, or ends the one before. */
export const linked = (link: string): string => `\x1b]8;${link}\x07`
