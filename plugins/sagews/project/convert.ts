import type { Blobs, Clock, Documents, Files, Processes } from '@stoa/sdk/project'
import { Text } from '@codemirror/state'
import { notebookText, refused, sheetText } from '../document/notebook/index.ts'
import { formats, sourceOf, type Format } from '../export/formats.ts'
import { picturesBeside } from '../export/beside.ts'
import { referred } from './files.ts'
import { conversionErrors } from './errors.ts'
import { openAlbum, type Album } from './pictures.ts'

export type ConvertServices = {
  readonly files: Files
  readonly documents: Documents
  readonly blobs: Blobs
  readonly processes: Processes
  readonly clock: Clock
}

/** The largest file that is read to be converted, in bytes. */
const mostBytes = 256 << 20

/** Makes a worksheet, notebook or old notebook of the project into another format. What people type at this moment is in it. */
export async function convert(services: ConvertServices, { path, to }: { path: string; to: Format }): Promise<Uint8Array> {
  const source = sourceOf(path)
  if (source === null) throw conversionErrors.unknownSource(path)
  const album = openAlbum(services.blobs)
  const { text, content } = await readSource(services, { path, source, album })
  await album.fetch(referred(Text.of(text.split('\n'))))
  const made = await write(services, { path, text, content, to, album })
  await album.store()
  return typeof made === 'string' ? Buffer.from(made, 'utf8') : made
}

type Read = {
  /** As a worksheet. */
  readonly text: string
  /** What the file says. */
  readonly content: string
}

async function readSource(
  { files, documents }: ConvertServices,
  { path, source, album }: { path: string; source: 'sagews' | 'ipynb' | 'sws'; album: Album },
): Promise<Read> {
  if (source === 'sws') {
    const { readOldNotebook } = await import('../export/sws.ts')
    const text = await readOldNotebook(await bytesOf(files, path), album)
    return { text, content: text }
  }
  const document = await documents.open(path)
  try {
    if (source === 'sagews') {
      const text = document.text.toString()
      return { text, content: text }
    }
    await document.save()
    const content = new TextDecoder().decode(await bytesOf(files, path))
    if (content === '') throw refused.notNotebook('it is empty')
    return { text: sheetText(content, album), content }
  } finally {
    document.close()
  }
}

async function bytesOf(files: Files, path: string): Promise<Uint8Array> {
  const handle = await files.open(path).catch((failure: unknown) => {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') throw conversionErrors.notFound(path)
    throw failure
  })
  try {
    const { size } = await handle.stat()
    if (size > mostBytes) throw conversionErrors.tooLarge(path, mostBytes)
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

async function write(
  services: ConvertServices,
  { path, text, content, to, album }: Read & { path: string; to: Format; album: Album },
): Promise<string | Uint8Array> {
  const title = path
    .split('/')
    .at(-1)!
    .replace(/\.[^.]*$/, '')
  const shown = async () => ({ pictures: album, beside: await picturesBeside({ path, text, files: services.files }) })
  switch (to) {
    case 'sagews':
      return text
    case 'ipynb':
      return notebookText(text, album)
    case 'py':
    case 'sage':
      return (await import('../export/script.ts')).script(text, to)
    case 'md':
      return (await import('../export/markdown.ts')).markdown(text, await shown())
    case 'zip':
      return (await import('../export/archive.ts')).archive({ path, content, text, pictures: album, files: services.files })
    case 'html':
      return (await import('../export/html.ts')).html({ title, text, ...(await shown()) })
    case 'pdf':
      return (await import('../export/pdf.ts')).pdf({
        title,
        text,
        ...(await shown()),
        processes: services.processes,
        clock: services.clock,
      })
  }
}

/** What the name of a converted file ends in, and what it is. */
export const typeOf = (to: Format): string => formats[to].type
