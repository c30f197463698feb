import type { Files } from '@stoa/sdk/project'

const mostRead = 4 * 1024 * 1024

/** A file as text, its first 4 MB; null where there is none. Logs hold the bytes of sources in any encoding. */
export async function readText(files: Files, path: string): Promise<string | null> {
  try {
    await using handle = await files.open(path)
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, mostRead))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    return bytes.toString('utf8', 0, bytesRead)
  } catch {
    return null
  }
}
