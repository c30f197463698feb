import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

type Holder = HTMLElement & {
  terminal: {
    rows: number
    buffer: { active: { baseY: number; getLine(row: number): { translateToString(trim: boolean): string } | undefined } }
  }
}
const screen = (page: Page): Promise<string> =>
  page.locator('.te-screen').evaluate(holder => {
    const { buffer, rows } = (holder as Holder).terminal
    return Array.from({ length: rows }, (_, row) => buffer.active.getLine(buffer.active.baseY + row)?.translateToString(true) ?? '').join(
      '\n',
    )
  })
const shows = (page: Page, text: string): Promise<boolean> => screen(page).then(all => all.includes(text))

/** Whether all of an element is in sight and nothing lies over it, nor it over anything. */
const whole = (element: Locator): Promise<boolean> =>
  element.evaluate(one => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || right - left < 1) return false
    const points = [left + 1, (left + right) / 2, right - 1].flatMap(x => [top + 1, bottom - 1].map(y => [x, y] as const))
    const line = one.closest('footer, .sh-strip')!.getBoundingClientRect()
    return (
      top >= line.top && bottom <= line.bottom && points.every(([x, y]) => one.parentElement!.contains(document.elementFromPoint(x, y)))
    )
  })

t.test('[R-3][U-6] how the connection stands is told at its own place, at every width, and the shell goes on when it is back', async t => {
  const stage = await setStage(t)
  const ada = await stage.visitor('Ada')
  const project = await ada.person.creates('Zeta zeros of a very long name, which no phone is wide enough for')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'build.term'), '')
  const { page } = ada
  await page.addInitScript(() => {
    const Plain = WebSocket
    const asleep = window as unknown as { asleep: boolean; sleep(): void }
    const open = new Set<WebSocket>()
    asleep.sleep = () => {
      asleep.asleep = true
      for (const one of open) one.close()
    }
    window.WebSocket = class extends Plain {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols)
        open.add(this)
        // While the machine sleeps, nothing is there.
        if (asleep.asleep) this.close()
      }
    }
  })
  await ada.visits(`/projects/${project.id}/file/build.term`)
  await page.locator('.xterm').waitFor()
  await page.keyboard.type("PS1='> '; clear; echo fir''st\n")
  await until(t, () => shows(page, 'first\n>'), true)
  const place = { 1280: '.sh-pill', 390: '.sh-phone-title small', 320: '.sh-phone-title small' } as const
  for (const width of [1280, 390, 320] as const) {
    await page.setViewportSize({ width, height: width === 1280 ? 800 : 640 })
    const pill = page.locator(place[width])
    const connected = width === 1280 ? /^Connected/ : /^Zeta zeros/
    await pill.filter({ hasText: connected }).waitFor()
    t.equal(await whole(pill), true, `connected, ${width}`)
    const wide = (await page.locator('.sh-pill').boundingBox())?.width
    await page.evaluate(() => (window as unknown as { sleep(): void }).sleep())
    await pill.filter({ hasText: /^(Reconnecting|Offline)/ }).waitFor()
    t.equal(await whole(pill), true, `reconnecting, ${width}`)
    if (width === 1280) t.equal((await page.locator('.sh-pill').boundingBox())?.width, wide, 'as wide as before')
    else t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing lies beyond the edge')
    await page.keyboard.type(`echo at ${width}''.\n`)
    await page.evaluate(() => {
      ;(window as unknown as { asleep: boolean }).asleep = false
      dispatchEvent(new Event('online'))
    })
    await pill.filter({ hasText: connected }).waitFor()
    await until(t, () => shows(page, `\nat ${width}.`), true)
  }
})

t.test('[U-6] on a phone the keys that it lacks are below the screen, all in reach, and send what they say', async t => {
  const stage = await setStage(t)
  const ada = await stage.visitor('Ada', { width: 320, height: 640 })
  const project = await ada.person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'build.term'), '')
  const { page } = ada
  await ada.visits(`/projects/${project.id}/file/build.term`)
  await page.locator('.xterm').waitFor()
  const keys = page.getByRole('toolbar', { name: 'Keys' }).getByRole('button')
  const boxes = await keys.evaluateAll(all => all.map(one => one.getBoundingClientRect().toJSON() as DOMRect))
  t.equal(boxes.length, 7)
  t.ok(boxes.every(({ left, right, height, width }) => left >= 0 && right <= 320 && height >= 44 && width >= 36))
  await page.keyboard.type("PS1='> '; clear; echo rea''dy; cat -v\n")
  await until(t, () => shows(page, 'ready'), true)
  for (const name of ['Escape', 'Tab', 'Up', 'Down', 'Left', 'Right']) await keys.and(page.locator(`[title="${name}"]`)).click()
  await keys.filter({ hasText: 'Ctrl' }).click()
  t.equal(await keys.filter({ hasText: 'Ctrl' }).getAttribute('aria-pressed'), 'true')
  await page.keyboard.press('v')
  await page.keyboard.press('x')
  await until(t, async () => /\^\[\s+\^\[\[A\^\[\[B\^\[\[D\^\[\[C/.test(await screen(page)), true)
  await keys.filter({ hasText: 'Ctrl' }).press('Enter')
  await page.locator('.te-screen').click()
  await page.keyboard.press('c')
  await until(t, async () => (await screen(page)).trimEnd().endsWith('>'), true)
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])
  // What scrolls back lies beside the letters, not over them.
  const beside = await page.locator('.te-room').evaluate(room => {
    const bar = room.querySelector('.xterm-scrollable-element > .scrollbar.vertical')!.getBoundingClientRect()
    return bar.left >= room.querySelector('.xterm-screen')!.getBoundingClientRect().right - 1 && bar.right <= innerWidth
  })
  t.equal(beside, true)
})
