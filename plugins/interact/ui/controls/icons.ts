/** Line drawings on a grid of 16, by the names that worksheets give to icons, without `fa-`. */
const paths: Readonly<Record<string, string>> = {
  play: 'M5 3.2v9.6L12.6 8z',
  pause: 'M5 3.5v9M11 3.5v9',
  stop: 'M4 4h8v8H4z',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7L13 5.8M13 2.6v3.2H9.8',
  random: 'M2.5 4.5h2.2l6 7h2.8M2.5 11.5h2.2l1.6-1.9M8.9 6.4l1.8-1.9h2.8M11.8 2.8l1.7 1.7-1.7 1.7M11.8 9.8l1.7 1.7-1.7 1.7',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  check: 'm3 8.5 3.2 3.2L13 5',
  times: 'm4 4 8 8M12 4l-8 8',
  search: 'M7 2.7a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6m3.3 7.6 3.7 3.7',
  'arrow-left': 'M13 8H3m4-4L3 8l4 4',
  'arrow-right': 'M3 8h10M9 4l4 4-4 4',
  'arrow-up': 'M8 13V3M4 7l4-4 4 4',
  'arrow-down': 'M8 3v10m4-4-4 4-4-4',
  'step-forward': 'M4 3.2v9.6L10.6 8zM12.5 3.5v9',
  'step-backward': 'M12 3.2v9.6L5.4 8zM3.5 3.5v9',
  save: 'M8 2.8v7m3-3-3 3-3-3M3 12.8h10',
  star: 'm8 2.5 1.7 3.5 3.8.5-2.8 2.6.7 3.8L8 11.1l-3.4 1.8.7-3.8L2.5 6.5 6.3 6z',
  'question-circle': 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M6.3 6.3a1.7 1.7 0 1 1 2.5 1.5c-.6.3-.8.6-.8 1.2M8 11.2v.1',
}
const same: Readonly<Record<string, string>> = {
  repeat: 'refresh',
  sync: 'refresh',
  'rotate-right': 'refresh',
  undo: 'refresh',
  close: 'times',
  remove: 'times',
  ok: 'check',
  download: 'save',
  'floppy-o': 'save',
  question: 'question-circle',
}

/** The drawing that worksheets mean by a name such as `fa-play`; null for one that there is none for. */
export function iconOf(name: unknown): SVGElement | null {
  if (typeof name !== 'string') return null
  const plain = name
    .trim()
    .split(/\s+/)
    .at(-1)!
    .replace(/^fa-|^glyphicon-|^icon-/, '')
  const path = paths[same[plain] ?? plain]
  if (path === undefined) return null
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  drawing.setAttribute('viewBox', '0 0 16 16')
  drawing.setAttribute('class', 'ia-icon')
  drawing.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  drawing.append(line)
  return drawing
}
