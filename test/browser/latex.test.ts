import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { desk, paper, text, tools } from '../kit/latex.ts'
import { until } from '../kit/until.ts'

t.setTimeout(5 * 60_000)
const words = (page: Page): Promise<string> =>
  page
    .locator('.lx-words')
    .allTextContents()
    .then(all => all.join(' '))
const said = (page: Page): Locator => page.locator('.lx-said')

t.test(
  '[L-1] [L-3] [L-4] a formula is typed and seen in the PDF; its place leads to its line and its line to its place',
  tools,
  async t => {
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
    await ada.locator('.lx-words').getByText('too.').waitFor()
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
  },
)

const faulty = String.raw`\documentclass{article}
\begin{document}
\section{Zeros}
See \ref{eq:lost}.

Text.
\alhpa
\end{document}
`

t.test('[L-2] an error and a warning are listed and in the gutter, lead to their line, and are gone with their cause', tools, async t => {
  const { ada } = await desk(t, { 'bad.tex': faulty })
  await ada.getByRole('button', { name: 'Build', exact: true }).first().click()
  await said(ada).filter({ hasText: 'Build failed' }).waitFor()
  const list = ada.getByRole('list', { name: 'Problems' })
  await ada.getByRole('button', { name: /Warning: Reference “eq:lost” is undefined/ }).click()
  await ada.getByText(/^Ln 4, Col/).waitFor()
  await ada.getByRole('button', { name: /Error: Undefined command “\\alhpa”/ }).click()
  await ada.getByText(/^Ln 7, Col/).waitFor()
  await list.getByText('Did you mean “\\alpha”?').waitFor()
  t.equal(await ada.locator('.lx-mark[data-kind=error]').getAttribute('aria-label'), 'Undefined command “\\alhpa”')
  t.equal(await ada.locator('.lx-badLine').textContent(), '\\alhpa')
  await ada.keyboard.press('Control+Home')
  await ada.keyboard.type('% a line above\n')
  t.equal(await ada.locator('.lx-badLine').textContent(), '\\alhpa', 'marks move with the text')
  const log = await ada.context().request.get((await ada.getByRole('link', { name: 'Full log' }).getAttribute('href'))!)
  t.match(await log.text(), /Undefined control sequence/)

  await ada.locator('.lx-badLine').click()
  await ada.keyboard.press('End')
  await ada.keyboard.press('Shift+Home')
  await ada.keyboard.type('\\label')
  await ada.keyboard.press('Escape')
  await ada.keyboard.type('{eq:lost}')
  await ada.keyboard.press('Control+s')
  await said(ada).filter({ hasText: 'Built in' }).waitFor()
  t.equal(await list.isVisible(), false)
  t.equal(await ada.locator('.lx-mark').count(), 0)
})

const long = (words: string) =>
  `\\documentclass{article}\n\\begin{document}\n${Array.from({ length: 12 }, (_, at) => `Page ${at + 1}: ${words}.\\newpage`).join('\n')}\nEnd\n\\end{document}\n`

t.test(
  '[L-3] the place, the zoom and two pages beside each other are kept over builds; only what is seen is drawn; it can be fetched',
  tools,
  async t => {
    const { ada, project } = await desk(t, { 'long.tex': long('one') })
    await ada.getByRole('button', { name: 'Build', exact: true }).first().click()
    await ada.locator('.lx-page[data-drawn]').first().waitFor()
    await ada.getByRole('textbox', { name: 'Page' }).fill('8')
    await ada.keyboard.press('Enter')
    await ada.locator('.lx-words').getByText('Page 8: one.').waitFor()
    await ada.getByRole('button', { name: 'Zoom in' }).click()
    const top = () => ada.locator('.lx-page[data-page="8"]').evaluate(page => Math.round(page.getBoundingClientRect().top))
    const zoom = () => ada.locator('.lx-pdfBar .lx-button').nth(1).textContent()
    await until(t, async () => /%/.test((await zoom()) ?? ''), true)
    const [before, size] = [await top(), await zoom()]
    t.ok((await ada.locator('.lx-page[data-drawn]').count()) < 10)
    // Watches every frame for a page in sight that has nothing on it.
    await ada.evaluate(() => {
      const look = () => {
        const desk = document.querySelector('.lx-desk')!.getBoundingClientRect()
        for (const page of document.querySelectorAll('.lx-page')) {
          const box = page.getBoundingClientRect()
          if (box.bottom > desk.top && box.top < desk.bottom && !page.querySelector('canvas')) document.body.dataset['blank'] = 'yes'
        }
        requestAnimationFrame(look)
      }
      look()
    })
    await writeFile(join(project.root, 'long.tex'), long('two'))
    await ada.getByText('Page 3: two.').first().waitFor()
    await ada.locator('.lx-bar').getByRole('button', { name: 'Build', exact: true }).click()
    await ada.locator('.lx-words').getByText('Page 8: two.').waitFor()
    t.equal(await top(), before)
    t.equal(await zoom(), size)
    t.equal(await ada.evaluate(() => document.body.dataset['blank']), undefined)
    await ada.getByRole('button', { name: '2-up' }).click()
    await until(t, () => ada.locator('.lx-column').getAttribute('data-two'), 'true')
    const [file] = await Promise.all([ada.waitForEvent('download'), ada.getByRole('link', { name: 'Download PDF' }).click()])
    t.equal(file.suggestedFilename(), 'long.pdf')
    t.match((await readFile(await file.path())).subarray(0, 5).toString(), '%PDF-')
  },
)

