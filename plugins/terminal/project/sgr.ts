import type { IBufferCell } from '@xterm/headless'

/** How a cell looks, beside its character. */
export type Attributes = Pick<
  IBufferCell,
  | 'isBold'
  | 'isDim'
  | 'isItalic'
  | 'isUnderline'
  | 'isBlink'
  | 'isInverse'
  | 'isInvisible'
  | 'isStrikethrough'
  | 'isOverline'
  | 'isFgRGB'
  | 'isFgPalette'
  | 'getFgColor'
  | 'isBgRGB'
  | 'isBgPalette'
  | 'getBgColor'
>

const CSI = '\x1b['

/** The attributes of a cell as a control sequence, from none. */
export function sgrOf(of: Attributes): string {
  const codes = [0]
  const add = (code: number, on: number) => void (on && codes.push(code))
  add(1, of.isBold())
  add(2, of.isDim())
  add(3, of.isItalic())
  add(4, of.isUnderline())
  add(5, of.isBlink())
  add(7, of.isInverse())
  add(8, of.isInvisible())
  add(9, of.isStrikethrough())
  add(53, of.isOverline())
  if (of.isFgRGB()) codes.push(38, 2, ...bytesOf(of.getFgColor()))
  else if (of.isFgPalette()) codes.push(38, 5, of.getFgColor())
  if (of.isBgRGB()) codes.push(48, 2, ...bytesOf(of.getBgColor()))
  else if (of.isBgPalette()) codes.push(48, 5, of.getBgColor())
  return `${CSI}${codes.join(';')}m`
}

const bytesOf = (colour: number): number[] => [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255]
