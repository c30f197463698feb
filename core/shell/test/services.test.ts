import t from 'tap'
import { createFileActions } from '../app/services/actions.ts'
import { createEditors, editorAfter, editorsFor } from '../app/services/editors.ts'
import { createPages } from '../app/services/pages.ts'
import { createSettings } from '../app/services/settings.ts'
import { createToasts } from '../app/services/toasts.ts'

const editor = (id: string, fits: (path: string) => number) => ({ id, title: id, fits, mount: () => () => undefined })

t.test('[K-10] the editor that fits best opens a file; one that fails at the question opens nothing', async t => {
  const editors = createEditors()
  editors.add(editor('text', () => 1))
  const gone = editors.add(editor('sagews', path => (path.endsWith('.sagews') ? 100 : 0)))
  editors.add(
    editor('broken', () => {
      throw new Error('no')
    }),
  )
  const ids = (path: string) => editorsFor(editors.list.get(), path).map(({ id }) => id)
  t.strictSame(ids('a.sagews'), ['sagews', 'text'])
  t.strictSame(ids('a.py'), ['text'])
  t.throws(() => editors.add(editor('text', () => 1)), { message: /“text”/ })
  const [sagews, text] = editorsFor(editors.list.get(), 'a.sagews')
  t.equal(editorAfter(editors.list.get(), { path: 'a.sagews', editor: sagews! }), text, 'what it leaves goes to the next')
  t.equal(editorAfter(editors.list.get(), { path: 'a.sagews', editor: text! }), undefined)
  void gone()
  t.strictSame(ids('a.sagews'), ['text'])
})

t.test('[K-10] a file has the actions that fit it, each once, for as long as their plugin is there', async t => {
  const actions = createFileActions()
  const action = (id: string, fits: (path: string) => boolean) => ({ id, title: id, icon: 'M2 2h12', fits, run: () => undefined })
  const gone = actions.add(action('history', () => true))
  actions.add(action('build', path => path.endsWith('.tex')))
  actions.add(
    action('broken', () => {
      throw new Error('no')
    }),
  )
  const ids = (path: string) => actions.of(path).map(({ id }) => id)
  t.strictSame(ids('a.tex'), ['history', 'build'])
  t.strictSame(ids('a.py'), ['history'])
  t.throws(() => actions.add(action('build', () => true)), { message: /“build”/ })
  void gone()
  t.strictSame(ids('a.py'), [])
})

t.test('[K-10] pages stand in the rail by their order, and none takes the place of the shell’s own', async t => {
  const pages = createPages(['people'])
  const page = (id: string, order: number) => ({ id, title: id, icon: 'M2 2h12', order, mount: () => () => undefined })
  pages.add(page('find', 20))
  pages.add(page('files', 10))
  t.strictSame(
    pages.list.get().map(({ id }) => id),
    ['files', 'find'],
  )
  t.throws(() => pages.add(page('people', 1)), { message: /“people”/ })
  t.throws(() => pages.add(page('files', 1)), { message: /“files”/ })
})

t.test('[P-9] a setting is there at once, saved once for many changes, and refused in a sentence', async t => {
  const saved: [string, unknown][] = []
  const failures: unknown[] = []
  let refuse = false
  const api = {
    async saveSetting(key: string, value: unknown) {
      if (refuse) throw new Error('too large')
      saved.push([key, value])
    },
  }
  const settings = createSettings({ initial: { theme: 'dark' }, api, failed: error => failures.push(error), after: 60_000 })
  const heard: string[] = []
  settings.onChange(key => heard.push(key))
  t.equal(settings.get('theme', 'system'), 'dark')
  t.equal(settings.get('other', 7), 7)
  settings.set('theme', 'dark')
  settings.set('size', 12)
  settings.set('size', 13)
  t.equal(settings.get('size', 0), 13)
  await settings.flush()
  t.strictSame(saved, [['size', 13]], 'what has not changed is not sent')
  t.strictSame(heard, ['size', 'size'])
  refuse = true
  settings.set('size', 14)
  await settings.flush()
  t.match(failures, [{ message: 'too large' }])
})

t.test('[U-4] toasts come one at a time, the same one once, and old ones give way before they pile up', async t => {
  const toasts = createToasts()
  const sentences = () => toasts.waiting.get().map(({ sentence }) => sentence)
  toasts.show('one')
  toasts.show('one')
  toasts.show('two')
  t.strictSame(sentences(), ['one', 'two'])
  for (let i = 0; i < 20; i++) toasts.show(`more ${i}`)
  t.equal(sentences()[0], 'one', 'the one that is read stays')
  t.ok(sentences().length <= 6)
  t.equal(sentences().at(-1), 'more 19')
  toasts.dismiss(toasts.waiting.get()[0]!.id)
  t.not(sentences()[0], 'one')
})
