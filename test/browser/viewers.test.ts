import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

const stage = await setStage(t, { plugins: ['files', 'editor', 'viewers'] })

/** Somebody at a project of theirs with these files, by path. */
async function looking(t: Test, name: string, files: Record<string, string | Uint8Array>) {
  const visitor = await stage.visitor(name)
  t.teardown(() => visitor.context.close())
  const project = await visitor.person.creates('Zeta zeros')
  const at = (path: string) => join(project.root, path)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(at(path), '..'), { recursive: true })
    await writeFile(at(path), content)
  }
  return { page: visitor.page, project, at, open: (path: string) => visitor.visits(`/projects/${project.id}/file/${path}`) }
}

/** An image of one colour, half of it to be seen through. */
function png(width: number, height: number): Buffer {
  const part = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.of(0), ...Array.from({ length: width }, (_, x) => Buffer.of(11, 95, 110, x < width / 2 ? 255 : 60))])
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    part('IHDR', head),
    part('IDAT', data),
    part('IEND', Buffer.alloc(0)),
  ])
}

/** A PDF of so many pages, each with its number. */
function pdf(pages: number): string {
  const ids = Array.from({ length: pages }, (_, page) => 3 + 2 * page)
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${ids.map(id => `${id} 0 R`).join(' ')}]>>`,
    ...ids.flatMap((id, page) => {
      const drawn = `BT /F 40 Tf 30 100 Td (Page ${page + 1}) Tj ET`
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents ${id + 1} 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>`,
        `<</Length ${drawn.length}>>stream\n${drawn}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const count = objects.length + 1
  return `${text}xref\n0 ${count}\n0000000000 65535 f \n${places.join('')}trailer\n<</Root 1 0 R/Size ${count}>>\nstartxref\n${text.length}\n%%EOF\n`
}

/** A second of silence. */
function wav(): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(8036, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(8000, 40)
  return Buffer.concat([head, Buffer.alloc(8000, 128)])
}

const said = (page: Page) => page.locator('.sh-status')

t.test('[F-11] an image: fitted, in its own size, larger; it follows the file; one that is none shows its bytes', async t => {
  const { page, open, at } = await looking(t, 'Ada', {
    'plot.png': png(40, 30),
    'none.png': 'x = 1\n',
    'broken.png': png(40, 30).subarray(0, 40),
    bare: png(5, 5),
  })
  await open('plot.png')
  const image = page.getByRole('img', { name: 'plot.png' })
  await said(page)
    .getByText(/^40 × 30, .* B, 100 %$/)
    .waitFor()
  await page.getByRole('button', { name: 'Larger (+)' }).click()
  await until(t, () => image.evaluate(element => element.clientWidth), 60)
  await page.keyboard.press('Tab')
  await page.locator('.vw-stage').press('+')
  await until(t, () => image.evaluate(element => element.clientWidth), 80)
  await page.locator('.vw-stage').press('0')
  await until(t, () => image.evaluate(element => element.clientWidth), 40)
  await writeFile(at('plot.png'), png(4000, 20))
  await said(page)
    .getByText(/^4000 × 20, .*, 3\d %$/)
    .waitFor()
  t.ok(await page.evaluate(() => document.querySelector('.vw-stage')!.scrollWidth <= document.querySelector('.vw-stage')!.clientWidth))

  await open('bare')
  await said(page)
    .getByText(/^5 × 5,/)
    .waitFor()
  await open('none.png')
  await page.getByText('x = 1').waitFor()
  await open('broken.png')
  await page.getByRole('alert').getByText('cannot be read as an image').waitFor()
  await page.getByText('89 50 4e 47').waitFor()
})

t.test('[F-11] an SVG is an image in which nothing runs, and its source is one step away', async t => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><script>parent.ran = 1</script><rect width="60" height="40" fill="#0b5f6e"/></svg>'
  const { page, open } = await looking(t, 'Sofia', { 'drawing.svg': svg })
  await open('drawing.svg')
  await said(page)
    .getByText(/^60 × 40/)
    .waitFor()
  t.equal(await page.evaluate(() => 'ran' in window), false)
  await page.getByRole('button', { name: 'Source' }).click()
  await page.locator('.cm-content').getByText('parent.ran').waitFor()
})

t.test('[F-11] a PDF is shown page by page, sharp; a sound is fetched in parts and played', async t => {
  const { page, open } = await looking(t, 'Maryam', {
    'paper.pdf': pdf(30),
    'tone.wav': wav(),
    'film.mp4': Buffer.from('\0\0\0\x18ftypisom\0nothing'),
  })
  await open('paper.pdf')
  await page.locator('[data-page="1"] canvas').waitFor()
  await page.getByText('of 30').waitFor()
  await page.getByRole('textbox', { name: 'Page' }).fill('30')
  await page.keyboard.press('Enter')
  await page.locator('[data-page="30"]').getByText('Page 30').waitFor()
  await open('tone.wav')
  const sound = page.locator('audio')
  await until(t, () => sound.evaluate(element => Math.round((element as HTMLAudioElement).duration)), 1)
  await sound.evaluate(element => void ((element as HTMLAudioElement).currentTime = 0.5))
  await until(t, () => sound.evaluate(element => (element as HTMLAudioElement).currentTime), 0.5)
  await open('film.mp4')
  await page.getByRole('alert').getByText('cannot play').waitFor()
})

t.test(
  '[F-11] a table of a hundred thousand rows: only those in sight are drawn; sorted, filtered, followed, and opened as text',
  async t => {
    const rows = Array.from({ length: 100_000 }, (_, n) => `${n + 1},${(n * 7919) % 100_003},"row ${n + 1}, quoted"`)
    const { page, open, at } = await looking(t, 'Hypatia', { 'data.csv': `n,value,name\n${rows.join('\n')}\n` })
    await open('data.csv')
    const table = page.getByRole('table', { name: 'data.csv' })
    await said(page).getByText('100,000 rows, 3 columns').waitFor()
    t.ok((await table.getByRole('row').count()) < 80)
    await table.getByText('row 1, quoted', { exact: true }).waitFor()
    await table.press('End')
    await table.getByText('row 100000, quoted', { exact: true }).waitFor()
    const first = () => table.locator('.vw-row[data-at="0"] .vw-cell').allTextContents()
    const value = table.getByRole('button', { name: 'value' })
    await value.click()
    await table.press('Home')
    await until(t, first, ['1', '0', 'row 1, quoted'])
    await value.press('Enter')
    await until(t, async () => (await first())[1], '100002')
    t.equal(await table.getByRole('columnheader', { name: 'value' }).getAttribute('aria-sort'), 'descending')
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('row 99999,')
    await said(page).getByText('1 of 100,000 rows').waitFor()
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('')
    await appendFile(at('data.csv'), '100001,200000,new\n')
    await said(page).getByText('100,001 rows').waitFor()
    await until(t, first, ['100001', '200000', 'new'])
    await page.getByRole('button', { name: 'Text', exact: true }).click()
    await page.locator('.ed .cm-content').getByText('n,value,name').waitFor()
  },
)

t.test('[F-11] Markdown beside its text follows what anybody types; formulas are set, images are the project’s, nothing runs', async t => {
  const text =
    '# Zeta\n\n$\\zeta(2) = \\pi^2/6$ and ![plot](img/plot.png)\n\n<img src=x onerror="ran = 1"><script>ran = 1</script>\n\n[other](other.md) ![far](https://example.org/a.png)\n'
  const { page, open, project } = await looking(t, 'Julia', {
    'notes/a.md': text,
    'notes/img/plot.png': png(20, 10),
    'notes/other.md': '# Other\n',
  })
  await open('notes/a.md')
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.getByRole('heading', { name: 'Zeta' }).waitFor()
  await preview.locator('mjx-container svg').first().waitFor()
  await until(t, () => preview.getByRole('img', { name: 'plot' }).evaluate(image => (image as HTMLImageElement).naturalWidth), 20)
  t.equal(await preview.locator('img[src^="https:"]').count(), 0)
  const formula = await preview.locator('mjx-container').elementHandle()

  const emmy = await stage.visitor('Emmy', { width: 390, height: 844 })
  await project.admits(emmy.person, 'editor')
  await emmy.visits(`/projects/${project.id}/file/notes/a.md`)
  await emmy.page.getByRole('heading', { name: 'Zeta' }).waitFor()
  await emmy.page.getByRole('button', { name: 'Text', exact: true }).click()
  await emmy.page.locator('.cm-content').click()
  await emmy.page.keyboard.press('Control+End')
  await emmy.page.keyboard.type('## By Emmy')
  await preview.getByRole('heading', { name: 'By Emmy' }).waitFor()
  t.ok(await formula!.evaluate(element => element.isConnected), 'what did not change was left alone')
  t.equal(await page.evaluate(() => 'ran' in window), false)
  await preview.getByRole('link', { name: 'other' }).click()
  await page.getByRole('tab', { name: 'notes/other.md' }).waitFor()
})

t.test('[F-11] HTML is seen in a frame where nothing runs, with its styles and images, as it is typed', async t => {
  const html = `<!doctype html><html><head><title>x</title><style>h1 { color: rgb(1, 2, 3) }</style><link rel="stylesheet" href="look.css"></head>
