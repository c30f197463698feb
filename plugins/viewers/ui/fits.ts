/** What browsers can show by themselves, and PDF: best seen, whatever else can open it. */
const seen = /\.(png|jpe?g|jfif|gif|webp|avif|bmp|ico|svg|pdf|mp4|m4v|webm|ogv|mov|mp3|ogg|oga|opus|wav|flac|m4a)$/i

/** How well the viewer is for a file: first for what is seen or heard, and last, but before nothing, for everything. */
export const fitsAnything = (path: string): number => (seen.test(path) ? 20 : 0.6)

/** Tables. */
export const fitsTable = (path: string): number => (/\.(csv|tsv)$/i.test(path) ? 20 : 0)

/** Texts that are made to be read as something else. */
export const fitsBeside = (path: string): number => (/\.(md|markdown|html?|xhtml)$/i.test(path) ? 20 : 0)
