/** How a browser can show a file by itself, by its name. */
export type Shown = 'image' | 'sound' | 'film' | null

const image = /\.(png|jpe?g|gif|webp|avif|bmp|ico|svg)$/i
const sound = /\.(mp3|og[ag]|wav|flac|m4a)$/i
const film = /\.(mp4|webm|ogv)$/i

export const shownAs = (path: string): Shown => (image.test(path) ? 'image' : sound.test(path) ? 'sound' : film.test(path) ? 'film' : null)

/** Below every editor for a file's kind, and never nothing: whatever a file is, it can be told about and fetched. */
export const fits = (path: string): number => (shownAs(path) && !/\.svg$/i.test(path) ? 0.5 : 0.1)
