/** What a worksheet can be made into. */
export const formats = {
  sagews: { extension: '.sagews', title: 'Sage worksheet', type: 'text/plain; charset=utf-8' },
  ipynb: { extension: '.ipynb', title: 'Jupyter notebook', type: 'application/x-ipynb+json' },
  html: { extension: '.html', title: 'Web page', type: 'text/html; charset=utf-8' },
  pdf: { extension: '.pdf', title: 'PDF', type: 'application/pdf' },
  md: { extension: '.md', title: 'Markdown', type: 'text/markdown; charset=utf-8' },
  sage: { extension: '.sage', title: 'Sage script', type: 'text/plain; charset=utf-8' },
  py: { extension: '.py', title: 'Python script', type: 'text/x-python; charset=utf-8' },
  zip: { extension: '.zip', title: 'Archive with its pictures and files', type: 'application/zip' },
} as const
export type Format = keyof typeof formats

export const formatNames = Object.keys(formats) as readonly Format[]

/** What can be converted, by the end of its name. */
export type Source = 'sagews' | 'ipynb' | 'sws'
export function sourceOf(path: string): Source | null {
  const found = /\.(sagews|ipynb|sws)$/i.exec(path)
  return found ? (found[1]!.toLowerCase() as Source) : null
}

/** A path with another ending. */
export function renamed(path: string, to: Format): string {
  return path.replace(/\.[^./]*$/, '') + formats[to].extension
}
