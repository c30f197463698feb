import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { posix } from 'node:path'
import type { Files } from '@stoa/sdk/project'
import type { Pdf } from '../contract.ts'

/** Where everything that building makes lies, so that sources stay clean. */
const top = '.latex'
/** PDFs kept for pages that still look at an older one. */
const pdfsKept = 2
/** Folders below the main file's that are made again for `\include`. */
const mostFolders = 300

/** The folder of one main file's output, and what lies in it, as paths in the project. */
export type Output = {
  readonly folder: string
  /** What TeX calls the document: the main file's name, in letters that no program stumbles over. */
  readonly job: string
  readonly log: string
}

/** Where the output of a main file goes. Another main file never has the same folder. */
export function outputOf(main: string): Output {
  const stem = posix.basename(main).replace(/\.[^.]*$/, '')
  const job =
    stem
      .normalize('NFD')
      .replace(/[^\w.-]+/g, '')
      .replace(/^[.-]+/, '') || 'document'
  const folder = `${top}/${job.slice(0, 40)}-${createHash('sha256').update(main).digest('hex').slice(0, 8)}`
  return { folder, job, log: `${folder}/${job}.log` }
}

/** Makes the output's folders: TeX writes the `.aux` of `chapters/one.tex` into `chapters/`, and makes none itself. */
export async function makeOutput(files: Files, main: string): Promise<void> {
  const { folder } = outputOf(main)
  for (const one of [top, folder]) await make(files, one)
  const from = posix.dirname(main)
  let made = 0
  const queue = ['']
  for (const inner of queue) {
    const folderOfSources = posix.join(from, inner)
    const absolute = await files.resolve(folderOfSources === '.' ? '' : folderOfSources)
    const entries = await readdir(absolute, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules' || ++made > mostFolders) continue
      const path = posix.join(inner, entry.name)
      if (path.split('/').length > 5) continue
      await make(files, `${folder}/${path}`)
      queue.push(path)
    }
  }
}

/** Whether code of the document has made files that TeX is to find: pictures of Sage, Python or R. */
export async function hasMade(files: Files, main: string): Promise<boolean> {
  const names = await readdir(await files.resolve(outputOf(main).folder)).catch(() => [])
  return names.some(name => /^(sage-plots-for-.*|pythontex-files-.*|figure)$/.test(name))
}

/** Removes files that were written up to their limit: nobody reads them, and they are counted as the project's. */
export async function dropLarge(files: Files, main: string, bytes: number): Promise<void> {
  const { folder } = outputOf(main)
  for (const name of await readdir(await files.resolve(folder)).catch(() => []))
    await files.at(`${folder}/${name}`, async entry => {
      const found = await lstat(entry)
      if (found.isFile() && found.size >= bytes) await unlink(entry)
    })
}

/** Removes everything that building made of a main file. */
export async function clearOutput(files: Files, main: string): Promise<void> {
  await files.at(outputOf(main).folder, entry => rm(entry, { recursive: true, force: true }))
}

/** Keeps the PDF that TeX has made under the name of its content, where the next build does not write into it. Null when there is none. */
export async function keepPdf(files: Files, main: string): Promise<Omit<Pdf, 'current'> | null> {
  const { folder, job } = outputOf(main)
  let made: number
  let bytes: Buffer
  try {
    await using handle = await files.open(`${folder}/${job}.pdf`)
    made = (await handle.stat()).mtimeMs
    bytes = await handle.readFile()
  } catch {
    return null
  }
  if (bytes.length === 0) return null
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  await make(files, `${folder}/view`)
  const kept = pdfPath(main, id)
  if (!(await isThere(files, kept))) {
    const fresh = `${folder}/view/fresh`
    {
      await using handle = await files.open(fresh, 'w')
      await handle.writeFile(bytes)
    }
    await files.at(fresh, from => files.at(kept, to => rename(from, to)))
    await forgetOld(files, `${folder}/view`)
  }
  return { id, size: bytes.length, made }
}

/** Where the PDF with this content is kept. */
export const pdfPath = (main: string, id: string): string => `${outputOf(main).folder}/view/${id}.pdf`

async function forgetOld(files: Files, folder: string): Promise<void> {
  const names = (await readdir(await files.resolve(folder))).filter(name => name.endsWith('.pdf'))
  const aged = await Promise.all(
    names.map(async name => ({ name, time: await files.at(`${folder}/${name}`, async entry => (await stat(entry)).mtimeMs) })),
  )
  for (const { name } of aged.sort((a, b) => b.time - a.time).slice(pdfsKept)) await files.at(`${folder}/${name}`, unlink)
}

const isThere = (files: Files, path: string): Promise<boolean> =>
  files.at(path, stat).then(
    () => true,
    () => false,
  )

async function make(files: Files, path: string): Promise<void> {
  await files.at(path, async entry => {
    await mkdir(entry).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== 'EEXIST') throw failure
    })
  })
}
