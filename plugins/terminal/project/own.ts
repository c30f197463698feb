/** What a program asks of the page by a control sequence of ours. */
export type Asked = { readonly absolute: string; readonly line?: number }

/** Reads `open;SECRET;PATH;LINE`, the path in base64; null for anything else. A text that is only shown does not know the secret. */
export function readOwn(data: string, secret: string): Asked | null {
  const [what, told, path, line] = data.split(';')
  if (what !== 'open' || told !== secret || !path || !/^[A-Za-z0-9+/]+=*$/.test(path)) return null
  const bytes = Buffer.from(path, 'base64')
  const absolute = bytes.toString()
  // A name that is no text is none that the page could ask for.
  if (!Buffer.from(absolute).equals(bytes) || !absolute.startsWith('/')) return null
  return { absolute, ...(line && /^\d{1,9}$/.test(line) && { line: Number(line) }) }
}
