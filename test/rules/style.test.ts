import { basename } from 'node:path'
import t from 'tap'
import { isSource, parse, readTracked, trackedFiles } from './sources.ts'
import { machineNames, notErasable, notListed, undocumented } from './style.ts'

const files = trackedFiles()
const sources = files.filter(isSource)
const parsed = (file: string) => parse({ file, text: readTracked(file) })
const isTest = (file: string) => /(^|\/)test\/|\.test\.tsx?$/.test(file)

t.test('[style] no file of source is longer than 400 lines', async t => {
  const long = sources.map(file => ({ file, lines: readTracked(file).split('\n').length - 1 })).filter(({ lines }) => lines > 400)
  t.same(long, [])
})

t.test('[style] whatever the SDK exports says what it is for', async t => {
  const open = sources.filter(file => file.startsWith('sdk/') && !isTest(file) && basename(file) !== 'index.ts')
  t.same(
    open.flatMap(file => undocumented(parsed(file)).map(name => `${file}: ${name}`)),
    [],
  )
  const text =
    '/** Said. */\nexport const said = 1\nexport const unsaid = 2\nexport type Thing = Static<typeof ThingSchema>\n/** Said. */\nexport const ThingSchema = 3\nexport function mute() {}\nconst own = 4'
  t.same(undocumented(parse({ file: 'x.ts', text })), ['unsaid', 'mute'])
})

t.test('[style] an index lists exports and does nothing else', async t => {
  t.same(
    sources.filter(file => basename(file) === 'index.ts').flatMap(file => notListed(parsed(file)).map(line => `${file}: ${line}`)),
    [],
  )
  t.same(notListed(parse({ file: 'index.ts', text: `export { a } from './a.ts'\nexport const b = 1` })), ['export const b = 1'])
})

t.test('[style] Node runs every file by taking its types away: no enum, namespace, decorator or parameter property', async t => {
  t.same(
    sources.filter(file => !file.endsWith('.mjs')).flatMap(file => notErasable(parsed(file)).map(what => `${file}: ${what}`)),
    [],
  )
  const text = `enum A { x }\nnamespace B { export const y = 1 }\nclass C { @once z = 1\n constructor(private q: number) {} }\ndeclare module 'd' {}`
  t.same(notErasable(parse({ file: 'x.ts', text })), [
    'an enum at line 1',
    'a namespace at line 2',
    'a decorator at line 3',
    'a parameter property at line 4',
  ])
})

t.test('[style] nothing names a path of one machine or a host that packages come from', async t => {
  const texts = files.filter(file => !/\.(png|jpe?g|gif|pdf|woff2?|ico|bin|gz|zip)$/.test(file))
  t.same(
    texts.flatMap(file => machineNames(readTracked(file)).map(name => `${file}: ${name}`)),
    [],
  )
  const slash = '/'
  t.same(machineNames(`cat ${slash}work/main/x, ${slash}root/.npmrc and ${slash}home/ada/x`), [
    `${slash}work/`,
    `${slash}root/`,
    `${slash}home/ada/`,
  ])
  t.same(machineNames('/home/user/a.sagews, ./work/x, network/work/x, https://example.org'), [])
})
