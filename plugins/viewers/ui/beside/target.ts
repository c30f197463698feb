/** Where an address in a file leads: to another file of the project, elsewhere, to a place in the same text, or nowhere that is followed. */
export type Target =
  | { readonly to: 'file'; readonly path: string }
  | { readonly to: 'web'; readonly address: string }
  | { readonly to: 'place'; readonly id: string }
  | { readonly to: 'data'; readonly address: string }
  | null

/** Reads an address as it stands in the file at `from`. */
export function targetOf(address: string, from: string): Target {
  const trimmed = address.trim()
  if (trimmed === '') return null
  if (trimmed.startsWith('#')) return { to: 'place', id: decoded(trimmed.slice(1)) }
  if (/^data:image\//i.test(trimmed)) return { to: 'data', address: trimmed }
  if (/^(https?|mailto):/i.test(trimmed)) return { to: 'web', address: trimmed }
  // Any other scheme, and addresses of another host.
  if (/^[a-z][a-z0-9+.-]*:/i.test(trimmed) || trimmed.startsWith('//') || trimmed.startsWith('\\')) return null
  const path = decoded(trimmed.replace(/[?#].*$/s, ''))
  if (path === '' || path.includes('\0')) return null
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.length === 0 ? null : { to: 'file', path: parts.join('/') }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
