import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'

t.setTimeout(120_000)

t.test(
  '[P-10] a project that is stopped in its settings stays so until somebody starts it, and what is open goes on',
  needs('chromium'),
  async t => {
    const stage = await setStage(t, { plugins: ['files', 'editor'] })
    const ada = await stage.visitor('Ada')
    const project = await ada.person.creates('Zeta zeros')
    await mkdir(project.root, { recursive: true })
    await writeFile(join(project.root, 'notes.txt'), 'kept')
    const { page } = ada
    const other = await ada.context.newPage()
    await other.goto(`/projects/${project.id}/file/notes.txt`)
    await other.getByText('kept').waitFor()

    await ada.visits(`/projects/${project.id}/page/settings`)
    await page.getByText('Running.').waitFor()
    await page.getByRole('button', { name: 'Stop project' }).click()
    await page.getByText('Stopped. It was stopped in its settings.').waitFor()
    await other.getByText('The project is stopped. It was stopped in its settings.').waitFor()
    t.strictSame(await barriers(page), [])
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 390, height: 844 })
    t.strictSame(await barriers(page), [])

    await page.getByRole('button', { name: 'Start project' }).click()
    await page.getByText('Running.').waitFor()
    await other.locator('.cm-content').click()
    await other.keyboard.type('still ')
    await page.goto(`/projects/${project.id}/file/notes.txt`)
    await page.getByText(/still/).waitFor()
  },
)
