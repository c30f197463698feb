import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'

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
