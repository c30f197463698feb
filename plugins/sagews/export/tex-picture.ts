import { texText } from './tex-text.ts'

/** The file beside the LaTeX document that has the picture of an address; null where there is none. */
export type NamedPicture = (address: string) => string | null

/** A picture, at most as wide as the page; without a file, what it is called. */
export function texPicture(file: string | null, words: string): string {
  return file === null
    ? `\\emph{${texText(words)}}`
    : `\\noindent \\includegraphics[max width=\\linewidth,max height=.45\\textheight,keepaspectratio]{${file}}`
}
