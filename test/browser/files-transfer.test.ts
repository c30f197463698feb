import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { exists, looking, row } from '../kit/files.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.test('[F-6] files go up by button and by dropping, and come down as they were', async t => {
  const stage = await setStage(t)
  const { page, at } = await looking(stage, { 'taken.txt': 'old' })
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 256))
  const picker = page.getByLabel('Files to upload')
  await picker.setInputFiles([
    { name: 'ünï #1.bin', mimeType: 'application/octet-stream', buffer: bytes },
    { name: 'taken.txt', mimeType: 'text/plain', buffer: Buffer.from('new') },
  ])
  await row(page, 'ünï #1.bin').waitFor()
  t.ok(bytes.equals(await readFile(at('ünï #1.bin'))))

  const uploads = page.getByRole('region', { name: 'Uploads' })
  await uploads.getByRole('alert').waitFor()
  t.equal(await readFile(at('taken.txt'), 'utf8'), 'old')
  await uploads.getByRole('button', { name: 'Replace it' }).click()
  await uploads.waitFor({ state: 'detached' })
  t.equal(await readFile(at('taken.txt'), 'utf8'), 'new')

  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['dropped'], 'dropped.txt'))
    return transfer
  })
  await page.locator('.fl').dispatchEvent('drop', { dataTransfer: dropped })
  await row(page, 'dropped.txt').waitFor()
  t.equal(await readFile(at('dropped.txt'), 'utf8'), 'dropped')

  await row(page, 'ünï #1.bin').getByRole('checkbox').check()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()])
  t.equal(download.suggestedFilename(), 'ünï #1.bin')
  t.ok(bytes.equals(await readFile(await download.path())))
})

t.test(
  '[F-6] an upload that is cancelled leaves nothing; one that is cut goes on by itself, and after a reload with the same file',
  async t => {
    const stage = await setStage(t)
    const { ada, page, at } = await looking(stage, { 'a.txt': '', 'there/big.bin': 'y'.repeat(6_000_000) })
    await row(page, 'a.txt').waitFor()
    const session = await ada.context.newCDPSession(page)
    const pace = (uploadThroughput: number) =>
      session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput })
    const uploads = page.getByRole('region', { name: 'Uploads' })
    const waiting = async () => (await readdir(at('.stoa/resumable')).catch(() => [])).length
    await pace(300_000)
    await page.getByLabel('Files to upload').setInputFiles(at('there/big.bin'))
    await uploads.getByText('% of 6.0 MB').waitFor()
    await until(t, waiting, 2)
    await uploads.getByRole('button', { name: 'Cancel' }).click()
    await uploads.waitFor({ state: 'detached' })
    await until(t, waiting, 0)
    t.notOk(await exists(at('big.bin')))

    let cut = 0
    await page.route('**/resumable/**', route =>
      route.request().method() === 'PATCH' && cut++ === 0 ? route.abort('connectionreset') : route.fallback(),
    )
    await page
      .getByLabel('Files to upload')
      .setInputFiles({ name: 'small.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(100, 1) })
    await row(page, 'small.bin').waitFor()
    t.equal(cut, 2)
    await page.unroute('**/resumable/**')

    await page.getByLabel('Files to upload').setInputFiles(at('there/big.bin'))
    const received = async () => {
      const folder = at('.stoa/resumable')
      const [name] = (await readdir(folder).catch(() => [])).filter(one => !one.endsWith('.json'))
      return name === undefined ? 0 : (await readFile(join(folder, name)).catch(() => Buffer.alloc(0))).length
    }
    await until(t, async () => (await received()) > 100_000, true)
    page.once('dialog', dialog => void dialog.accept())
    await page.reload()
    await uploads.getByText('Only a part of it arrived.').waitFor()
    const offsets: number[] = []
    page.on('request', request => void (request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset']))))
    await pace(-1)
    await page.getByLabel('Files to upload').setInputFiles(at('there/big.bin'))
    await row(page, 'big.bin').waitFor()
    t.ok(offsets[0]! > 0, 'it goes on where it was')
    t.ok((await readFile(at('there/big.bin'))).equals(await readFile(at('big.bin'))))
  },
)
