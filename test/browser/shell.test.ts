import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { createTestHub } from '@stoa/sdk/test'
import { launchBrowser, setStage, watchFaults } from '../kit/stage.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What the page shows against the rules of accessibility, as sentences. The editor's own scroller is CodeMirror's affair. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as any).axe.run({ exclude: ['.cm-editor'] }, { resultTypes: ['violations'] })
    return violations.map((one: any) => `${one.id}: ${one.nodes[0].html}`)
  })
}
const tabs = (page: Page): Promise<string[]> => page.getByRole('tab').allInnerTexts()
const project = (page: Page): Promise<unknown> => page.waitForURL(/\/projects\/[0-9a-f-]{36}\//)
const row = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title })

t.test('[P-1] a person signs up, makes a project, signs out and in again', async t => {
  const { hub, browser } = await setStage(t)
  const page = await (await browser.newContext({ baseURL: hub.url })).newPage()
  watchFaults(t, page)
  await page.goto('/')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByLabel('E-mail').fill('ada@example.org')
  await page.getByLabel('Password').fill('notes on the engine')
  await page.getByRole('checkbox').check()
  t.strictSame(await barriers(page), [])
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByLabel('Title').fill('a'.repeat(10_000))
  await page.getByRole('button', { name: 'Create project' }).click()
  await page.getByText('A title has at most 200 characters').waitFor()
  await page.getByLabel('Title').fill('Zeta zeros')
  await page.getByRole('button', { name: 'Create project' }).click()
  await project(page)
  await page.getByRole('grid').waitFor()
  await page.getByRole('button', { name: 'Ada Lovelace, your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('E-mail').fill('ada@example.org')
  await page.getByLabel('Password').fill('something else')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('That is not the password of this account.').waitFor()
  t.equal(await page.getByLabel('Password').getAttribute('aria-invalid'), 'true', 'at its field')
  await page.getByLabel('Password').fill('notes on the engine')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Zeta zeros' }).first().waitFor()
  t.strictSame(await barriers(page), [])
})

t.test('[P-4] projects are found, renamed in every open page, deleted with undo, and made from a search that found nothing', async t => {
  const stage = await setStage(t, { plugins: ['files'] })
  const { page, person, context, visits } = await stage.visitor('Ada')
  const zeta = await person.creates('Zeta zeros')
  await person.creates('Knot census')
  const elsewhere = await stage.browser.newContext({ baseURL: stage.hub.url, storageState: await context.storageState() })
  const second = await elsewhere.newPage()
  watchFaults(t, second)
  await second.goto(`/projects/${zeta.id}/`)
  await visits('/')
  await row(page, 'Knot census').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('zeta')
  await row(page, 'Knot census').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'What to do with Zeta zeros' }).click()
  await page.keyboard.press('Enter')
  await row(page, 'Zeta zeros').getByTitle('Starred').waitFor()
  await page.getByRole('button', { name: 'What to do with Zeta zeros' }).click()
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await page.getByLabel('Title').fill('Zeta zeros, again')
  await page.getByRole('button', { name: 'Save' }).click()
  await second.getByRole('button', { name: 'Project Zeta zeros, again' }).waitFor()
  await page.getByRole('button', { name: 'What to do with Zeta zeros, again' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await second.getByText('This project was deleted').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Zeta zeros, again').waitFor()
  await page.getByRole('searchbox').fill('Sandpiles')
  await page.getByRole('button', { name: 'Create “Sandpiles”…' }).click()
  await page.keyboard.press('Enter')
  await project(page)
  await page.getByRole('button', { name: 'Project Sandpiles' }).waitFor()
})

t.test('[P-6] who follows an invitation gets an account, comes in with its role, and follows each change of it', async t => {
  const stage = await setStage(t, { plugins: ['files'] })
  const ada = await stage.visitor('Ada')
  const { id } = await ada.person.creates('Zeta zeros')
  await ada.visits(`/projects/${id}/page/people`)
  await ada.page.getByLabel('As').selectOption('viewer')
  await ada.page.getByRole('button', { name: 'Make a link' }).click()
  const link = await ada.page.getByLabel('Send this link').inputValue()
  t.strictSame(await barriers(ada.page), [])

  const emmy = await (await stage.browser.newContext({ baseURL: stage.hub.url, viewport: { width: 390, height: 844 } })).newPage()
  watchFaults(t, emmy)
  await emmy.goto(link)
  await emmy.getByLabel('Name').fill('Emmy Noether')
  await emmy.getByLabel('E-mail').fill('emmy@example.org')
  await emmy.getByLabel('Password').fill('invariant variation')
  await emmy.getByRole('checkbox').check()
  await emmy.getByRole('button', { name: 'Create account' }).click()
  await project(emmy)
  await emmy.getByRole('link', { name: 'People' }).click()
  await emmy.getByText('Emmy Noether (you)').waitFor()
  t.strictSame(await barriers(emmy), [])
  t.notOk(await emmy.evaluate(() => document.documentElement.scrollWidth > innerWidth), 'nothing scrolls sideways on a phone')
  t.equal(await emmy.getByRole('button', { name: 'Make a link' }).count(), 0, 'what a role forbids is absent')

  await ada.page.getByLabel('Role of Emmy Noether').selectOption('editor')
  await row(emmy, 'Emmy Noether').getByText('Editor').waitFor()
  await ada.page.getByRole('button', { name: 'Remove' }).click()
  await emmy.getByText('not one of its people').waitFor()
})

t.test('[U-1] files open as tabs, which come back after a reload, close by middle click, and are reached from the palette', async t => {
  const stage = await setStage(t, { plugins: ['files', 'editor'] })
  const { page, person, visits } = await stage.visitor('Ada')
  const { id, root } = await person.creates('Zeta zeros')
  await mkdir(join(root, 'notes'), { recursive: true })
  await writeFile(join(root, 'a.py'), 'a = 1\n')
  await writeFile(join(root, 'notes/b & c.txt'), 'b\n')
  await visits(`/projects/${id}/file/a.py`)
  await page.getByText('a = 1').waitFor()
  await visits(`/projects/${id}/file/notes/b%20%26%20c.txt?line=1`)
  await page.locator('.cm-content').waitFor()
  t.strictSame(await tabs(page), ['a.py', 'b & c.txt'])
  t.equal(await page.title(), 'b & c.txt · Zeta zeros · Stoa')
  await page.reload()
  await page.locator('.cm-content').waitFor()
  t.strictSame(await tabs(page), ['a.py', 'b & c.txt'])

  await page.keyboard.press('Control+k')
  await page.keyboard.type('a.p')
  await page.keyboard.press('Enter')
  await page.getByText('a = 1').waitFor()
  await page.keyboard.press('Control+Shift+P')
  t.strictSame(await barriers(page), [])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+2')
  await page.waitForURL(/c\.txt$/)
  await page.getByRole('tab', { name: 'a.py' }).click({ button: 'middle' })
  t.strictSame(await tabs(page), ['b & c.txt'])
  await page.getByRole('tab').focus()
  await page.keyboard.press('Delete')
  await page.getByRole('grid').waitFor()
  t.strictSame(await tabs(page), [])
})

t.test('[P-1] a new password keeps this page and ends the others, which say so and keep what they show', async t => {
  const stage = await setStage(t, { plugins: ['files'] })
  const { page, person, visits } = await stage.visitor('Ada')
  const { id } = await person.creates('Zeta zeros')
  const context = await stage.browser.newContext({ baseURL: stage.hub.url })
  await context.request.post('/api/sign-in', { data: { email: person.email, password: person.password } })
  const office = await context.newPage()
  watchFaults(t, office)
  await office.goto(`/projects/${id}/`)
  await office.getByRole('grid').waitFor()
  await visits(`/projects/${id}/`)
  await page.getByRole('button', { name: 'Ada, your account' }).click()
  await page.getByRole('menuitem', { name: 'Account and keys…' }).click()
  await page.getByLabel('Password now').fill(person.password)
  await page.getByLabel('New password').fill('a newer engine altogether')
  await page.getByRole('button', { name: 'Change password' }).click()
  await office.getByText('You are signed out.').waitFor()
  t.ok(await office.getByRole('grid').count(), 'what was shown is still there')
  await page.locator('.sh-pill[data-tone=good]').waitFor()
  await page.getByRole('grid').waitFor()
  t.equal(await page.getByText('You are signed out.').count(), 0)
  await office.getByRole('button', { name: 'Sign in' }).click()
  await office.getByLabel('E-mail').fill(person.email)
  await office.getByLabel('Password').fill('a newer engine altogether')
  await office.getByRole('button', { name: 'Sign in' }).click()
  await office.getByRole('grid').waitFor()
})

t.test('[P-9] the theme is the account’s, here and at the next visit', async t => {
  const stage = await setStage(t, { plugins: ['files'] })
  const { page, visits } = await stage.visitor('Ada')
  await visits('/')
  await page.getByRole('button', { name: 'Ada, your account' }).click()
  const saved = page.waitForResponse(/settings/)
  await page.getByRole('menuitemradio', { name: 'Theme: dark' }).click()
  await saved
  t.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'dark')
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await page.getByRole('heading', { name: 'Projects' }).waitFor()
  t.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'dark')
  t.strictSame(await barriers(page), [])
})

