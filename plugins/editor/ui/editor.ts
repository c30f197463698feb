import { history, historyKeymap } from '@codemirror/commands'
import { gotoLine } from '@codemirror/search'
import { Compartment, EditorState, type Extension, type StateEffect } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { stops, type Stop } from '@stoa/sdk/contract'
import { cspNonce, openDocument, type Settings, type Toasts } from '@stoa/sdk/ui'
import type { TextEditorGiven } from '../api.ts'
import { basics } from './basics.ts'
import { commandsOf, sizes } from './commands.ts'
import { indentBy, indentationOf, indentationSentence } from './indent.ts'
import { loadKeys, type Keys } from './keys.ts'
import { languageOf, loadLanguage } from './language.ts'
import { noticesOf, savedSentence, type Notice } from './notice.ts'
import { saving } from './origin.ts'
import { ruler } from './ruler.ts'
import { openSecond, type Second } from './second.ts'
import { addStyles } from './style.ts'
import { toolbar } from './toolbar.ts'

/** What the editor is mounted with. */
export type EditorGiven = TextEditorGiven & { settings: Settings; toasts: Toasts }

/** Refusals of files that others may show, and that can be fetched all the same. */
const noText: ReadonlySet<string> = new Set(['not_text', 'too_large'])

/** Opens a text file where the shell says. */
export function mountEditor({ place, settings, toasts, extensions = [], opened }: EditorGiven): Stop {
  addStyles()
  const mounted = stops()
  const { path, project } = place
  const shared = openDocument({ connect: place.connect, project: project.id, path, viewer: place.viewer })
  mounted.add(() => shared.close())
  mounted.add(shared.onMoved(place.moved))
  const root = element('div', 'ed')
  const notices = element('div', 'ed-notices')
  const text = element('div', 'ed-text')
  const narrow = matchMedia('(max-width: 640px)')
  const wait = element('div', 'ed-wait')
  text.append(wait)
  root.append(notices, text)
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())
  const failed = (failure: unknown) => toasts.show((failure as Error).message)
  const save = () => void shared.save().catch(failed)

  function keepCopy(): void {
    const url = URL.createObjectURL(new Blob([shared.lost!.toString()], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = url
    link.download = nameOf(path)
    link.click()
    URL.revokeObjectURL(url)
  }

  function open(): void {
    const [look, keys, language, indent, access] = Array.from({ length: 5 }, () => new Compartment()) as [
      Compartment,
      Compartment,
      Compartment,
      Compartment,
      Compartment,
    ]
    const wrapped = () => settings.get('editor.wrap', true)
    const lookNow = () => [wrapped() ? EditorView.lineWrapping : [], ruler(settings.get<number>('editor.ruler', 0))]
    const indentation = indentationOf(shared.text(), path)
    const named = languageOf(path)?.name
    let keysNow: Extension = []
    let languageNow: Extension = []
    let tell = () => {}
    let second: Second | null = null
    let left = false
    mounted.add(() => void (left = true))
    const split = () => (second ? join() : divide())
    /** What both views of a text have. */
    const common = (more: Extension): Extension => [
      keys.of(keysNow),
      more,
      keymap.of([
        { key: 'Mod-s', preventDefault: true, run: () => (save(), true) },
        { key: 'Alt-z', run: () => (settings.set('editor.wrap', !wrapped()), true) },
        { key: 'Mod-Alt-g', run: gotoLine },
      ]),
      saving.of(save),
      basics,
      look.of(lookNow()),
      indent.of(indentBy(indentation)),
      language.of(languageNow),
      EditorView.contentAttributes.of({
        'aria-label': `Text of ${path}`,
        spellcheck: 'false',
        autocapitalize: 'off',
        autocorrect: 'off',
      }),
      cspNonce() ? EditorView.cspNonce.of(cspNonce()) : [],
      EditorView.updateListener.of(update => {
        if (update.focusChanged && update.view.hasFocus) active = update.view
        if (update.docChanged || update.selectionSet || update.focusChanged) tell()
      }),
    ]
    const view = new EditorView({
      parent: text,
      state: EditorState.create({
        doc: shared.text(),
        extensions: [
          shared.extension,
          EditorView.updateListener.of(update => second?.hear(update.transactions)),
          common([extensions, history(), keymap.of(historyKeymap)]),
        ],
      }),
    })
    let active = view
    wait.remove()
    mounted.add(() => view.destroy())
    const readOnly = () => access.of(EditorState.readOnly.of(view.state.readOnly))
    function divide(): void {
      if (narrow.matches) return
      second = openSecond({ first: view, parent: text, extensions: [readOnly(), common([])] })
      second.view.contentDOM.setAttribute('aria-label', `Text of ${path}, second view`)
      second.view.focus()
      second.view.dispatch({ effects: EditorView.scrollIntoView(second.view.state.selection.main.head, { y: 'center' }) })
      tell()
    }
    function join(): void {
      void second?.stop()
      second = null
      active = view
      view.focus()
      tell()
    }
    mounted.add(() => void second?.stop())
    const each = (effects: StateEffect<unknown>) => {
      view.dispatch({ effects })
      second?.view.dispatch({ effects })
    }
    const bar = toolbar({
      element: place.toolbar,
      view,
      active: () => active,
      wrapped,
      toggleWrap: () => settings.set('editor.wrap', !wrapped()),
      divided: () => second !== null,
      split,
    })
    mounted.add(bar.stop)
    tell = () => {
      const how = [named, indentationSentence(indentation)].filter(part => part !== undefined)
      place.status({ left: savedSentence(shared), right: [whereIs(active), ...how].join(' · ') })
      place.unsaved(shared.saved < shared.version || shared.state === 'unsaved' || shared.state === 'offline')
      place.people(shared.people.map(person => ({ session: person.session, name: person.user.name, colour: person.colour })))
      paint(notices, noticesOf(shared), keepCopy)
      bar.update()
    }
    /** A view takes no other update within one of its own. */
    const mayType = () =>
      queueMicrotask(() => {
        if (second && second.view.state.readOnly !== view.state.readOnly)
          second.view.dispatch({ effects: access.reconfigure(EditorState.readOnly.of(view.state.readOnly)) })
      })
    const dress = () => {
      root.style.setProperty('--editor-size', `${settings.get<number>('editor.size', sizes.usual)}px`)
      each(look.reconfigure(lookNow()))
      view.requestMeasure()
      second?.view.requestMeasure()
      tell()
    }
    let chosen: Keys = 'usual'
    const type = () => {
      const wanted = settings.get<Keys>('editor.keys', 'usual')
      if (wanted === chosen) return
      chosen = wanted
      void loadKeys(wanted).then(found => {
        if (left || wanted !== chosen) return
        keysNow = found
        each(keys.reconfigure(found))
      }, failed)
    }
    dress()
    type()
    for (const stop of [
      shared.onState(() => {
        tell()
        mayType()
      }),
      shared.onPeople(() => tell()),
      settings.onChange(key => {
        if (key === 'editor.keys') type()
        else if (key.startsWith('editor.')) dress()
      }),
    ])
      mounted.add(stop)
    mounted.add(place.commands(commandsOf({ view: () => active, shared, settings, save, split })))
    void loadLanguage(path).then(found => {
      if (!found || left) return
      languageNow = found
      each(language.reconfigure(found))
    })
    mounted.add(opened?.({ view, document: shared, goTo: line => goTo(view, line) }))
    if (place.line !== undefined) goTo(view, place.line)
    if (place.element.closest('[inert]') === null) view.focus()
  }

  shared.ready.then(open, () => {
    if (noText.has(shared.error?.code ?? '') && place.pass()) return
    wait.setAttribute('role', 'alert')
    const fetched = document.createElement('a')
    fetched.className = 'ed-button ed-outline'
    fetched.href = project.url(`files@1/download/${path.split('/').map(encodeURIComponent).join('/')}`)
    fetched.download = nameOf(path)
    fetched.textContent = 'Download'
    wait.replaceChildren(
      shared.error?.message ?? `${path} could not be opened.`,
      ...(noText.has(shared.error?.code ?? '') ? [fetched] : []),
    )
  })
  return mounted.stop
}

function goTo(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines))
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
}

