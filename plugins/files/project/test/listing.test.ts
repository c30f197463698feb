import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { makeClock, makePlace } from '../../test/place.ts'
import { repairName } from '../changes.ts'
import { startListing } from '../listing.ts'
import type { Entry } from '../../contract.ts'

async function start(t: Test) {
  const place = await makePlace()
  const clock = makeClock()
  const listing = startListing({ files: place.files, clock })
  t.teardown(async () => {
    listing.stop()
    await place.remove()
  })
  return { place, clock, listing }
}

t.test('[F-1] every kind of thing is listed for what it is, and nothing is followed or opened to find out', async t => {
  const { place, listing } = await start(t)
  await place.write('notes.md', 'ééé')
  await mkdir(join(place.root, 'plots'))
  await mkdir(join(place.root, '.stoa'))
  await symlink('notes.md', join(place.root, 'to-file'))
  await symlink('plots', join(place.root, 'to-folder'))
  await symlink('nowhere', join(place.root, 'broken'))
  await place.linkOut('out')
  execFileSync('mkfifo', [join(place.root, 'pipe')])
  const { entries, total, next } = await listing.list('')
  const facts = Object.fromEntries(
    entries.map(({ name, kind, size, target, leads }) => [
      name,
      [kind, kind === 'file' ? size : '', target, leads].filter(Boolean).join(' '),
    ]),
  )
  t.strictSame(facts, {
    'notes.md': 'file 6',
    plots: 'directory',
    'to-file': 'link notes.md file',
    'to-folder': 'link plots directory',
    broken: 'link nowhere missing',
    out: 'link /etc outside',
    pipe: 'other',
  })
  t.equal(total, 7, '.stoa is not the viewer’s business')
  t.equal(next, undefined)
})

t.test('[F-1] 100,000 entries come page by page, each page fits a frame, and none is lost or told twice', async t => {
  const { place, clock, listing } = await start(t)
  await mkdir(join(place.root, 'many'))
  const names = Array.from({ length: 100_000 }, (_, i) => `a file with a rather long name ${String(i).padStart(6, '0')}.txt`)
  execFileSync('xargs', ['-0', 'touch'], { cwd: join(place.root, 'many'), input: names.join('\0') })
  const seen: string[] = []
  let after: string | undefined
  do {
    const page: { entries: Entry[]; total: number; next?: string } = await listing.list('many', after)
    if (page.total !== names.length || JSON.stringify(page).length > 1024 * 1024) t.fail('a page is too large or counts wrongly')
    seen.push(...page.entries.map(entry => entry.name))
    after = page.next
  } while (after !== undefined)
  t.strictSame(seen, names)
  t.equal(clock.waiting(), 0, 'after the last page no names are kept')
})

t.test('[F-1] names kept for the next page are let go when nobody asks, and not believed after a change', async t => {
  const { place, clock, listing } = await start(t)
  const long = 'n'.repeat(200)
  await Promise.all(Array.from({ length: 1500 }, (_, i) => place.write(`${long}${String(i).padStart(4, '0')}`)))
  const first = await listing.list('')
  t.equal(clock.waiting(), 1)
  await place.write('zzz-new')
  const rest = await listing.list('', first.next)
  t.equal(rest.entries.at(-1)?.name, 'zzz-new', 'a page after a change sees the change')
  await listing.list('')
  clock.pass(60_000)
  t.equal(clock.waiting(), 0)
})

t.test('[F-12] names with spaces, quotes, newlines and dashes, and two Unicode forms of one word, are just names', async t => {
  const { place, listing } = await start(t)
  const names = [
    ' lead',
    '-rf',
    '"q" \'q\'',
    'two\nlines',
    'back\\slash',
    'caf\u00e9',
    'cafe\u0301',
    '~',
    '#x',
    '%2e%2e',
    '\u202egnp.exe',
  ].sort()
  for (const name of names) await place.write(name)
  const { entries } = await listing.list('')
  t.strictSame(
    entries.map(entry => entry.name),
    names,
  )
})

t.test('[F-12] a name that is not UTF-8 is shown with its bytes, and can be given a name that is', async t => {
  const { place, listing } = await start(t)
  const latin = Buffer.from('caf\xe9.txt', 'latin1')
  await writeFile(Buffer.concat([Buffer.from(`${place.root}/`), latin]), 'x')
  await writeFile(Buffer.concat([Buffer.from(`${place.root}/`), Buffer.from('caf\xe8.txt', 'latin1')]), 'y')
  await place.write('plain')
  const { entries } = await listing.list('')
  t.strictSame(
    entries.map(({ name, bytes }) => [name, bytes !== undefined]),
    [
      ['caf\uFFFD.txt', true],
      ['caf\uFFFD.txt', true],
      ['plain', false],
    ],
  )
  const bytes = latin.toString('base64url')
  t.ok(entries.some(entry => entry.bytes === bytes))
  await t.rejects(repairName(place.files, { directory: '', bytes, name: 'plain' }), { code: 'exists' })
  await t.rejects(repairName(place.files, { directory: '', bytes: Buffer.from('../x\xff', 'latin1').toString('base64url'), name: 'x' }), {
    code: 'bytes_invalid',
  })
  const { entry } = await repairName(place.files, { directory: '', bytes, name: 'café.txt' })
  t.match(entry, { name: 'café.txt', size: 1 })
  t.strictSame((await listing.list('')).entries.filter(e => e.bytes !== undefined).length, 1)
})

t.test('[F-12] what is missing, a file, private or outside is refused in words', async t => {
  const { place, listing } = await start(t)
  await place.write('file')
  await place.linkOut('out')
  await t.rejects(listing.list('gone'), { code: 'not_found', message: /gone/ })
  await t.rejects(listing.list('file'), { code: 'not_directory' })
  await t.rejects(listing.list('.stoa'), { code: 'path_private' })
  await t.rejects(listing.list('out'), { code: 'path_outside' })
  await t.rejects(listing.list('..'), { code: 'path_invalid' })
})
