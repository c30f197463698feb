import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage, type Stage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.setTimeout(5 * 60_000)
const tools = needs('latexmk', 'pdflatex', 'synctex', 'chromium')
const text = (page: Page): Locator => page.locator('.cm-content')
const words = (page: Page): Promise<string> => page.locator('.lx-words').allTextContents().then(all => all.join(' '))
const said = (page: Page): Locator => page.locator('.lx-said')

const paper = String.raw`\documentclass{article}
\begin{document}
\section{Zeros}
The first one.

$1+1=2$

\input{part}
\end{document}
`

/** A project of Ada's with these files, and who looks at the first of them. */
async function desk(t: Test, files: Readonly<Record<string, string>>, size: { width?: number; height?: number } = {}) {
  const stage = await setStage(t, { plugins: ['files', 'editor', 'latex'] })
  const ada = await stage.visitor('Ada', size)
  const project = await ada.person.creates('Zeta zeros')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(project.root, path)), { recursive: true })
    await writeFile(join(project.root, path), content)
  }
  const open = async (page: Page, path: string) => {
    await page.goto(`/projects/${project.id}/file/${path}`)
    await text(page).first().waitFor()
  }
  await open(ada.page, Object.keys(files)[0]!)
  return { stage: stage satisfies Stage, project, ada: ada.page, person: ada.person, open }
}

t.test('[L-1] [L-3] [L-4] a formula is typed and seen in the PDF; its place leads to its line and its line to its place', tools, async t => {
  const { ada, project } = await desk(t, { 'zeta.tex': paper, 'part.tex': 'Of the part.\n' })
  await ada.getByRole('toolbar', { name: 'Text editor' }).waitFor()
  await ada.getByText('No PDF yet.').waitFor()
  await text(ada).click()
  await ada.keyboard.press('Control+s')
  await ada.locator('.lx-page[data-drawn]').waitFor()
  t.match(await words(ada), /The first one\./)
  const canvas = ada.locator('.lx-page canvas')
  const first = await canvas.elementHandle()

  await ada.getByText('The first one.', { exact: true }).first().click()
  await ada.keyboard.press('End')
  await ada.keyboard.type(' And $\\zeta(2)$ too.')
  await ada.keyboard.press('Control+s')
  await until(t, async () => /too\./.test(await words(ada)), true)
  t.equal(await first!.evaluate(element => element.isConnected), false, 'the page was drawn anew')
  t.equal(await ada.locator('.lx-page').count(), 1)
  t.match(await readFile(join(project.root, 'zeta.tex'), 'utf8'), /too\./)

  await ada.locator('.lx-words span', { hasText: 'The first one' }).first().dblclick()
  await ada.getByText(/^Ln 4, Col/).waitFor()
  await ada.locator('.cm-line', { hasText: 'section' }).locator('span').first().dblclick()
  const spot = await ada.locator('.lx-spot').first().boundingBox()
  const heading = await ada.locator('.lx-words span', { hasText: 'Zeros' }).boundingBox()
  t.ok(Math.abs(spot!.y + spot!.height / 2 - heading!.y - heading!.height / 2) < 20, JSON.stringify({ spot, heading }))
  await ada.locator('.lx-words span', { hasText: 'Of the part' }).first().dblclick()
  await ada.getByRole('tab', { name: /part\.tex/ }).waitFor()
  await ada.locator('.lx[data-side] .lx-page[data-drawn]').nth(1).waitFor()
})
