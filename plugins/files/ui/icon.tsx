import type { Entry } from '../contract.ts'
import { isFolder } from './view.ts'

const drawings = {
  folder: 'M2 4h4l1.500 1.700H14v7.800H2z',
  file: 'M4 2.500h5l3 3v8H4zM9 2.500v3h3',
  sheet: 'M4 2.500h8v11H4zM6 5.500h4M6 8h4M6 10.500h2',
  picture: 'M2.500 3.500h11v9h-11zM4 11l3-3.500 2 2 1.500-1.500 2 3',
  link: 'M7 9a2.500 2.500 0 0 0 3.700.2l2-2a2.500 2.500 0 0 0-3.500-3.600l-1 1M9 7a2.500 2.500 0 0 0-3.700-.2l-2 2a2.500 2.500 0 0 0 3.500 3.600l1-1',
  other: 'M8 3.500v6M8 12.500h.010',
  search: 'M2.700 7a4.300 4.300 0 1 0 8.600 0 4.300 4.300 0 0 0-8.600 0M10.200 10.200 14 14',
  plus: 'M8 3v10M3 8h10',
  up: 'M8 12.500V4M4.500 7 8 3.500 11.500 7M3 13.500h10',
  get: 'M8 3v8M4.500 8 8 11.500 11.500 8M3 13.500h10',
  bin: 'M3 4.500h10M6 4.500v-2h4v2M4.500 4.500l.6 9h5.800l.6-9',
  rename: 'M3 13h2.500L13 5.500 10.500 3 3 10.500zM9 4.500 11.500 7',
  eye: 'M1.800 8S4 3.900 8 3.900 14.200 8 14.200 8 12 12.100 8 12.100 1.800 8 1.800 8zM8 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600',
  sortUp: 'm4.500 9.500 3.500-3.500 3.500 3.500',
  sortDown: 'm4.500 6.500 3.500 3.500 3.500-3.500',
  move: 'M2 4h4l1.500 1.700H14v7.800H2zM6 9.500h4M8.500 8l1.500 1.500L8.500 11',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  more: 'M3.500 8h.010M8 8h.010M12.500 8h.010',
  command: 'M2.500 3h11v10h-11zM5 6l2 2-2 2M8.500 10h2.500',
  close: 'm4 4 8 8M12 4l-8 8',
  back: 'M9.800 3.500 5.300 8l4.500 4.500',
} as const
export type IconName = keyof typeof drawings

/** A line drawing; what it stands for is said by what it stands in. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="fl-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  )
}

/** The drawing for an entry, by what it is and by its name. */
export function drawingOf(entry: Entry): IconName {
  if (isFolder(entry)) return 'folder'
  if (entry.kind === 'link') return 'link'
  if (entry.kind === 'other') return 'other'
  if (/\.(sagews|ipynb)$/i.test(entry.name)) return 'sheet'
  if (/\.(png|jpe?g|gif|svg|webp)$/i.test(entry.name)) return 'picture'
  return 'file'
}
