import type { Entry } from '../contract.ts'
import { isFile, isFolder, opens } from './view.ts'

/** What can be done with what is selected. */
export type Act =
  | 'open'
  | 'download'
  | 'downloadZip'
  | 'downloadTar'
  | 'rename'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'move'
  | 'copyTo'
  | 'duplicate'
  | 'zip'
  | 'tar'
  | 'extract'
  | 'mode'
  | 'remove'
export type Offer = { readonly act: Act; readonly title: string; readonly key?: string }

/** Names of archives that the server extracts; what is in them decides. */
const archive = /.\.(zip|tar|tar\.gz|tgz|tar\.zst|gz|zst)$/i

/** What is offered for these, in the order of a menu. A name that is not UTF-8 can only be repaired or left. */
export function offersFor(entries: readonly Entry[], { editable, held }: { editable: boolean; held: boolean }): Offer[] {
  const [first, ...others] = entries
  if (first === undefined) return editable && held ? [{ act: 'paste', title: 'Paste', key: 'Ctrl V' }] : []
  const one = others.length === 0
  if (entries.some(({ bytes }) => bytes !== undefined)) return one && editable ? [{ act: 'rename', title: 'Rename', key: 'F2' }] : []
  const folders = entries.some(isFolder)
  const reading: (Offer | false)[] = [
    one && opens(first) && { act: 'open', title: 'Open', key: 'Enter' },
    !folders && entries.some(isFile) && { act: 'download', title: 'Download' },
    (folders || !one) && { act: 'downloadZip', title: 'Download as .zip' },
    (folders || !one) && { act: 'downloadTar', title: 'Download as .tar.gz' },
  ]
  const writing: (Offer | false)[] = [
    one && { act: 'rename', title: 'Rename', key: 'F2' },
    { act: 'move', title: 'Move to…' },
    { act: 'copyTo', title: 'Copy to…' },
    { act: 'duplicate', title: 'Duplicate' },
    { act: 'cut', title: 'Cut', key: 'Ctrl X' },
    { act: 'copy', title: 'Copy', key: 'Ctrl C' },
    held && { act: 'paste', title: 'Paste', key: 'Ctrl V' },
    one && isFile(first) && archive.test(first.name) && { act: 'extract', title: 'Extract here' },
    { act: 'zip', title: 'Compress as .zip' },
    { act: 'tar', title: 'Compress as .tar.gz' },
    entries.every(({ kind }) => kind !== 'link') && { act: 'mode', title: 'Permissions…' },
    { act: 'remove', title: one ? 'Move to trash' : `Move ${entries.length} to trash`, key: 'Del' },
  ]
  return [...reading, ...(editable ? writing : [])].filter(offer => offer !== false)
}
