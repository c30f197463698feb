import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import puppeteer, { type Page } from 'puppeteer-core'
import t, { type Test } from 'tap'
import { needs, program } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'

t.setTimeout(300_000)
const gallery = fileURLToPath(new URL('../../plugins/interact/gallery/interacts.sagews', import.meta.url))
const waits = 120_000

/** A page of Firefox, signed in as a person of the hub; what it throws fails the test. */
async function firefox(t: Test, { url, email, password }: { url: string; email: string; password: string }): Promise<Page> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: program('firefox')!, headless: true })
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  page.setDefaultTimeout(waits)
  await page.setViewport({ width: 1280, height: 800 })
  page.on('pageerror', error => t.fail(`the page threw: ${String(error)}`))
  await page.goto(url)
  const status = await page.evaluate(
    async (body: string) => (await fetch('/api/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status,
    JSON.stringify({ email, password }),
  )
  t.equal(status, 200)
  return page
}

t.test(
  '[I-7] in Firefox the gallery runs on Sage without an error, and a control changes what is shown',
  needs('sage', 'firefox', 'chromium'),
  async t => {
    const { hub } = await setStage(t, { plugins: ['files', 'editor', 'sagews', 'interact'] })
    const ada = await hub.person('Ada')
    const project = await ada.creates('Zeta zeros')
    await mkdir(project.root, { recursive: true })
    await writeFile(join(project.root, 'a.sagews'), await readFile(gallery, 'utf8'))
    const page = await firefox(t, { url: hub.url, email: ada.email, password: ada.password })
    await page.goto(`${hub.url}/projects/${project.id}/file/a.sagews`)
    const content = await page.waitForSelector('.ws .cm-content')
    await content!.click({ offset: { x: 200, y: 30 } })
    await page.keyboard.down('Control')
    await page.keyboard.press('Home')
    await page.keyboard.up('Control')
    await page.keyboard.down('Shift')
    for (let cell = 0; cell < 16; cell++) await page.keyboard.press('Enter')
    await page.keyboard.up('Shift')
    await page.waitForSelector('.ia')
    await page.waitForFunction(() => !document.querySelector('.ws-run'))
    const text = await page.$eval('.ws .cm-content', element =>
      (element as unknown as { cmTile: { view: { state: { doc: object } } } }).cmTile.view.state.doc.toString(),
    )
    t.equal(text.match(/"(stderr|error)":"[^"]*/)?.[0], undefined, 'nothing went wrong')
    t.ok((text.match(/"interact":/g) ?? []).length >= 8, 'the controls are there')

    // What is far away is not in the page: the document is scrolled until the control is there.
    const range = await page.waitForFunction(() => {
      const found = [...document.querySelectorAll<HTMLElement>('.ia')].find(
        one => one.querySelector('.ia-label')?.textContent === 'primes in',
      )
      const from = found?.querySelector<HTMLInputElement>('input[type=range]')
      if (from) return from
      const scroller = document.querySelector('.ws .cm-scroller')!
      scroller.scrollTop = scroller.scrollTop + 200 > scroller.scrollHeight - scroller.clientHeight ? 0 : scroller.scrollTop + 200
      return null
    })
    await range.asElement()!.focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => [...document.querySelectorAll('.ia .ws-text')].some(one => one.textContent.startsWith('[23, 29')))
  },
)
