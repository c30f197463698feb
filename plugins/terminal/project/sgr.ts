import type { IBufferCell } from '@xterm/headless'
import { underlineOf, type Extended } from './extended.ts'

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
  | 'getFgColorMode'
  | 'isBgRGB'
  | 'isBgPalette'
  | 'getBgColor'
  | 'getBgColorMode'
> &
  Partial<Extended>

const CSI = '\x1b['

/** The attributes of a cell as a control sequence, from none. */
export function sgrOf(of: Attributes): string {
  const codes: (number | string)[] = [0, ...underlineOf(of)]
  const add = (code: number, on: number) => void (on && codes.push(code))
  add(1, of.isBold())
  add(2, of.isDim())
  add(3, of.isItalic())
  add(5, of.isBlink())
  add(7, of.isInverse())
  add(8, of.isInvisible())
  add(9, of.isStrikethrough())
  add(53, of.isOverline())
  if (of.isFgRGB()) codes.push(38, 2, ...bytesOf(of.getFgColor()))
  else if (of.isFgPalette()) codes.push(...palette({ base: 30, number: of.getFgColor(), named: of.getFgColorMode() === sixteen }))
  if (of.isBgRGB()) codes.push(48, 2, ...bytesOf(of.getBgColor()))
  else if (of.isBgPalette()) codes.push(...palette({ base: 40, number: of.getBgColor(), named: of.getBgColorMode() === sixteen }))
  return `${CSI}${codes.join(';')}m`
}

/** How xterm writes that a colour is one of the sixteen that have codes of their own; the others are counted to 256. */
const sixteen = 0x1000000
const bright = 8

function palette({ base, number, named }: { base: number; number: number; named: boolean }): number[] {
  if (!named) return [base + 8, 5, number]
  return [number < bright ? base + number : base + 60 + number - bright]
}

const bytesOf = (colour: number): number[] => [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255]
