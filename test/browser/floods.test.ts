import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { needs } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'

t.setTimeout(180_000)
const loading = { timeout: 90_000 }
const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const sheetOf = (...cells: string[]) => cells.map((code, i) => `\uFE20${uuid(i + 1)}\uFE20\n${code}\n`).join('')

t.test(
  '[W-9] floods: an endless loop is limited, typed beside and interrupted; a huge text and a huge picture wait in files',
  needs('chromium'),
  async t => {
    const stage = await setStage(t, { plugins: ['files', 'editor', 'sagews'] })
    const alice = await stage.visitor('Alice')
    const made = await alice.person.creates('Floods')
    await mkdir(made.root, { recursive: true })
    const picture = [
      "with open('big.svg', 'w') as f:",
      '    f.write(\'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">\' + \'<path d="M0 0L9 9"/>\' * 10**7 + "</svg>")',
      "salvus.file('big.svg')",
    ]
    const content = sheetOf(
      'while True: print(1)',
      "print('x' * 10**9)",
      picture.join('\n'),
      "for i in range(10000): salvus.html('<b>%s</b>' % i)",
      'print("the end")',
      '# typed:',
    )
    await writeFile(join(made.root, 'a.sagews'), content)
    const page = alice.page
    await page.goto(`/projects/${made.id}/file/a.sagews`)
    await page.locator('.ws .cm-content').click({ position: { x: 200, y: 30 } })
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Shift+Enter')
    await page.getByText('Output limited', { exact: false }).waitFor(loading)
    await page.keyboard.press('Control+End')
    await page.keyboard.type('while it runs')
    await page.getByText('# typed:while it runs').waitFor()
    await page.getByRole('button', { name: 'Interrupt', exact: true }).click()
    await page.waitForFunction(() => !document.querySelector('.ws-run'))

    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowDown')
    for (let n = 0; n < 4; n++) await page.keyboard.press('Shift+Enter')
    // What is far away is not drawn, so the text itself is asked.
    await page.waitForFunction(
      () => {
        const content = document.querySelector('.ws .cm-content') as unknown as { cmTile: { view: { state: { doc: object } } } }
        return content.cmTile.view.state.doc.toString().includes('"stdout":"the end')
      },
      null,
      loading,
    )
    await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop = 0))
    const files = page.getByRole('link', { name: /^output-/ })
    await files.first().waitFor()
    const big = page.getByRole('button', { name: /^Show big.svg \(\d+\.\d MB\)$/ })
    for (let at = 0; at < 6000 && !(await big.isVisible()); at += 250) {
      await page.locator('.ws .cm-scroller').evaluate((element, top) => (element.scrollTop = top), at)
      await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    }
    await big.waitFor()
    t.equal(await page.locator('.ws-out img').count(), 0, 'a picture of 200 MB is not drawn unasked')

    const text = page.locator('.ws-out', { hasText: '67.1 MB' })
    await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop = 0))
    for (let at = 0; at < 6000 && !(await text.isVisible()); at += 250) {
      await page.locator('.ws .cm-scroller').evaluate((element, top) => (element.scrollTop = top), at)
      await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    }
    await text.getByRole('button', { name: 'Show more', exact: true }).click()
    await text.getByRole('button', { name: /^Show more \(67\.\d MB are left\)$/ }).waitFor()
    const most = await text.locator('pre').evaluateAll(all => Math.max(...all.map(({ textContent }) => textContent.length)))
    t.ok(most > 40_000, `more is shown: ${most}`)
  },
)
