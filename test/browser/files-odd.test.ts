import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import t from 'tap'
import { looking, row } from '../kit/files.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.test('[F-10] what no editor shows is told about and can be fetched', async t => {
  const stage = await setStage(t)
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const { page, project, at } = await looking(stage, { 'archive.tar.gz': 'no text' })
  await writeFile(at('dot.png'), png)
  await page.getByRole('button', { name: 'archive.tar.gz' }).click()
  await page.getByText('This file cannot be shown here.').waitFor()
  t.equal(await page.getByRole('link', { name: 'Download' }).getAttribute('download'), 'archive.tar.gz')
  await page.goto(`/projects/${project.id}/file/dot.png`)
  const image = page.getByRole('img', { name: 'dot.png' })
  await image.waitFor()
  await until(t, () => image.evaluate(element => (element as HTMLImageElement).naturalWidth), 1)
})

t.test(
  '[F-10] a large archive, a log of 2 GB, pipes, sockets, devices and broken links: each is said to be what it is, and nothing hangs',
  async t => {
    const stage = await setStage(t, { plugins: ['files', 'editor', 'viewers'] })
    const { page, project, at } = await looking(stage, { 'note.txt': 'still here' })
    // Nothing that compresses, of 15 MB.
    await writeFile(at('large.tar.gz'), Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(15_000_000, 0xd7)]))
    await writeFile(at('run.log'), 'began\n')
    await truncate(at('run.log'), 2_000_000_000)
    execFileSync('mkfifo', [at('pipe.txt')])
    const listener = createServer().listen(at('socket.txt'))
    t.teardown(() => void listener.close())
    await once(listener, 'listening')
    await symlink('/dev/zero', at('zero.txt'))
    await symlink('nowhere', at('broken.txt'))
    await symlink('circle.txt', at('circle.txt'))
    await symlink('pipe.txt', at('to the pipe.txt'))

    for (const [name, said] of [
      ['pipe.txt', 'A pipe, socket or device'],
      ['socket.txt', 'A pipe, socket or device'],
      ['zero.txt', 'Leads out of this project: /dev/zero'],
      ['broken.txt', 'Broken link to nowhere'],
      ['circle.txt', 'Broken link to circle.txt'],
      ['to the pipe.txt', 'Link to a pipe, socket or device: pipe.txt'],
    ] as const) {
      await row(page, name).getByText(said).waitFor()
      t.equal(await row(page, name).getByRole('button').count(), 0, `${name} is not offered to be opened`)
    }

    for (const [name, says] of [
      ['pipe.txt', /“pipe\.txt” is not an ordinary file/],
      ['socket.txt', /“socket\.txt” is not an ordinary file/],
      ['zero.txt', /“zero\.txt” leads out of/],
      ['broken.txt', /There is no file “nowhere”/],
      ['circle.txt', /circle\.txt/],
      ['to the pipe.txt', /“pipe\.txt” is not an ordinary file/],
    ] as const) {
      await page.goto(`/projects/${project.id}/file/${name}`)
      const said = page.getByRole('alert').first()
      await said.waitFor()
      t.match(await said.textContent(), says, `${name}, opened by its address`)
    }
    for (const [name, size] of [
      ['large.tar.gz', '15.0 MB'],
      ['run.log', '2.00 GB'],
    ] as const) {
      await page.goto(`/projects/${project.id}/file/${name}`)
      await page.getByText(size).first().waitFor()
      t.equal(await page.getByRole('link', { name: 'Download' }).first().getAttribute('download'), name)
    }
    await page.goto(`/projects/${project.id}/file/note.txt`)
    await page.getByText('still here').waitFor()
  },
)

t.test(
  '[F-12] folders are steps of the way back; one that went away gives way to the nearest that is there, wherever it was asked',
  async t => {
    const stage = await setStage(t, { plugins: ['files'] })
    const { page, project, at } = await looking(stage, { 'a/b/c.txt': '', 'z.txt': '' })
    await page.getByRole('button', { name: 'a/', exact: true }).click()
    await page.getByRole('button', { name: 'b/', exact: true }).click()
    await row(page, 'c.txt').waitFor()
    t.match(page.url(), /in=a\/b$/)
    await page.goBack()
    await row(page, 'b').waitFor()
    await page.goBack()
    await row(page, 'z.txt').waitFor()
    await page.goForward()
    await row(page, 'b').waitFor()
    await page.goForward()
    await row(page, 'c.txt').waitFor()
    await page.reload()
    await row(page, 'c.txt').waitFor()

    const said = page.locator('.fl').getByRole('alert')
    await page.goBack()
    await row(page, 'b').waitFor()
    await rm(at('a/b'), { recursive: true })
    await page.getByText('Nothing here yet').waitFor()
    t.equal(await said.count(), 0, 'what is gone elsewhere is no news here')
    await page.goForward()
    await said.getByText('a/b').waitFor()
    await page.waitForURL(/in=a$/)

    await page.goto(`/projects/${project.id}/page/files?in=a/no/such/folder`)
    await said.getByText('a/no/such/folder').waitFor()
    await page.waitForURL(/in=a$/)
    await page.goto(`/projects/${project.id}/page/files?in=z.txt`)
    await said.getByText('z.txt').waitFor()
    await row(page, 'a').waitFor()

    await mkdir(at('a/b'))
    await page.goto(`/projects/${project.id}/page/files?in=a/b`)
    await page.getByText('Nothing here yet').waitFor()
    await rm(at('a'), { recursive: true })
    await said.getByText('a/b').waitFor()
    await row(page, 'z.txt').waitFor()
  },
)
