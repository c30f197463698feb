import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { formatRoute, parseRoute, type Route } from '../app/router.ts'

const parse = (href: string, base = ''): Route => parseRoute(new URL(href, 'http://stoa.test'), base)
const project = '6f1c0f5e-5a0e-4c4e-8d5c-2d4f0d1f6a11'

t.test('[U-1] a file’s address names its path and line, whatever characters it has', async t => {
  t.strictSame(parse(`/projects/${project}/file/notes/a%20b.sagews?line=12`), {
    view: 'project',
    project,
    place: { at: 'file', path: 'notes/a b.sagews', line: 12 },
  })
  t.strictSame(parse(`/projects/${project}/`), { view: 'project', project, place: { at: 'start' } })
  t.strictSame(parse(`/projects/${project}/page/files`), { view: 'project', project, place: { at: 'page', page: 'files' } })
  t.strictSame(
    parse(`/projects/${project}/file/a?line=no`),
    { view: 'project', project, place: { at: 'file', path: 'a' } },
    'a line that is none is left out',
  )
})

t.test('[U-1] each route is read back from the address it is written to, below any base', async t => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter(text => text.isWellFormed() && !text.includes('/') && !/^\.{1,2}$/.test(text))
  const place = fc.oneof(
    fc.constant({ at: 'start' as const }),
    fc
      .tuple(name, fc.option(fc.dictionary(name, name, { minKeys: 1, maxKeys: 3, noNullPrototype: true }), { nil: undefined }))
      .map(([page, query]) => ({ at: 'page' as const, page, ...(query && { query }) })),
    fc
      .tuple(fc.array(name, { minLength: 1, maxLength: 4 }), fc.option(fc.integer({ min: 1 }), { nil: undefined }))
      .map(([names, line]) => ({
        at: 'file' as const,
        path: names.join('/'),
        ...(line !== undefined && { line }),
      })),
  )
  fc.assert(
    fc.property(place, fc.constantFrom('', '/stoa', '/a/b'), (place, base) => {
      const route: Route = { view: 'project', project, place }
      assert.deepEqual(parse(formatRoute(route, base), base), route)
    }),
  )
  t.pass()
})

t.test('[P-3] a link’s token travels in the fragment, which no server sees', async t => {
  t.strictSame(parse('/welcome#tok-en_1'), { view: 'welcome', token: 'tok-en_1' })
  t.strictSame(parse('/join#abc'), { view: 'join', token: 'abc' })
  t.equal(formatRoute({ view: 'join', token: 'abc' }, '/stoa'), '/stoa/join#abc')
})

t.test('[P-1] after signing in, only an address of our own is followed', async t => {
  t.strictSame(parse('/sign-in?next=%2Fprojects%2Fx%2F'), { view: 'sign-in', next: '/projects/x/' })
  for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\t/evil.example']) {
    t.strictSame(parse(`/sign-in?next=${encodeURIComponent(evil)}`), { view: 'sign-in' }, JSON.stringify(evil))
  }
})

t.test('[U-4] what is no address of the page is known as such', async t => {
  for (const path of [
    '/nothing',
    '/projects',
    '/projects/',
    `/projects/${project}/file/`,
    `/projects/${project}/file/a//b`,
    `/projects/${project}/%E0%A4%A`,
  ]) {
    t.match(parse(path), { view: 'unknown' }, path)
  }
  t.match(parse('/elsewhere/', '/stoa'), { view: 'unknown' }, 'outside of the base')
  t.match(parse('/stoa', '/stoa'), { view: 'projects' })
})
