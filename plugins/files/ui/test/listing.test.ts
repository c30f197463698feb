import t from 'tap'
import type { Entry } from '../../contract.ts'
import { followFolder } from '../listing.ts'

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({ name, kind: 'file', size: 0, modified: 0, ...more })
type Given = Parameters<typeof followFolder>[0]

/** A project whose folders a test fills, and a page that follows one of them. */
function following(folders: Record<string, Entry[][]>) {
  const listeners: Record<string, ((body: unknown) => void)[]> = {}
  const calls: string[] = []
  const shown: string[] = []
  const said: string[] = []
  const remote = {
    async call(name: string, { directory = '', path = '', after }: { directory?: string; path?: string; after?: string }) {
      calls.push(`${name} ${directory || path}`)
      if (name === 'stat') {
        const parts = path.split('/')
        while (parts.length > 0 && !folders[parts.join('/')]) parts.pop()
        return folders[path]
          ? { entry: entry(path, { kind: 'directory' }), nearest: path }
          : { entry: null, nearest: parts.join('/'), why: `${path} is not there.` }
      }
      const pages = folders[directory]
      if (!pages) throw new Error(`There is no folder ${directory}.`)
      if (name !== 'list') return {}
      const index = Number(after ?? 0)
      return { entries: pages[index]!, total: pages.flat().length, ...(index + 1 < pages.length && { next: String(index + 1) }) }
    },
    on: (name: string, listener: (body: unknown) => void) => ((listeners[name] ??= []).push(listener), () => {}),
    onState: (listener: (state: string) => void) => ((listeners['state'] ??= []).push(listener as never), () => {}),
  } as unknown as Given['remote']
  const following = followFolder({
    remote,
    by: { sort: 'name', down: false },
    directory: '',
    changed: () => shown.push(following.folder.list.map(({ name }) => name).join(' ')),
    vanished: sentence => said.push(sentence),
  })
  const settled = () => new Promise<void>(resolve => setImmediate(resolve))
  return {
    following,
    calls,
    shown,
    said,
    folders,
    async open() {
      for (const hear of listeners['state']!) hear('open')
      await settled()
    },
    async news(body: object) {
      for (const hear of listeners['listing']!) hear({ directory: '', changed: [], removed: [], ...body })
      await settled()
    },
    async go(to: string) {
      following.go(to)
      await settled()
    },
  }
}

t.test('[F-1] a folder is watched before it is listed, and shown while it is still coming', async t => {
  const page = following({ '': [[entry('c')], [entry('d')], [entry('e')], [entry('a')]] })
  await page.open()
  t.strictSame(page.calls, ['watch ', 'list ', 'list ', 'list ', 'list '])
  t.strictSame(page.shown, ['c', 'c d', 'a c d e'], 'each time that there is twice as much, and in the end')
  t.equal(page.following.folder.complete, true)
})

t.test('[F-1] what others do is there at once, in its place', async t => {
  const page = following({ '': [[entry('a'), entry('c')]] })
  await page.open()
  await page.news({ changed: [entry('b')] })
  await page.news({ removed: ['a'], changed: [entry('c', { size: 3 })] })
  t.strictSame(page.shown, ['a c', 'a b c', 'b c'])
  t.equal(page.following.folder.list[1]!.size, 3)
  await page.news({ directory: 'elsewhere', removed: ['b'] })
  t.equal(page.shown.length, 3, 'news of a folder that is not looked at is nothing')
})

t.test('[F-1] the same folder again is shown when it is whole: nothing goes and comes back', async t => {
  const page = following({ '': [[entry('a')], [entry('b')]] })
  await page.open()
  page.shown.length = 0
  await page.news({ again: true })
  await page.open()
  t.strictSame(page.shown, ['a b', 'a b'])
})

t.test('[F-1] an order that is asked for holds for what comes later', async t => {
  const page = following({ '': [[entry('a', { size: 1 }), entry('b', { size: 2 })]] })
  await page.open()
  page.following.sort({ sort: 'size', down: true })
  await page.news({ changed: [entry('c', { size: 3 })] })
  t.strictSame(page.shown.slice(-2), ['b a', 'c b a'])
})

t.test('[F-12] a folder that vanished gives way to the nearest one that is there, and it is said why', async t => {
  const page = following({ '': [[entry('top')]], a: [[entry('in a')]], 'a/b': [[entry('in b')]] })
  await page.open()
  await page.go('a/b')
  t.equal(page.shown.at(-1), 'in b')
  delete page.folders['a/b']
  await page.news({ directory: 'a/b', gone: 'The folder a/b is not there any more.' })
  t.equal(page.following.folder.directory, 'a')
  t.equal(page.shown.at(-1), 'in a')
  t.strictSame(page.said, ['a/b is not there.'])
  await page.go('a/x/y')
  t.equal(page.following.folder.directory, 'a')
  t.equal(page.said.at(-1), 'a/x/y is not there.')
})

t.test('a folder that cannot be listed says why, and is asked for again when the connection is back', async t => {
  const page = following({})
  await page.open()
  t.equal(page.following.folder.error, 'There is no folder .')
  page.folders[''] = [[entry('a')]]
  await page.open()
  t.equal(page.following.folder.error, null)
  t.equal(page.shown.at(-1), 'a')
})

t.test('only the folder that was asked for last is shown', async t => {
  const page = following({ '': [[entry('top')]], a: [[entry('in a')]] })
  await page.open()
  page.following.go('a')
  await page.go('')
  t.equal(page.shown.at(-1), 'top')
  t.notOk(page.shown.includes('in a'))
})
