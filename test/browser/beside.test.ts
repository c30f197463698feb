import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.setTimeout(120_000)
const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z"/></svg>'
const output = (n: number, message: object) => `\uFE21${uuid(n)}\uFE21${JSON.stringify(message)}\uFE21{"done":true}\n`

t.test('[W-14] pictures of the project that a worksheet shows by a relative address are seen, and links open its files', async t => {
  const stage = await setStage(t, { plugins: ['files', 'editor', 'sagews'] })
  const { person, page, context } = await stage.visitor('Ada')
  const project = await person.creates('Zeta zeros')
  await mkdir(join(project.root, 'sub', 'img'), { recursive: true })
  await writeFile(join(project.root, 'sub', 'img', 'a b.svg'), svg)
  await writeFile(join(project.root, 'top.svg'), svg)
  await writeFile(join(project.root, 'sub', 'notes.txt'), 'what I noted')
  const sheet = [
    `\uFE20${uuid(1)}\uFE20\n%md\nshown\n${output(2, { md: '![one](img/a%20b.svg) [my notes](notes.txt) ![out](../../../top.svg)' })}`,
    `\uFE20${uuid(3)}\uFE20\nhtml\n${output(4, { html: '<style>i { color: red }</style><i>apart</i><img alt="two" src="../top.svg">' })}`,
  ].join('')
  await writeFile(join(project.root, 'sub', 'a.sagews'), sheet)
  await page.goto(`/projects/${project.id}/file/sub/a.sagews`)
  for (const name of ['one', 'two']) {
    const picture = page.getByRole('img', { name })
    await picture.waitFor()
    await until(t, () => picture.evaluate(image => (image as HTMLImageElement).naturalWidth), 40)
  }
  t.equal(await page.getByRole('img', { name: 'out' }).evaluate(image => (image as HTMLImageElement).naturalWidth), 0)
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'my notes' }).click()
  await (await opened).getByText('what I noted').waitFor()
})
