import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import type { Person } from '@stoa/sdk/test'
import type { Stage } from './stage.ts'

/** What a page with history in it is made of. */
export const plugins = ['files', 'editor', 'sagews', 'history'] as const
/** Four versions of a file: the first on the disk, two of Ada's program, one of Emmy's. */
export const written = ['def zeta(s):', 'def zeta(s):\n    return 1', 'def zeta(s):\n    return 2', 'def zeta(s):\n    return sum(n**-s)']

/** Writes each of these texts as a version of its own, the first being the file's; answers the number of the last. */
export async function write(person: Person, project: string, path: string, texts: readonly string[]): Promise<number> {
  const document = openProgramDocument({ connect: person.connect, project, path })
  await document.ready
  for (const text of texts) {
    document.edit({ from: 0, to: document.text().length, insert: text })
    await document.acknowledged()
  }
  await document.save()
  const { version } = document
  document.close()
  return version
}

/** Ada's project with a file that she and Emmy wrote, and Ada at its history. */
export async function begin(t: Test, stage: Stage, { path = 'notes/zeta.py', texts = written } = {}) {
  const ada = await stage.visitor('Ada')
  const emmy = await stage.visitor('Emmy')
  const project = await ada.person.creates('Zeta zeros')
  await project.admits(emmy.person, 'editor')
  const file = join(project.root, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, texts[0]!)
  await write(ada.person, project.id, path, texts.slice(1, 3))
  const newest = await write(emmy.person, project.id, path, texts.slice(3))
  const address = `/projects/${project.id}/page/history?file=${path}`
  t.equal(newest, texts.length)
  return { ada, emmy, project, file, path, newest, address }
}

/** The lines of the text that is shown. */
export const lines = (page: Page): Promise<string[]> => page.locator('.hi-stage .cm-line').allTextContents()
/** The end of the track that is read. */
export const slider = (page: Page) => page.getByRole('slider', { name: 'Version', exact: true })
/** The list of versions. */
export const list = (page: Page) => page.getByRole('listbox', { name: 'Versions' })
/** The version that is read. */
export const at = (page: Page): Promise<number> => slider(page).getAttribute('aria-valuenow').then(Number)
