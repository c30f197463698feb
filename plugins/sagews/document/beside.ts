/**
 * The path in the project of what the text of a file at `from` names by a relative address; an address that begins with a slash counts from the
 * top of the project. Null for addresses of elsewhere, places in the same text, and what would lead out of the project.
 */
export function besideOf(address: string, from: string): string | null {
  const trimmed = address.trim()
  if (/^[a-z][a-z0-9+.-]*:|^#|^\/\/|\\/i.test(trimmed)) return null
  const path = decoded(trimmed.replace(/[?#].*$/s, ''))
  if (path === '' || path.includes('\0')) return null
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.length === 0 ? null : parts.join('/')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