t.test('[K-7] a plugin that cannot be loaded is named, a view that throws says so in its place, and the rest works', async t => {
  const folder = t.testdir({
    lost: plugin('lost', "throw new Error('the thread was cut')\nexport default {}\n"),
    pages: plugin(
      'pages',
      `import { Pages, uiPart } from '@stoa/sdk/ui'
      let tries = 0
      export default uiPart({
        needs: { pages: Pages },
        start({ pages }) {
          pages.add({ id: 'good', title: 'Good', icon: 'M2 2h12', order: 1, mount(place) { place.element.textContent = 'All is well'; return () => {} } })
          pages.add({ id: 'odd', title: 'Odd', icon: 'M2 2h12', order: 2, mount(place) { if (tries++ === 0) throw new Error('the knot came undone'); place.element.textContent = 'Mended'; return () => {} } })
        },
      })\n`,
      ['stoa/Pages@1'],
    ),
  })
  const hub = await createTestHub({ folders: [join(folder, 'lost'), join(folder, 'pages')], page: join(folder, 'built') })
  t.teardown(() => hub.close())
  const browser = await launchBrowser()
  t.teardown(() => browser.close())
  const person = await hub.person('Ada')
  const { id } = await person.creates('Zeta zeros')
  const context = await browser.newContext({ baseURL: hub.url })
  await context.request.post('/api/sign-in', { data: { email: person.email, password: person.password } })
  const page = await context.newPage()
  watchFaults(t, page)
  await page.goto(`/projects/${id}/`)
  await page.getByText('All is well').waitFor()
  await page.getByRole('button', { name: 'Plugin “lost” is not there' }).click()
  await page.getByText('the thread was cut').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Odd' }).click()
  await page.getByText('the knot came undone').waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Mended').waitFor()
})

/** A plugin's folder with nothing but a UI part. */
function plugin(id: string, ui: string, needs: readonly string[] = []) {
  const stoa = { api: 1, id, title: id, parts: { ui: './ui.js' }, needs, trust: 'page' }
  return { 'package.json': JSON.stringify({ name: `test-${id}`, type: 'module', stoa }), 'ui.js': ui }
}
