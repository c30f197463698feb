import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.test('[T-7] what happens in a terminal out of sight is marked on its tab, and a bell above all; looking there takes it away', async t => {
  const stage = await setStage(t)
  const ada = await stage.visitor('Ada')
  const project = await ada.person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'build.term'), '')
  await writeFile(join(project.root, 'a.txt'), 'one\n')
  await ada.visits(`/projects/${project.id}/file/build.term`)
  const { page } = ada
  await page.locator('.xterm').waitFor()
  const waits = (name: string) => `until [ -e ${name} ]; do sleep 0.1; done`
  await page.keyboard.type(
    `open a.txt; ${waits('first')}; echo news; ${waits('second')}; printf '\\a'; ${waits('third')}; printf '\\e[3;80Hx\\e[999;999Hx\\e[1Jafter'\n`,
  )
  await page.getByRole('tab', { name: 'a.txt' }).and(page.locator('[aria-selected=true]')).waitFor()
  const tab = (name: string) => page.getByRole('tab', { name, exact: true })
  await writeFile(join(project.root, 'first'), '')
  await tab('build.term, something new').waitFor()
  await writeFile(join(project.root, 'second'), '')
  await tab('build.term, rang').waitFor()
  t.strictSame(await barriers(page, { include: '.sh-strip' }), [])
  await tab('build.term, rang').click()
  await tab('build.term').waitFor()
  // What a page cannot show without harm is shown all the same.
  await writeFile(join(project.root, 'third'), '')
  await page.locator('.te-size').waitFor()
  await page.keyboard.type('open a.txt\n')
  await page.getByRole('tab', { name: 'a.txt' }).and(page.locator('[aria-selected=true]')).waitFor()
})

t.test('[T-7] another terminal stands beside the first, a file of its own; both are there after loading again, and one goes', async t => {
  const stage = await setStage(t)
  const ada = await stage.visitor('Ada')
  const project = await ada.person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'build.term'), '')
  await ada.visits(`/projects/${project.id}/file/build.term`)
  const { page } = ada
  const says = (name: string) => readFile(join(project.root, name), 'utf8').catch(() => '')
  await page.locator('.xterm').waitFor()
  await page.keyboard.type('echo $STOA_TERMINAL_FILE > first\n')
  await until(t, () => says('first'), 'build.term\n')
  await page.getByRole('button', { name: 'Another terminal beside this one' }).click()
  await until(t, () => page.locator('.xterm').count(), 2)
  await page.keyboard.type('echo $STOA_TERMINAL_FILE > second\n')
  await until(t, () => says('second'), 'build-2.term\n')
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])

  await page.reload()
  await until(t, () => page.locator('.xterm').count(), 2)
  await page.locator('.xterm').first().click()
  await page.keyboard.type('echo again > third\n')
  await until(t, () => says('third'), 'again\n')
  await page.setViewportSize({ width: 800, height: 900 })
  const tops = () => page.locator('.te-pane').evaluateAll(panes => panes.map(pane => Math.round(pane.getBoundingClientRect().left)))
  await until(t, async () => new Set(await tops()).size, 1)
  await page.getByRole('button', { name: 'Take build-2.term away from here' }).click()
  await until(t, () => page.locator('.xterm').count(), 1)
  await page.keyboard.type('echo one > fourth\n')
  await until(t, () => says('fourth'), 'one\n')
})
