import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { desk, paper, text } from '../kit/desk.ts'
import { needs } from '../kit/program.ts'
import { until } from '../kit/until.ts'

t.setTimeout(5 * 60_000)
const tools = needs('latexmk', 'pdflatex', 'synctex', 'chromium')
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

t.test('[L-3] words are found in the PDF, and again after a build; it is presented page by page; it is printed', tools, async t => {
  const paperOf = (last: string) =>
    `\\documentclass{article}\n\\begin{document}\n${[1, 2, 3, 4, 5, 6].map(page => `Page ${page}: a zeta.\\newpage`).join('\n')}\nThe efficient ${last}.\n\\end{document}\n`
  const { ada, project } = await desk(t, { 'long.tex': paperOf('end') })
  await text(ada).click()
  await ada.keyboard.press('Control+s')
  await ada.locator('.lx-page[data-drawn]').first().waitFor()
  await ada.locator('.lx-desk').focus()
  await ada.keyboard.press('Control+f')
  const field = ada.getByRole('searchbox', { name: 'Find in the PDF' })
  const count = ada.locator('.lx-findBar').getByRole('status')
  // Where the highlight of the browser lies, in words and pages.
  const marked = (name: string) =>
    ada.evaluate(
      wanted =>
        [...(CSS.highlights.get(wanted) ?? [])].map(range => [
          range.toString(),
          (range as Range).startContainer.parentElement!.closest<HTMLElement>('.lx-page')!.dataset['page'],
        ]),
      name,
    )
  await field.fill('ZETA')
  await count.getByText('1 of 6').waitFor()
  await until(t, () => marked('lx-here'), [['zeta', '1']])
  await field.press('Shift+Enter')
  await count.getByText('6 of 6').waitFor()
  await until(t, () => marked('lx-here'), [['zeta', '6']])
  await field.fill('efficient end')
  await until(t, async () => (await marked('lx-here')).map(([, page]) => page), ['7'])
  t.strictSame(await barriers(ada), [])
  await writeFile(join(project.root, 'long.tex'), paperOf('end. Another efficient end'))
  await ada.locator('.lx-bar').getByRole('button', { name: 'Build', exact: true }).click()
  await count.getByText('1 of 2').waitFor()
  await until(t, async () => (await marked('lx-here')).length, 1)
  await field.fill('nowhere')
  await count.getByText('Not found').waitFor()
  await field.press('Escape')
  t.strictSame(await marked('lx-here'), [])

  await ada.getByRole('textbox', { name: 'Page' }).fill('2')
  await ada.keyboard.press('Enter')
  await ada.getByRole('button', { name: 'Present on the whole screen' }).click()
  const show = ada.getByRole('dialog', { name: 'Presentation' })
  const page = () => show.getAttribute('data-page')
  await until(t, page, '2')
  await ada.keyboard.press('Space')
  await until(t, page, '3')
  await ada.keyboard.press('End')
  await until(t, page, '7')
  await ada.keyboard.press('ArrowLeft')
  await until(t, page, '6')
  const box = (await show.locator('canvas').boundingBox())!
  t.ok(Math.abs(box.height - 800) < 2 || Math.abs(box.width - 1280) < 2, `as large as the window: ${JSON.stringify(box)}`)
  await ada.keyboard.press('Escape')
  await show.waitFor({ state: 'detached' })
  await until(t, () => ada.getByRole('textbox', { name: 'Page' }).inputValue(), '6')

  await ada.evaluate(() => {
    window.print = () => void (document.body.dataset['printed'] = 'yes')
  })
  await ada.getByRole('button', { name: 'Print', exact: true }).click()
  await until(t, () => ada.locator('body').getAttribute('data-printed'), 'yes')
  const paper = (await ada.pdf({ preferCSSPageSize: true })).toString('latin1')
  t.equal(paper.match(/\/Type \/Page\b/g)?.length, 7, 'each page is one of paper, and nothing else is printed')
  await ada.evaluate(() => void dispatchEvent(new Event('afterprint')))
  t.equal(await ada.locator('.lx-print').count(), 0)
})

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

