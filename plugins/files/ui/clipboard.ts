/** Things that were cut or copied here, to be pasted in another folder. */
export type Held = { readonly paths: readonly string[]; readonly cut: boolean }

const textOf = (paths: readonly string[]): string => paths.join('\n')

/** Puts the paths into the system's clipboard too, so that whatever was copied last is what is pasted. Works without a secure context. */
export function holdPaths(paths: readonly string[]): void {
  const put = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', textOf(paths))
  }
  document.addEventListener('copy', put, { capture: true, once: true })
  // There is no other way on an address without TLS.
  document.execCommand('copy')
  document.removeEventListener('copy', put, { capture: true })
}

/** What a paste means here: the things that are held, an address to import, or nothing of ours. */
export function pasted(text: string, held: Held | null): { url: string } | 'held' | null {
  if (held !== null && (text === '' || text.replaceAll('\r', '') === textOf(held.paths))) return 'held'
  const url = text.trim()
  return /^(https?|ftp):\/\/\S+$/i.test(url) ? { url } : null
}
