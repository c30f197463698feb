import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'

t.setTimeout(240_000)
/** The first cell waits for Sage to be loaded, on a machine that may be busy. */
const loading = { timeout: 90_000 }

/** Scrolls down until something is drawn: what is far away is not in the page. */
async function shows(page: Page, what: Locator): Promise<void> {
  for (let step = 0; step < 40 && !(await what.isVisible()); step++) {
    await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop += 500))
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
  await what.scrollIntoViewIfNeeded()
}

t.test('[W-6] the gallery of modes: what each puts out is seen below its cell', needs('chromium', 'sage'), async t => {
  const stage = await setStage(t, { plugins: ['files', 'editor', 'sagews'] })
  const gallery = fileURLToPath(new URL('../../plugins/sagews/gallery/modes.sagews', import.meta.url))
  const text = await readFile(gallery, 'utf8')
  const alice = await stage.visitor('Alice')
  const made = await alice.person.creates('Modes')
  await mkdir(made.root, { recursive: true })
  await writeFile(join(made.root, 'modes.sagews'), text)
  const { page } = alice
  await alice.visits(`/projects/${made.id}/file/modes.sagews`)
  await page.locator('.ws .cm-content').click({ position: { x: 200, y: 30 } })
  await page.keyboard.press('Control+Home')
  for (const line of text.split('\n')) if (line.startsWith('\uFE20')) await page.keyboard.press('Shift+Enter')
  await page.locator('.ws-text', { hasText: /^u \+ v\s*$/ }).waitFor(loading)
  await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop = 0))
  const seen = [
    '%anaconda',
    'Wall time',
    'from the shell',
    'kept',
    '1 0.5',
    'ANY FUNCTION OF A STRING IS A MODE',
    'into a variable 16',
    'done apart',
    '1000000007',
    '120',
    '499999500000',
    '1, 4, 9, 16, 25',
    'Written into a file.',
    'per loop',
    'function calls',
    'python3:',
  ]
  for (const words of seen) {
    await shows(page, page.locator('.ws-out', { hasText: words }).first())
    if (words.startsWith('into')) await shows(page, page.locator('.ws-prose em', { hasText: 'Markdown' }))
    if (words.startsWith('1, 4')) await shows(page, page.locator('.ws-prose mjx-container').first())
  }
  t.equal(await page.locator('.ws-traceback').count(), 0)
  t.same(await barriers(page), [])
})