<body onload="parent.ran = 1"><h1>Zeros</h1><p style="margin: 7px">one</p><img src="plot.png" alt="plot" onerror="parent.ran = 1"><script>parent.ran = 1</script>
<meta http-equiv="refresh" content="0;url=/"><a href="javascript:parent.ran=1">bad</a></body></html>`
  const { page, open } = await looking(t, 'Ingrid', { 'a.html': html, 'look.css': 'p { color: rgb(4, 5, 6) }', 'plot.png': png(20, 10) })
  await open('a.html')
  const frame = page.frameLocator('iframe[title="Preview"]')
  await frame.getByRole('heading', { name: 'Zeros' }).waitFor()
  const colour = (name: string) => frame.locator(name).evaluate(element => getComputedStyle(element).color)
  await until(t, () => colour('h1'), 'rgb(1, 2, 3)')
  await until(t, () => colour('p'), 'rgb(4, 5, 6)')
  await until(t, () => frame.getByRole('img', { name: 'plot' }).evaluate(image => (image as HTMLImageElement).naturalWidth), 20)
  await page.locator('.cm-content').getByText('Zeros').click()
  await page.keyboard.press('End')
  await page.keyboard.type('<h2>New</h2>')
  await frame.getByRole('heading', { name: 'New' }).waitFor()
  t.equal(await page.evaluate(() => 'ran' in window), false)
  t.equal(await page.locator('iframe').getAttribute('sandbox'), 'allow-same-origin')
})

t.test(
  '[S-8] a text too large to be edited and bytes of any kind are read a page at a time; what is appended is seen at the end',
  async t => {
    const line = (n: number) => `${String(n).padStart(9, '0')} the quick brown fox\n`
    const lines = Array.from({ length: 400_000 }, (_, n) => line(n)).join('')
    const { page, open, at } = await looking(t, 'Karen', { 'big.log': lines, data: Buffer.from([0, 159, 146, 150, 0, 255]) })
    await open('big.log')
    await page.getByText('12.0 MB are too large to be edited here').waitFor()
    await page.getByText(line(0).trim()).waitFor()
    await page.getByRole('button', { name: 'Next page' }).click()
    await said(page)
      .getByText(/^Bytes 262,/)
      .waitFor()
    await page.getByRole('button', { name: 'End' }).click()
    await page.getByText(line(399_999).trim()).waitFor()
    await appendFile(at('big.log'), 'and one more\n')
    await page.getByText('and one more').waitFor()
    await page.getByRole('button', { name: 'Bytes' }).click()
    await page.getByRole('button', { name: 'Beginning' }).click()
    await page.getByText('00000000  30 30 30 30').waitFor()
    await open('data')
    await page.getByText('00 9f 92 96 00 ff').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()])
    t.equal(download.suggestedFilename(), 'data')
  },
)

t.test('[U-3] what is looked at can be used with a screen reader and on a phone, by day and by night', async t => {
  const { open, page, project } = await looking(t, 'Mary', {
    'plot.png': png(40, 30),
    'data.csv': 'prime,gap\n2,1\n3,2\n',
    'a.md': '# Zeta\n\nOne.\n',
    data: Buffer.from([0, 1]),
  })
  const emmy = await stage.visitor('Olga', { width: 390, height: 844 })
  await project.admits(emmy.person, 'viewer')
  const seen: [path: string, by: string][] = [
    ['plot.png', '.vw-image:visible'],
    ['data.csv', '.vw-row'],
    ['a.md', '.vw-preview h1'],
    ['data', '.cm-line'],
  ]
  for (const [path, shown] of seen) {
    await open(path)
    await emmy.visits(`/projects/${project.id}/file/${path}`)
    for (const [one, colorScheme] of [
      [page, 'light'],
      [emmy.page, 'dark'],
    ] as const) {
      await one.emulateMedia({ colorScheme })
      await one.locator(shown).first().waitFor()
      t.strictSame(await barriers(one, { include: '.sh-main' }), [], `${path}, ${colorScheme}`)
      t.ok(await one.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing lies beyond the edge')
    }
  }
})
