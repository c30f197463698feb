/** Types by file ending that a browser may show by itself: none of them can run anything as the site. */
const shownInline: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  webm: 'video/webm',
  ogv: 'video/ogg',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
}
const plain = new Set([
  'txt',
  'md',
  'csv',
  'tsv',
  'json',
  'log',
  'py',
  'sage',
  'sagews',
  'tex',
  'bib',
  'c',
  'h',
  'cpp',
  'js',
  'ts',
  'r',
  'jl',
  'sh',
  'yaml',
  'yml',
  'toml',
  'xml',
  'html',
  'htm',
])

/** How a file of this name travels: its type, and whether a page may show it. HTML is shown as its source. */
export function typeOf(name: string): { type: string; inline: boolean } {
  const dot = name.lastIndexOf('.')
  const ending = dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
  const type = shownInline[ending]
  if (type !== undefined) return { type, inline: true }
  return plain.has(ending) ? { type: 'text/plain; charset=utf-8', inline: true } : { type: 'application/octet-stream', inline: false }
}

/** The header that names a download, for any name: an ASCII stand-in and the name itself, percent-encoded (RFC 6266). */
export function dispositionOf(name: string, inline: boolean): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${exact}`
}
