import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, undo } from '@codemirror/commands'
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { gotoLine, highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view'
import { stops, type Stop } from '@stoa/sdk/contract'
import { cspNonce, openDocument, type Command, type OpenDocument, type Settings, type Toasts } from '@stoa/sdk/ui'
import type { TextEditorGiven } from '../api.ts'
import { loadLanguage } from './language.ts'
import { nearMisses } from './near.ts'
import { noticesOf, savedSentence, type Notice } from './notice.ts'
import { addStyles } from './style.ts'
import { theme } from './theme.ts'
import { toolbar } from './toolbar.ts'

/** What the editor is mounted with. */
export type EditorGiven = TextEditorGiven & { settings: Settings; toasts: Toasts }

/** Refusals of files that others may show, and that can be fetched all the same. */
const noText: ReadonlySet<string> = new Set(['not_text', 'too_large'])
const sizes = { least: 9, usual: 13, most: 28 } as const

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
    const wrap = new Compartment()
    const language = new Compartment()
    const wrapped = () => settings.get('editor.wrap', true)
    let tell = () => {}
    const view = new EditorView({
      parent: text,
      state: EditorState.create({
        doc: shared.text(),
        extensions: [
          shared.extension,
          extensions,
          keymap.of([
            { key: 'Mod-s', preventDefault: true, run: () => (save(), true) },
            { key: 'Alt-z', run: () => (settings.set('editor.wrap', !wrapped()), true) },
            { key: 'Mod-Alt-g', run: gotoLine },
          ]),
          basics,
          wrap.of(wrapped() ? EditorView.lineWrapping : []),
          language.of([]),
          EditorView.contentAttributes.of({
            'aria-label': `Text of ${path}`,
            spellcheck: 'false',
            autocapitalize: 'off',
            autocorrect: 'off',
          }),
          cspNonce() ? EditorView.cspNonce.of(cspNonce()) : [],
          EditorView.updateListener.of(update => {
            if (update.docChanged || update.selectionSet) tell()
          }),
        ],
      }),
    })
    wait.remove()
    mounted.add(() => view.destroy())
    const bar = toolbar({ element: place.toolbar, view, wrapped, toggleWrap: () => settings.set('editor.wrap', !wrapped()) })
    mounted.add(bar.stop)
    tell = () => {
      place.status({ left: savedSentence(shared), right: whereIs(view) })
      place.unsaved(shared.saved < shared.version || shared.state === 'unsaved' || shared.state === 'offline')
      place.people(shared.people.map(person => ({ session: person.session, name: person.user.name, colour: person.colour })))
      paint(notices, noticesOf(shared), keepCopy)
      bar.update()
    }
    const dress = () => {
      root.style.setProperty('--editor-size', `${settings.get<number>('editor.size', sizes.usual)}px`)
      view.dispatch({ effects: wrap.reconfigure(wrapped() ? EditorView.lineWrapping : []) })
      view.requestMeasure()
      tell()
    }
    dress()
    for (const stop of [
      shared.onState(() => tell()),
      shared.onPeople(() => tell()),
      settings.onChange(key => void (key.startsWith('editor.') && dress())),
    ])
      mounted.add(stop)
    mounted.add(place.commands(commandsOf({ view, shared, settings, save })))
    let left = false
    mounted.add(() => void (left = true))
    void loadLanguage(path).then(found => {
      if (found && !left) view.dispatch({ effects: language.reconfigure(found) })
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

const basics: Extension = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  codeFolding(),
  foldGutter({ openText: '⌄', closedText: '›' }),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  indentOnInput(),
  indentUnit.of('    '),
  bracketMatching(),
  closeBrackets(),
  rectangularSelection(),
  crosshairCursor(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  nearMisses,
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, indentWithTab]),
  EditorState.phrases.of({
    next: 'Next',
    previous: 'Previous',
    all: 'Select all',
    replace: 'Replace',
    'replace all': 'Replace all',
    'match case': 'Match case',
    regexp: 'Regular expression',
    'by word': 'Whole words',
    go: 'Go',
    'Go to line': 'Go to line (12, or 12:4)',
  }),
  theme,
]

function commandsOf({
  view,
  shared,
  settings,
  save,
}: {
  view: EditorView
  shared: OpenDocument
  settings: Settings
  save(): void
}): Command[] {
  const size = (by: number) => () =>
    settings.set('editor.size', Math.min(sizes.most, Math.max(sizes.least, settings.get<number>('editor.size', sizes.usual) + by)))
  const editable = () => shared.editable
  const within = (work: (view: EditorView) => unknown) => () => {
    view.focus()
    work(view)
  }
  return [
    { id: 'editor.save', title: 'Save', key: 'Mod-s', enabled: editable, run: save },
    { id: 'editor.find', title: 'Find and replace', key: 'Mod-f', run: within(openSearchPanel) },
    { id: 'editor.line', title: 'Go to line', key: 'Mod-Alt-g', run: within(gotoLine) },
    { id: 'editor.undo', title: 'Undo', key: 'Mod-z', enabled: editable, run: within(undo) },
    { id: 'editor.redo', title: 'Redo', key: 'Mod-y', enabled: editable, run: within(redo) },
    {
      id: 'editor.wrap',
      title: 'Wrap long lines',
      key: 'Alt-z',
      run: () => settings.set('editor.wrap', !settings.get('editor.wrap', true)),
    },
    { id: 'editor.larger', title: 'Larger text', run: size(1) },
    { id: 'editor.smaller', title: 'Smaller text', run: size(-1) },
  ]
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