function whereIs(view: EditorView): string {
  const { main, ranges } = view.state.selection
  const line = view.state.doc.lineAt(main.head)
  const selected = ranges.reduce((sum, { from, to }) => sum + to - from, 0)
  const more = ranges.length > 1 ? `, ${ranges.length} cursors` : selected > 0 ? `, ${selected} selected` : ''
  return `Ln ${line.number}, Col ${main.head - line.from + 1}${more}`
}

/** Shows notices above the text; nothing is touched while they stay the same. */
function paint(element: HTMLElement, notices: readonly Notice[], keepCopy: () => void): void {
  const key = JSON.stringify(notices)
  if (element.dataset['key'] === key) return
  element.dataset['key'] = key
  element.replaceChildren(
    ...notices.map(({ sentence, bad, copy }) => {
      const note = document.createElement('div')
      note.className = 'ed-note'
      note.dataset['bad'] = String(bad)
      note.setAttribute('role', bad ? 'alert' : 'status')
      note.append(sentence)
      if (copy) {
        const button = document.createElement('button')
        button.type = 'button'
        button.className = 'ed-button ed-outline'
        button.textContent = 'Download the copy'
        button.addEventListener('click', keepCopy)
        note.append(button)
      }
      return note
    }),
  )
}

const nameOf = (path: string): string => path.split('/').at(-1)!

function element(tag: string, name: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = name
  return made
}
