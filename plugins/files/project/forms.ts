import type { FileHandle } from 'node:fs/promises'
import { errors } from './errors.ts'

/** How an archive is packed: whether there is a tar inside, and what it is compressed with. */
export type Form = 'zip' | { tar: boolean; by: 'gzip' | 'zstd' | null }

/** Whether a name is of an archive that can be extracted. */
export const isArchive = (name: string): boolean => /\.(zip|tar|tar\.gz|tgz|tar\.zst|gz|zst)$/i.test(name)

/** The name without what says that it is an archive. */
export const stemOf = (name: string): string => name.replace(/\.(tar\.(gz|zst)|zip|tar|tgz|gz|zst)$/i, '') || name

/** How a file is packed, by its first bytes; the name only tells a compressed tar from another compressed file. */
export async function formOf(path: string, handle: FileHandle): Promise<Form> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  const bytes = buffer.subarray(0, bytesRead)
  const begins = (...first: number[]): boolean => first.every((byte, i) => bytes[i] === byte)
  const tar = /\.(tar\.(gz|zst)|tgz)$/i.test(path)
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'zip'
  if (begins(0x1f, 0x8b)) return { tar, by: 'gzip' }
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) return { tar, by: 'zstd' }
  if (bytes.subarray(257, 262).toString('latin1') === 'ustar') return { tar: true, by: null }
  throw errors.archiveUnknown(path)
}
