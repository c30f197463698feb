import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Processes } from '@stoa/sdk/project'
import { makePlace } from '../../test/place.ts'
import type { Found } from '../../contract.ts'
import { cutLine } from '../find-in.ts'
import { find, type Query } from '../find.ts'

const usual: Query = { directory: '', text: 'zeta', expression: false, exactCase: false, hidden: false }

/** Searches by our own walk, as where ripgrep is missing. */
async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  const at = (path: string) => join(place.root, path)
  const look = async (query: Partial<Query>, signal = new AbortController().signal) => {
    const all: Found[] = []
    const found = async (some: Found[]) => void all.push(...some)
    const ended = await find({
      files: place.files,
      processes: {} as Processes,
      query: { ...usual, ...query },
      found,
      signal,
      ripgrep: Promise.resolve(false),
    })
    return { ...ended, lines: all.map(one => `${one.path}:${one.line} ${one.text.slice(one.from, one.to)}`) }
  }
  return { ...place, at, look }
}

t.test('[F-8] without ripgrep text is found by our own walk: by words, by expression, in any case or exactly', async t => {
  const { at, look } = await start(t)
  await mkdir(at('src/deep'), { recursive: true })
  await mkdir(at('.stoa/history'), { recursive: true })
  await writeFile(at('src/a.py'), 'one\nZeta(s)\r\nzeta zeta\n')
  await writeFile(at('src/deep/b.txt'), 'ζeta zeta.*')
  await writeFile(at('.hidden'), 'zeta')
  await writeFile(at('.stoa/history/secret'), 'zeta')
  await writeFile(at('binary'), Buffer.from('zeta\0zeta'))
  await symlink('/etc', at('out'))
  await symlink('.', at('circle'))
  execFileSync('mkfifo', [at('pipe')])
  t.strictSame(await look({}), {
    lines: ['src/a.py:2 Zeta', 'src/a.py:3 zeta', 'src/deep/b.txt:1 zeta'],
    matches: 3,
    files: 2,
    limited: false,
  })
  t.strictSame((await look({ exactCase: true })).lines, ['src/a.py:3 zeta', 'src/deep/b.txt:1 zeta'])
  t.strictSame((await look({ hidden: true })).lines[0], '.hidden:1 zeta')
  t.strictSame((await look({ text: 'zeta.*' })).lines, ['src/deep/b.txt:1 zeta.*'], 'a star is a star')
  t.strictSame((await look({ text: 'z.t.\\(', expression: true, directory: 'src' })).lines, ['src/a.py:2 Zeta('])
  await t.rejects(look({ text: '(', expression: true }), { code: 'search_invalid', message: /“\(”/ })
  await t.rejects(look({ directory: 'out' }), { code: 'path_outside' })
})

t.test('[F-8] a search that finds too much says so, and one that takes for ever can be ended', async t => {
  const { at, look } = await start(t)
  await writeFile(at('many'), 'zeta\n'.repeat(1000))
  t.match(await look({}), { matches: 200, limited: true })
  await writeFile(at('evil'), `${'a'.repeat(60)}!`)
  const cancel = new AbortController()
  const slow = look({ text: '^(a+)+$', expression: true }, cancel.signal)
  setImmediate(() => cancel.abort())
  await t.rejects(slow, 'the thread is ended in the middle of an expression')
})

t.test('[F-8] a long line is cut so that the match is seen', async t => {
  const text = `${'x'.repeat(1000)}zeta${'y'.repeat(1000)}`
  const cut = cutLine({ path: 'a', line: 1, text, from: 1000, to: 1004 })
  t.equal(cut.text.slice(cut.from, cut.to), 'zeta')
  t.equal(cut.text.length, 240)
})
