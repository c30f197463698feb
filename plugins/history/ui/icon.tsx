/** Line drawings on a 16 by 16 grid. */
const drawings = {
  play: 'M5 3.200v9.600L12.500 8z',
  stop: 'M4.500 4.500h7v7h-7z',
  who: 'M5.500 7.300a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400M1.800 13c.2-2.500 1.700-3.900 3.700-3.900S9 10.500 9.200 13M10.500 4.500H14M10.500 8H14M11.500 11.500H14',
  link: 'M6.700 9.300a2.300 2.300 0 0 0 3.300 0l2.600-2.600a2.300 2.300 0 0 0-3.300-3.300l-.8.8M9.300 6.700a2.300 2.300 0 0 0-3.300 0L3.400 9.300a2.300 2.300 0 0 0 3.300 3.300l.8-.8',
  copy: 'M5.500 5.500h8v8h-8zM3.500 10.500h-1v-8h8v1',
  get: 'M8 2.500v7.700M4.800 7.300 8 10.500l3.200-3.200M2.800 13.500h10.400',
  text: 'M3 4h10M3 7h10M3 10h7M3 13h5',
  beside: 'M2.500 3h4.700v10H2.500zM8.800 3h4.700v10H8.800z',
  inline: 'M2.500 3.500h11M2.500 8h3.500M4.200 6.300v3.400M8.500 8h5M2.500 12.500h3.500M8.500 12.500h5',
  down: 'M8 3v10M4 9l4 4 4-4',
  up: 'M8 13V3M4 7l4-4 4 4',
  list: 'M6 4h7.500M6 8h7.500M6 12h7.500M2.700 4h.6M2.700 8h.6M2.700 12h.6',
} as const
export type IconName = keyof typeof drawings

/** Decoration: what it stands for is said by its button's label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="hi-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  )
}
