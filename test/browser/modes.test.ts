import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { needs } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'

t.setTimeout(120_000)
const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const sheetOf = (...cells: string[]) => cells.map((code, i) => `\uFE20${uuid(i + 1)}\uFE20\n${code}\n`).join('')

t.test(
  '[W-6][W-16] each cell is coloured in the language of its mode, and a plugin of somebody else adds one that runs',
  needs('chromium'),
  async t => {
    const whisper = fileURLToPath(new URL('../fixtures/whisper', import.meta.url))
    const stage = await setStage(t, { plugins: ['files', 'editor', 'sagews'], folders: [whisper] })
    const alice = await stage.visitor('Alice')
    const made = await alice.person.creates('Modes')
    await mkdir(made.root, { recursive: true })
    const cells = [
      '%whisper\nHELLO World',
      '%sh\nfor i in 1 2; do echo $i; done',
      '%fortran\nsubroutine add(a)\nend',
      '%javascript\nconst x = 1',
      '%r\nif (TRUE) 1',
    ]
    await writeFile(join(made.root, 'a.sagews'), sheetOf(...cells))
    const page = alice.page
    await page.goto(`/projects/${made.id}/file/a.sagews`)
    const code = page.locator('.ws .cm-content')
    for (const word of ['HELLO', 'for', 'subroutine', 'const', 'if'])
      await code.locator('.syn-keyword', { hasText: new RegExp(`^${word}$`) }).waitFor()
    t.equal(await code.locator('.syn-keyword', { hasText: 'World' }).count(), 0)
    await code.click({ position: { x: 200, y: 30 } })
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.press('Shift+Enter')
    await page.locator('.ws-text', { hasText: 'hello world' }).waitFor({ timeout: 90_000 })
    await page.locator('.ws-text', { hasText: /^1\s+2\s*$/ }).waitFor()
  },
)
