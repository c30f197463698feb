import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.setTimeout(120_000)

t.test(
  '[B-4] somebody takes a snapshot, looks into it, restores a file and takes that back; on a phone too',
  needs('chromium', 'bup'),
  async t => {
    const stage = await setStage(t, { plugins: ['files', 'editor', 'backup'] })
    const ada = await stage.visitor('Ada')
    const project = await ada.person.creates('Zeta zeros')
    await mkdir(join(project.root, 'notes'), { recursive: true })
    const file = join(project.root, 'notes', 'a.txt')
    await writeFile(file, 'the first thought')
    const { page } = ada
    await ada.visits(`/projects/${project.id}/page/snapshots`)
    await page.getByText('No snapshots yet. The first is made five minutes after a change.').waitFor()
    t.strictSame(await barriers(page), [])
    await page.getByRole('button', { name: 'Take snapshot' }).click()
    await page.getByRole('button', { name: 'notes/', exact: true }).click()
    await page.getByRole('button', { name: 'a.txt', exact: true }).click()
    await page.getByText('the first thought').waitFor()
    t.strictSame(await barriers(page), [])

    await writeFile(file, 'a second thought')
    await page.getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByText(/^Restored notes\/a\.txt as of/).waitFor()
    t.equal(await readFile(file, 'utf8'), 'the first thought')
    await page.getByRole('button', { name: 'Undo' }).click()
    await until(t, () => readFile(file, 'utf8'), 'a second thought')

    const phone = await stage.visitor('Emmy', { width: 390, height: 844 })
    await project.admits(phone.person, 'editor')
    await phone.page.emulateMedia({ colorScheme: 'dark' })
    await phone.visits(`/projects/${project.id}/page/snapshots`)
    await phone.page.getByRole('button', { name: 'notes/', exact: true }).waitFor()
    t.equal(await phone.page.getByRole('button', { name: 'Restore project' }).count(), 0, 'the whole project is for its owner')
    t.strictSame(await barriers(phone.page), [])
  },
)
