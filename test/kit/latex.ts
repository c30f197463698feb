import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import type { Test } from 'tap'
import { needs } from './program.ts'
import { setStage, type Stage } from './stage.ts'

/** What stories of LaTeX need. */
export const tools = needs('latexmk', 'pdflatex', 'synctex', 'chromium')

/** The text that is edited. */
export const text = (page: Page): Locator => page.locator('.cm-content')

/** A short paper that reads `part.tex`. */
export const paper = String.raw`\documentclass{article}
\begin{document}
\section{Zeros}
The first one.

$1+1=2$

\input{part}
\end{document}
`

/** A project of Ada's with these files, and who looks at the first of them. */
export async function desk(t: Test, files: Readonly<Record<string, string>>, size: { width?: number; height?: number } = {}) {
  const stage = await setStage(t, { plugins: ['files', 'editor', 'latex'] })
  const ada = await stage.visitor('Ada', size)
  const project = await ada.person.creates('Zeta zeros')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(project.root, path)), { recursive: true })
    await writeFile(join(project.root, path), content)
  }
  const open = async (page: Page, path: string) => {
    // A build of a font's cache may take long on a busy machine.
    page.setDefaultTimeout(60_000)
    await page.goto(`/projects/${project.id}/file/${path}`)
    await text(page).first().waitFor()
  }
  await open(ada.page, Object.keys(files)[0]!)
  return { stage: stage satisfies Stage, project, ada: ada.page, person: ada.person, open }
}
