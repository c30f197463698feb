import type { Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { desk, paper, text } from '../kit/desk.ts'
import { needs } from '../kit/program.ts'
import { until } from '../kit/until.ts'

t.setTimeout(5 * 60_000)
const tools = needs('latexmk', 'pdflatex', 'synctex', 'chromium')

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
