import fc from 'fast-check'
import t from 'tap'
import { crumbsOf, inOneLine, nameOf, newName, parentOf, pathIn, sizeText, timeText, urlPath, withExtension, wrongName } from '../names.ts'

t.test('[F-3] a new thing is named for the day and time', async t => {
  t.equal(newName(new Date(2026, 10, 4, 9, 5, 7)), '2026-11-04-090507')
})

t.test('[F-3] a kind adds its extension unless the name has one', async t => {
  t.equal(withExtension('zeros', '.sagews'), 'zeros.sagews')
  t.equal(withExtension('zeros.py', '.sagews'), 'zeros.py')
  t.equal(withExtension('.bashrc', '.txt'), '.bashrc.txt')
  t.equal(withExtension('notes', ''), 'notes')
})

t.test('[F-3] a name that cannot be given is refused with why, before anything is asked of the server', async t => {
  for (const name of ['', '  ', '..', 'a/../b', '.', 'a\0b', 'ä'.repeat(128)])
    t.type(wrongName(name), 'string', JSON.stringify(name.slice(0, 9)))
  for (const name of ['a', 'a/b', '...', 'a b', '-rf', '"', 'ä'.repeat(127)]) t.equal(wrongName(name), null, name.slice(0, 9))
})

t.test('[F-6] any path survives the way through an address', async () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ minLength: 1 }).filter(name => !name.includes('/')),
        { minLength: 1 },
      ),
      parts => {
        const url = new URL(`http://stoa.test/files@1/download/${urlPath(parts.join('/'))}?view=1`)
        // Addresses take dots as steps; such names are never given.
        if (parts.some(part => part === '.' || part === '..')) return true
        return (
          url.hash === '' &&
          url.search === '?view=1' &&
          url.pathname.slice('/files@1/download/'.length).split('/').map(decodeURIComponent).join('/') === parts.join('/')
        )
      },
    ),
  )
})

t.test('a path is its parent and its name, and its crumbs lead to it', async () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ minLength: 1 }).filter(name => !name.includes('/')),
        { minLength: 1 },
      ),
      parts => {
        const path = parts.join('/')
        const crumbs = crumbsOf(path)
        return (
          pathIn(parentOf(path), nameOf(path)) === path && crumbs.at(-1)!.path === path && crumbs.map(({ name }) => name).join('/') === path
        )
      },
    ),
  )
})

t.test('sizes have at most three digits and a unit', async t => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1950, '1.9 kB'],
    [23_400, '23.4 kB'],
    [184_320, '184 kB'],
    [999_600, '1.0 MB'],
    [2_000_000_000, '2.0 GB'],
  ] as const)
    t.equal(sizeText(bytes), text)
})

t.test('times are told as people do', async t => {
  const now = new Date(2026, 10, 24, 12, 0).getTime()
  t.notMatch(timeText(new Date(2026, 10, 24, 9, 5).getTime(), now), /2026|24/)
  t.match(timeText(new Date(2026, 9, 3, 9, 5).getTime(), now), /3/)
  t.match(timeText(new Date(2025, 9, 3).getTime(), now), /2025/)
})

t.test('[F-12] a name is shown in one line, whatever is in it', t => {
  t.equal(inOneLine('a\nb\tc\u007f.txt'), 'a␊b␉c␡.txt')
  t.equal(inOneLine(' Krümel “x” '), ' Krümel “x” ')
  t.end()
})