t.test('[L-1] [L-6] two people build at once and see the same; who may only look sees the PDF and has nothing to press', tools, async t => {
  const { stage, ada, project, open } = await desk(t, { 'zeta.tex': paper, 'part.tex': 'Of the part.\n' })
  const [emmy, vera] = [await stage.visitor('Emmy'), await stage.visitor('Vera')]
  await project.admits(emmy.person, 'editor')
  await project.admits(vera.person, 'viewer')
  await open(emmy.page, 'part.tex')
  await open(vera.page, 'zeta.tex')
  t.equal(await vera.page.getByRole('button', { name: 'Build', exact: true }).count(), 0)
  await text(emmy.page).click()
  await emmy.page.keyboard.press('Control+End')
  await emmy.page.keyboard.type('By Emmy.')
  await Promise.all([ada.getByRole('button', { name: 'Build', exact: true }).first().click(), emmy.page.keyboard.press('Control+s')])
  for (const page of [ada, emmy.page, vera.page]) await page.locator('.lx-words').getByText('By Emmy.').waitFor()
  await text(vera.page).click()
  await vera.page.keyboard.press('Control+s')
  await vera.page.getByTitle('Program and options').click()
  t.strictSame(await vera.page.getByRole('menuitem').allTextContents(), ['Language…American English', 'Count words'])
  await vera.page.getByRole('menuitem', { name: 'Count words' }).click()
  await vera.page.getByText(/\d+ words, 1 headings/).waitFor()
})

t.test('[L-1] [L-6] another program is chosen in the menu and written into the file; a document that loops is stopped', tools, async t => {
  const { ada, project } = await desk(t, { 'a.tex': '\\documentclass{article}\n\\begin{document}\n\\def\\x{\\x}\n%\\x\n\\end{document}\n' })
  await ada.getByTitle('Program and options').click()
  await ada.getByRole('menuitemcheckbox', { name: 'lualatex' }).click()
  await said(ada).filter({ hasText: 'Build failed' }).waitFor()
  await ada.getByRole('button', { name: /The document has no pages/ }).waitFor()
  await ada.getByTitle('Program and options').filter({ hasText: 'lualatex' }).waitFor()
  t.match(await readFile(join(project.root, 'a.tex'), 'utf8'), /^% !TeX program = lualatex\n\\documentclass/)
  await ada.locator('.cm-line', { hasText: '%\\x' }).click()
  await ada.keyboard.press('Home')
  await ada.keyboard.press('Delete')
  await ada.keyboard.press('Control+s')
  await said(ada)
    .filter({ hasText: /^Building, lualatex/ })
    .waitFor()
  await ada.getByRole('button', { name: 'Stop building' }).click()
  await said(ada)
    .filter({ hasText: /^Build stopped after .* by Ada$/ })
    .waitFor()
})

t.test('[L-1] a document may be built whenever it is saved', tools, async t => {
  const { ada } = await desk(t, { 'zeta.tex': paper, 'part.tex': 'Of the part.\n' })
  await ada.getByTitle('Program and options').click()
  await ada.getByRole('menuitemcheckbox', { name: 'Build whenever saved' }).click()
  await ada.locator('.cm-line', { hasText: 'The first one.' }).click()
  await ada.keyboard.press('End')
  await ada.keyboard.type(' Typed and not built by hand.')
  await ada.locator('.lx-words').getByText('not built by hand').waitFor()
})

