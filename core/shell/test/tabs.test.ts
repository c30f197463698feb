import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { closeTab, folderHint, moveTab, noTabs, openTab, readTabs, renameTab, type Tabs } from '../app/project/tabs.ts'

const opened = (...paths: string[]): Tabs => paths.reduce(openTab, noTabs)

t.test('[U-1] a new tab stands beside the one last looked at, and closing goes back to it', async t => {
  let tabs = opened('a', 'b', 'c')
  tabs = openTab(tabs, 'a')
  tabs = openTab(tabs, 'd')
  t.strictSame(tabs.files, ['a', 'd', 'b', 'c'])
  const closed = closeTab(tabs, 'd')
  t.equal(closed.next, 'a')
  t.strictSame(closed.tabs.files, ['a', 'b', 'c'])
  t.equal(closeTab(opened('a'), 'a').next, undefined, 'after the last there is none')
})

t.test('[U-1] tabs with one name are told apart by their folders', async t => {
  const files = ['a/x.py', 'b/x.py', 'x.py', 'y.py']
  t.strictSame(
    files.map(path => folderHint(path, files)),
    ['a', 'b', '.', ''],
  )
})

t.test('[U-1] a tab is dragged to where another stands', async t => {
  t.strictSame(moveTab(opened('a', 'b', 'c'), { path: 'a', to: 2 }).files, ['b', 'c', 'a'])
  t.strictSame(moveTab(opened('a', 'b', 'c'), { path: 'c', to: 0 }).files, ['c', 'a', 'b'])
  t.strictSame(moveTab(opened('a'), { path: 'gone', to: 0 }).files, ['a'])
})

t.test('[U-1] whatever was kept is read as tabs, and what was well kept comes back as it was', async t => {
  fc.assert(
    fc.property(fc.anything(), kept => {
      const { files, recent } = readTabs(kept)
      assert.ok(new Set(files).size === files.length && recent.every(path => files.includes(path)))
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 20 }), paths =>
      assert.deepEqual(readTabs(JSON.parse(JSON.stringify(opened(...paths)))), opened(...paths)),
    ),
  )
  t.pass()
})

t.test('[U-1] after any opening, closing and moving, each file has one tab and is remembered once', async t => {
  const path = fc.constantFrom('a', 'b', 'c', 'd/a')
  const step = fc.oneof(
    path.map(p => (tabs: Tabs) => openTab(tabs, p)),
    path.map(p => (tabs: Tabs) => closeTab(tabs, p).tabs),
    fc.tuple(path, fc.integer({ min: 0, max: 4 })).map(
      ([p, to]) =>
        (tabs: Tabs) =>
          moveTab(tabs, { path: p, to }),
    ),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const { files, recent } = steps.reduce((tabs, run) => run(tabs), noTabs)
      assert.deepEqual(files.toSorted(), recent.toSorted())
      assert.equal(new Set(files).size, files.length)
    }),
  )
  t.pass()
})

t.test('[S-4] a renamed file keeps its tab’s place, and a tab that its new name has already is one with it', async t => {
  const tabs = renameTab(opened('a', 'b', 'c'), { from: 'b', to: 'd' })
  t.strictSame(tabs, { files: ['a', 'd', 'c'], recent: ['c', 'd', 'a'] })
  t.strictSame(renameTab(tabs, { from: 'd', to: 'c' }), { files: ['a', 'c'], recent: ['c', 'a'] })
  t.equal(renameTab(tabs, { from: 'x', to: 'y' }), tabs)
})
