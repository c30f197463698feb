import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Processes } from '@stoa/sdk/project'
import { readSheet } from './sheet.ts'
import { isFields, type Fields, type Pictures } from '../document/notebook/index.ts'
import { addressesOf, type Beside } from './beside.ts'
import { conversionErrors } from '../project/errors.ts'
import { runProgram } from '../project/program.ts'
import { latex } from './latex.ts'

/** How long LaTeX may take, and one picture to be made readable for it, in milliseconds. */
const texTime = 120_000
const pictureTime = 20_000

type Tools = { readonly pictures: Pictures; readonly processes: Processes; readonly clock: Clock; readonly beside: Beside }

/** A worksheet as a PDF, made by LaTeX in the project's inner sandbox. What LaTeX stumbles over is left out where it can go on. */
export async function pdf({ title, text, ...tools }: { title: string; text: string } & Tools): Promise<Uint8Array> {
  const { processes, clock, beside } = tools
  await mkdir(processes.scratch, { recursive: true })
  const folder = await mkdtemp(join(processes.scratch, 'pdf-'))
  try {
    const names = await pictureFiles(text, { folder, ...tools })
    await writeFile(
      join(folder, 'sheet.tex'),
      latex({
        title,
        text,
        kept: file => names.get(String(file['sha'])) ?? null,
        named: address => names.get(beside(address)?.path ?? '') ?? null,
      }),
    )
    const command = ['latexmk', '-xelatex', '-interaction=nonstopmode', '-no-shell-escape', '-norc', '-f', 'sheet.tex'] as const
    const ended = await runProgram({ processes, clock, command, cwd: folder, time: texTime })
    if (ended.missing) throw conversionErrors.noTex()
    const made = await readFile(join(folder, 'sheet.pdf')).catch(() => null)
    if (!made) throw conversionErrors.texFailed(firstFault(ended.printed))
    return made
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const firstFault = (printed: string): string => /^! .*$/m.exec(printed)?.[0] ?? printed.trim().split('\n').at(-1) ?? ''

/** Puts the pictures of a worksheet into a folder as files that LaTeX reads, and answers their names by what they contain, or by their path where they lie beside it. */
async function pictureFiles(
  text: string,
  { folder, pictures, beside, processes, clock }: { folder: string } & Tools,
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const { file } of readSheet(text).flatMap(cell => cell.messages)) {
    if (!isFields(file) || names.has(String(file['sha']))) continue
    const bytes = pictures.read(String(file['sha']))
    const name = bytes && (await onePicture({ file, bytes, name: `picture${names.size + 1}`, folder, processes, clock }))
    if (name) names.set(String(file['sha']), name)
  }
  for (const address of addressesOf(text)) {
    const found = beside(address)
    if (!found || names.has(found.path)) continue
    const file = { filename: found.path }
    const name = await onePicture({ file, bytes: found.bytes, name: `picture${names.size + 1}`, folder, processes, clock })
    if (name) names.set(found.path, name)
  }
  return names
}

async function onePicture({
  file,
  bytes,
  name,
  folder,
  processes,
  clock,
}: {
  file: Fields
  bytes: Uint8Array
  name: string
  folder: string
} & Omit<Tools, 'pictures' | 'beside'>): Promise<string | null> {
  const ending = String(file['filename'] ?? '')
    .split('.')
    .at(-1)!
    .toLowerCase()
  if (/^(png|jpe?g|pdf)$/.test(ending)) {
    await writeFile(join(folder, `${name}.${ending}`), bytes)
    return `${name}.${ending}`
  }
  if (ending !== 'svg') return null
  await writeFile(join(folder, `${name}.svg`), bytes)
  const command = ['rsvg-convert', '-f', 'pdf', '-o', `${name}.pdf`, `${name}.svg`] as const
  const { code } = await runProgram({ processes, clock, command, cwd: folder, time: pictureTime })
  return code === 0 ? `${name}.pdf` : null
}
