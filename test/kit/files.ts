import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import type { Stage } from './stage.ts'

/** The row of a thing in the list of files. */
export const row = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Select ${name}`, exact: true }) })

/** The names in sight, in their order. */
export const names = (page: Page): Promise<string[]> =>
  page
    .locator('.fl-row')
    .evaluateAll(rows =>
      rows
        .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .map(row => row.querySelector('[type=checkbox]')!.getAttribute('aria-label')!.slice('Select '.length)),
    )

/** The list of files. */
export const grid = (page: Page): Locator => page.getByRole('grid')

/** An item of the menu that is open. */
export const item = (page: Page, name: string): Locator => page.getByRole('menuitem', { name })

/** A project of Ada's with these files, and Ada looking at it. */
export async function looking(stage: Stage, files: Record<string, string>, options?: { width: number; height: number }) {
  const ada = await stage.visitor('Ada', options)
  const project = await ada.person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(project.root, path, '..'), { recursive: true })
    await writeFile(join(project.root, path), content)
  }
  await ada.visits(`/projects/${project.id}/page/files`)
  await grid(ada.page).waitFor()
  const at = (path: string) => join(project.root, path)
  return {
    ada,
    page: ada.page,
    project,
    at,
    /** What lies in a folder on the disk. */
    seen: async (path = '') => (await readdir(at(path))).filter(name => name !== '.stoa').sort(),
  }
}

/** Whether there is a file at this absolute path. */
export const exists = (path: string): Promise<boolean> =>
  readFile(path).then(
    () => true,
    () => false,
  )
