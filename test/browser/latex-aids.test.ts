import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { desk, paper, text, tools } from '../kit/latex.ts'
import { until } from '../kit/until.ts'

t.setTimeout(5 * 60_000)

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
