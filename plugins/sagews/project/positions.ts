/** Code points before a UTF-16 offset: Python counts those. */
export function codePoints(text: string, offset: number): number {
  let count = 0
  for (let i = 0; i < offset && i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0xdc00 || unit > 0xdfff || i === 0) count++
  }
  return count
}

/** The UTF-16 offset after so many code points. */
export function utf16(text: string, points: number): number {
  let i = 0
  for (; points > 0 && i < text.length; points--) i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1
  return i
}