t.test('[U-3] text and PDF can be used with a screen reader and on a phone, by day and by night', tools, async t => {
  const { ada } = await desk(t, { 'bad.tex': faulty })
  await ada.getByRole('button', { name: 'Build', exact: true }).first().click()
  await ada.locator('.lx-page[data-drawn]').waitFor()
  for (const theme of ['light', 'dark']) {
    await ada.evaluate(wanted => void (document.documentElement.dataset['theme'] = wanted), theme)
    t.strictSame(await barriers(ada), [], theme)
  }
  const split = ada.getByRole('separator', { name: 'Between text and PDF' })
  await split.focus()
  await ada.keyboard.press('ArrowLeft')
  t.equal(await split.getAttribute('aria-valuenow'), '45')
  await ada.setViewportSize({ width: 390, height: 844 })
  t.equal(await ada.locator('.lx-desk').isVisible(), false)
  t.strictSame(await barriers(ada), [])
  await ada.getByRole('button', { name: 'PDF', exact: true }).click()
  await ada.locator('.lx-page canvas').waitFor()
  t.equal(await text(ada).isVisible(), false)
  t.strictSame(await barriers(ada), [])
  t.equal(await ada.evaluate(() => document.documentElement.scrollWidth), 390, 'nothing is wider than the phone')
  const hidden = (bar: HTMLElement) => bar.scrollWidth - bar.clientWidth
  for (const bar of await ada.locator('.lx-bar').all()) t.equal(await bar.evaluate(hidden), 0, 'and no button is cut off')
})

t.test(
  '[L-8] a passage is commented and another suggested; the other sees both, replies, accepts, and undo takes the words back',
  tools,
  async t => {
    const { stage, ada, project, open } = await desk(t, { 'zeta.tex': paper, 'part.tex': 'Of the part.\n' })
    const emmy = await stage.visitor('Emmy')
    await project.admits(emmy.person, 'editor')
    await open(emmy.page, 'zeta.tex')
    const select = async (page: Page, line: string) => {
      await page.locator('.cm-line', { hasText: line }).click()
      await page.keyboard.press('Home')
      await page.keyboard.press('Shift+End')
    }
    const comments = (page: Page) => page.getByRole('complementary', { name: 'Comments' })
    await select(ada, 'The first one.')
    await ada.keyboard.press('Control+Alt+m')
    await ada.getByRole('textbox', { name: 'Comment' }).fill('Which one?')
    await comments(ada).getByRole('form').getByRole('button', { name: 'Comment' }).click()
    await ada.locator('.lx-commented', { hasText: 'The first one.' }).waitFor()
    await select(ada, '$1+1=2$')
    await comments(ada).getByRole('button', { name: 'Comment', exact: true }).click()
    await ada.getByRole('checkbox', { name: 'Suggest other words' }).check()
    await ada.getByRole('textbox', { name: 'Write instead' }).fill('$2+2=4$')
    await ada.keyboard.press('Control+Enter')
    await ada.locator('.lx-suggested').waitFor()
    t.strictSame(await barriers(ada), [])

    await emmy.page.getByRole('button', { name: 'Comments, 2 open' }).click()
    const first = comments(emmy.page).getByRole('listitem').filter({ hasText: 'Which one?' })
    await first.getByRole('textbox').fill('The one at 14.13.')
    await emmy.page.keyboard.press('Enter')
    await comments(ada).getByText('The one at 14.13.').waitFor()
    await first.getByTitle('Show in the text').click()
    await until(t, () => first.getAttribute('data-on'), 'true')
    await comments(emmy.page).getByRole('button', { name: 'Accept' }).click()
    await ada.locator('.cm-line', { hasText: '$2+2=4$' }).waitFor()
    await first.getByRole('button', { name: 'Resolve' }).click()
    await ada.getByRole('button', { name: 'Comments', exact: true }).waitFor()
    t.equal(await ada.locator('.lx-commented').count(), 0)
    await text(emmy.page).focus()
    await emmy.page.keyboard.press('Control+z')
    await ada.locator('.cm-line', { hasText: '$1+1=2$' }).waitFor()
    await comments(ada).getByRole('button', { name: 'Closed' }).click()
    await comments(ada).getByText('Accepted by Emmy').waitFor()
    await comments(ada).getByText('Resolved by Emmy').waitFor()
  },
)
