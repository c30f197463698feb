import fc from 'fast-check'
import t from 'tap'
import { isInside, pathParts, walk, type Look, type Looked } from '../path.ts'

const root = '/srv/project'
const empty: Look = async () => ({ kind: 'missing' })
/** A small tree: absolute path to what is there. */
const tree =
  (entries: Record<string, Looked>): Look =>
  async path =>
    entries[path] ?? { kind: 'missing' }
const code = (failure: unknown) => (failure as { code?: string }).code

void t.test('[F-12] what no project path can be is refused by name', async t => {
  const hostile = [
    '/etc/passwd',
    '..',
    '../x',
    'a/../b',
    'a/..',
    './a',
    'a//b',
    'a/',
    '/',
    'a\0b',
    '\ud800',
    'x'.repeat(256),
    'ü'.repeat(128),
    'ab/'.repeat(2000) + 'c',
  ]
  for (const path of hostile) {
    const failure = await walk({ root, path, look: empty }).catch((thrown: unknown) => thrown)
    t.equal(code(failure), 'path_invalid', JSON.stringify(path.slice(0, 30)))
    t.match((failure as Error).message, /“/, 'and quotes what was received')
  }
})

void t.test('[F-12] names are kept as they are: both Unicode forms, spaces, dots, newlines', async t => {
  for (const path of ['Ünïcode', 'U\u0308', '\u00dc', '...', ' a', 'a\nb', '-rf', '~', 'a\\b', '..a/b..', 'x'.repeat(255)]) {
    t.equal(await walk({ root, path, look: empty }), `${root}/${path}`)
  }
  t.equal(await walk({ root, path: '', look: empty }), root)
})

void t.test('[F-12] .stoa is private, however it is reached', async t => {
  const look = tree({
    [`${root}/.stoa`]: { kind: 'directory' },
    [`${root}/door`]: { kind: 'link', to: '.stoa' },
    [`${root}/far`]: { kind: 'link', to: `${root}/a/../.stoa/history` },
    [`${root}/a`]: { kind: 'directory' },
    [`${root}/a/up`]: { kind: 'link', to: '../.stoa' },
    [`${root}/a/.stoa`]: { kind: 'directory' },
  })
  for (const path of ['.stoa', '.stoa/history', 'door', 'door/blobs', 'far', 'a/up', 'a/up/x']) {
    t.equal(code(await walk({ root, path, look }).catch((thrown: unknown) => thrown)), 'path_private', path)
  }
  t.equal(await walk({ root, path: 'a/.stoa', look }), `${root}/a/.stoa`, 'only the one at the top is')
})

void t.test('[F-12] links are followed inside and refused outside', async t => {
  const look = tree({
    [`${root}/in`]: { kind: 'link', to: 'a/b' },
    [`${root}/a`]: { kind: 'directory' },
    [`${root}/a/b`]: { kind: 'directory' },
    [`${root}/a/back`]: { kind: 'link', to: '../a/b/./c' },
    [`${root}/abs`]: { kind: 'link', to: `${root}/a` },
    [`${root}/out`]: { kind: 'link', to: '/etc/passwd' },
    [`${root}/up`]: { kind: 'link', to: '../other' },
    [`${root}/twin`]: { kind: 'link', to: `${root}-other/x` },
    [`${root}/dangling`]: { kind: 'link', to: '/tmp/not-there-yet' },
    [`${root}/round`]: { kind: 'link', to: 'dnuor' },
    [`${root}/dnuor`]: { kind: 'link', to: 'round' },
    [`${root}/file`]: { kind: 'other' },
    [`${root}/through`]: { kind: 'link', to: 'gone/../a' },
  })
  t.equal(await walk({ root, path: 'in/x', look }), `${root}/a/b/x`)
  t.equal(await walk({ root, path: 'a/back', look }), `${root}/a/b/c`)
  t.equal(await walk({ root, path: 'abs/b', look }), `${root}/a/b`)
  t.equal(await walk({ root, path: 'out', look, lastLink: 'keep' }), `${root}/out`, 'a link itself may be renamed or removed')
  const refused = {
    out: 'path_outside',
    'out/x': 'path_outside',
    up: 'path_outside',
    twin: 'path_outside',
    dangling: 'path_outside',
    round: 'path_invalid',
    'file/x': 'not_directory',
    through: 'path_invalid',
  }
  for (const [path, expected] of Object.entries(refused)) {
    t.equal(code(await walk({ root, path, look }).catch((thrown: unknown) => thrown)), expected, path)
  }
})

void t.test('[F-12] no path and no links lead out, whatever they are', async () => {
  const name = fc.constantFrom('a', 'b', 'c', '..', '.', '', '.stoa', 'é')
  const target = fc
    .tuple(fc.constantFrom('', '/', `${root}/`, '/srv/'), fc.array(name, { minLength: 1, maxLength: 5 }))
    .map(([start, parts]) => start + parts.join('/'))
  const looked: fc.Arbitrary<Looked> = fc.oneof(
    target.map((to): Looked => ({ kind: 'link', to })),
    fc.constantFrom<Looked>({ kind: 'directory' }, { kind: 'other' }, { kind: 'missing' }),
  )
  const place = fc
    .array(fc.constantFrom('a', 'b', 'c', '.stoa', 'é'), { minLength: 1, maxLength: 3 })
    .map(parts => [root, ...parts].join('/'))
  const entries = fc.array(fc.tuple(place, looked), { maxLength: 12 }).map(list => Object.fromEntries(list))
  await fc.assert(
    fc.asyncProperty(entries, fc.array(name, { maxLength: 6 }), fc.constantFrom('follow', 'keep'), async (links, parts, lastLink) => {
      const look = tree(links)
      let found: string
      try {
        found = await walk({ root, path: parts.join('/'), look, lastLink })
      } catch (failure) {
        return typeof code(failure) === 'string'
      }
      if (!isInside(root, found) || found.includes('/../') || found.endsWith('/..')) return false
      // What is answered has no link left in it, so that the kernel goes to the same place.
      const steps = found.slice(root.length).split('/').slice(1)
      for (let length = 1; length <= steps.length; length++) {
        const at = [root, ...steps.slice(0, length)].join('/')
        if ((await look(at)).kind === 'link' && !(lastLink === 'keep' && length === steps.length)) return false
      }
      return true
    }),
    { numRuns: 3000 },
  )
})

void t.test('[F-12] any text is either refused or keeps its parts', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), path => {
      try {
        return pathParts(path).join('/') === path
      } catch (failure) {
        return code(failure) === 'path_invalid'
      }
    }),
  )
})
