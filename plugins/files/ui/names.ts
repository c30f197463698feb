/** A size for people: three digits and a unit. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toPrecision(value >= 9.95 ? 3 : 2)} ${units[unit]}`
}

/** Made once: to make one costs more than to use it a hundred times. */
const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })

/** A time as people say it: the hour today, the day this year, else the date. */
export function timeText(time: number, now: number): string {
  const then = new Date(time)
  const today = new Date(now)
  if (then.getFullYear() !== today.getFullYear()) return date.format(then)
  const isToday = then.getMonth() === today.getMonth() && then.getDate() === today.getDate()
  return isToday ? hour.format(then) : `${day.format(then)}, ${hour.format(then)}`
}

/** A time to the second, for who looks closer. */
export const exactTime = (time: number): string => whole.format(time)

/** The default name of something new: the day and time, without what some file systems refuse. */
export function newName(now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
}

/** Adds an extension unless the name has one already. */
export const withExtension = (name: string, extension: string): string =>
  extension === '' || /[^.]\.[^./]+$/.test(name) ? name : name + extension

export const pathIn = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`)
export const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/')
export const nameOf = (path: string): string => path.split('/').at(-1)!

/** The way to a folder, from the top: `a/b` is the top, a, b. */
export function crumbsOf(directory: string): { name: string; path: string }[] {
  const names = directory === '' ? [] : directory.split('/')
  return names.map((name, index) => ({ name, path: names.slice(0, index + 1).join('/') }))
}

/** A name that can be given, or what is wrong with it. */
export function wrongName(name: string): string | null {
  if (name.trim() === '') return 'Type a name.'
  if (name.split('/').some(part => part === '.' || part === '..')) return 'A name cannot be “.” or “..”.'
  if (name.includes('\0')) return 'A name cannot contain a NUL character.'
  if (new TextEncoder().encode(name.split('/').at(-1)).length > 255) return 'This name is too long: 255 bytes is the most.'
  return null
}

/** A name in one line: what would break it, or not be seen at all, is shown by its picture (`\n` as `␊`), character for character. */
export const inOneLine = (name: string): string =>
  // oxlint-disable-next-line no-control-regex
  name.replace(/[\u0000-\u001f\u007f]/g, one => (one === '\u007f' ? '␡' : String.fromCharCode(0x2400 + one.charCodeAt(0))))

/** How many, for people. */
export const countOf = (count: number): string => (count === 1 ? '1 item' : `${count.toLocaleString()} items`)

/** Each part escaped, so that `#`, `?` and `%` are characters of a name. */
export const urlPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
