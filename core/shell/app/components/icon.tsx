/** The page's own line drawings on a 16 by 16 grid. */
const drawings = {
  search: 'M2.7 7a4.3 4.3 0 1 0 8.6 0 4.3 4.3 0 0 0-8.6 0M10.2 10.2 14 14',
  plus: 'M8 3v10M3 8h10',
  close: 'm4 4 8 8M12 4l-8 8',
  down: 'm5 6.5 3 3 3-3',
  back: 'M9.8 3.5 5.3 8l4.5 4.5',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  star: 'm8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z',
  people:
    'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6M1.8 13c.3-2.5 2-3.9 4.2-3.9S9.9 10.5 10.2 13M10.6 3.2a2.2 2.2 0 0 1 0 4.1M11.9 9.6c1.3.5 2.1 1.7 2.3 3.4',
  settings:
    'M2.5 5H9M12.5 5h1M2.5 11h1M7 11h6.5M10.7 3.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4M5.2 9.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  page: 'M3 3h10v10H3zM3 6h10',
  plug: 'M2.5 6.5h3.2a1.7 1.7 0 1 1 3.3 0h2.5v2.7a1.6 1.6 0 1 1 0 3.1v1.2h-9z',
} as const
export type IconName = keyof typeof drawings

/** A drawing by its name, or by the path data that a plugin gave. Decoration: what it stands for is said by its button's label. */
export function Icon({ name, path }: { name?: IconName; path?: string }) {
  return (
    <svg className="sh-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path ?? (name && drawings[name])} strokeWidth={name === 'dots' ? 2 : undefined} />
    </svg>
  )
}

/** The columns under their roof. */
export function Mark() {
  return (
    <svg className="sh-icon sh-mark" viewBox="0 0 22 22" aria-hidden="true">
      <path d="M1.5 4.5h19M3 7.5h16M5 7.5v11M9 7.5v11M13 7.5v11M17 7.5v11M1.5 18.5h19" />
    </svg>
  )
}

/** The proof mark of what failed. */
export function FailMark() {
  return (
    <svg className="sh-icon sh-small" viewBox="0 0 14 14" aria-hidden="true">
      <path d="M9.5 1.5 5.5 7h4l-4.7 5.5M4.5 9.3v3.4h3.3" />
    </svg>
  )
}

/** The proof mark of what needs a look. */
export function WarnMark() {
  return (
    <svg className="sh-icon sh-small" viewBox="0 0 14 14" aria-hidden="true">
      <path d="M7 2.2 12.3 11.5H1.7zM7 5.8v2.7M7 10v.01" />
    </svg>
  )
}