t.test('[L-7] a misspelt word is marked in prose alone, corrected by keyboard or mouse, and learnt for everybody', tools, async t => {
  const body = 'We recieve a noetherian ring $recieve$.\n\nAnother theorm follows.\n'
  const { stage, ada, project, open } = await desk(t, { 'a.tex': `\\documentclass{article}\n\\begin{document}\n${body}\\end{document}\n` })
  const emmy = await stage.visitor('Emmy')
  await project.admits(emmy.person, 'editor')
  await open(emmy.page, 'a.tex')
  const marked = (page: Page) => page.locator('.lx-misspelt').allTextContents()
  for (const page of [ada, emmy.page]) {
    await page.getByTitle('Program and options').click()
    await page.getByRole('menuitemcheckbox', { name: 'Check spelling' }).click()
    await until(t, () => marked(page), ['recieve', 'noetherian', 'theorm'])
  }
  await text(ada).focus()
  await ada.keyboard.press('Control+Home')
  await ada.keyboard.press('Control+.')
  await ada.getByRole('menuitem', { name: 'receive', exact: true }).press('Enter')
  await until(t, () => marked(ada), ['noetherian', 'theorm'])
  await ada.locator('.lx-misspelt', { hasText: 'noetherian' }).click({ button: 'right' })
  t.strictSame(await barriers(ada), [])
  await ada.getByRole('menuitem', { name: 'Add “noetherian” for this project' }).click()
  for (const page of [ada, emmy.page]) await until(t, () => marked(page), ['theorm'])
  await until(t, () => readFile(join(project.root, '.spelling'), 'utf8').catch(() => ''), 'noetherian\n')

  await emmy.page.getByTitle('Program and options').click()
  await emmy.page.getByRole('menuitem', { name: /^Language/ }).click()
  await emmy.page.getByRole('menuitemcheckbox', { name: 'European Spanish' }).click()
  await until(t, async () => (await marked(emmy.page)).includes('follows'), true)
  await ada.keyboard.press('Control+Home')
  await ada.keyboard.type('% !TeX spellcheck = fr\n')
  await until(t, async () => (await marked(ada)).includes('follows'), true)
})

t.test('[L-7] headings lead to their lines; labels, entries and commands are completed', tools, async t => {
  const { ada } = await desk(t, {
    'zeta.tex': paper,
    'part.tex': '\\subsection{Of \\emph{parts}}\\label{sec:part}\nSee \\cite{knuth}.\\bibliography{lib}\n',
    'lib.bib': '@book{knuth, author={Donald Knuth}, title={Art}, year=1968}\n',
    'pictures/fig.png': '',
  })
  await ada.getByRole('button', { name: 'Outline' }).click()
  await ada.getByRole('menuitem', { name: /Zeros/ }).click()
  await ada.getByText(/^Ln 3, Col/).waitFor()
  await ada.keyboard.press('End')
  for (const [typed, offered, chosen] of [
    [' \\ref{sec', 'sec:part', '\\ref{sec:part'],
    ['} \\cite{kn', 'knuth', '\\cite{knuth'],
    ['} \\bigop', '\\bigoplus', '\\bigoplus'],
    [' \\includegraphics{fi', 'pictures/fig.png', '{pictures/fig.png'],
    ['} \\addbibresource{l', 'lib.bib', '{lib.bib'],
    ['} \\begin{item', 'itemize', '\\begin{itemize'],
  ] as const) {
    await ada.keyboard.type(typed)
    await ada.getByRole('option', { name: offered }).click()
    await until(t, async () => (await text(ada).textContent())!.includes(chosen), true)
  }
  await ada.keyboard.press('End')
  await ada.keyboard.press('Enter')
  await ada.locator('.cm-line', { hasText: /^\\end\{itemize\}$/ }).waitFor()
  await ada.keyboard.type('one')
  await ada.locator('.cm-line', { hasText: /^ {2}\\item one$/ }).waitFor()
  await ada.keyboard.press('ArrowDown')
  await ada.keyboard.press('Home')
  await until(
    t,
    () =>
      ada
        .locator('.cm-matchingBracket')
        .allTextContents()
        .then(all => all.join('')),
    '\\begin{itemize}\\end{itemize}',
  )
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
