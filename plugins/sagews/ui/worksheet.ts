import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, drawSelection, dropCursor } from '@codemirror/view'
import { history } from '@codemirror/commands'
import { bracketMatching, indentService, indentUnit } from '@codemirror/language'
import { closeBrackets } from '@codemirror/autocomplete'
import { atLeast, stops, type Contract, type Remote, type Stop } from '@stoa/sdk/contract'
import type { FileEditor, OpenDocument, Toasts } from '@stoa/sdk/ui'
import type { Modes, Outputs } from '../api.ts'
import type { sagews } from '../contract.ts'
import { CELL, findCell, flagCells } from '../document/index.ts'
import { clipboard } from './clipboard.ts'
import { cellCommands } from './commands.ts'
import { completion, tabKey } from './complete.ts'
import type { Desk } from './desk.ts'
import { sheetEnd } from './end.ts'
import { find } from './find.ts'
import { HeaderWidget, headerUpdates } from './header.ts'
import { highlighting } from './highlight.ts'
import { keys } from './keys.ts'
import { builtinModes } from './languages.ts'
import { codeBoxes } from './lines.ts'
import { typesetWidth } from './math/typeset.ts'
import { named } from './named.ts'
import { kernelSentence, notesOf, paintNotes, savedSentence } from './notes.ts'
import { OutputWidget } from './output.ts'
import { builtin } from './outputs/builtin.ts'
import { phoneBar } from './phone.ts'
import { openPrograms } from './programs.ts'
import { protection, trusted } from './protect.ts'
import { followRuns } from './runs.ts'
import { openSecond, type Second } from './second.ts'
import { atomicRanges, caretHidden, cellIndexAt, layoutOf, redraw, sheet } from './sheet.ts'
import { dispatchStill } from './still.ts'
import { StubWidget } from './stub.ts'
import { addStyles } from './style.ts'
import { toolbar } from './toolbar.ts'

export type WorksheetGiven = {
  readonly place: Parameters<FileEditor['mount']>[0]
  readonly outputs: Outputs
  readonly modes: Modes
  readonly toasts: Pick<Toasts, 'show'>
  /** The document of the path, opened. Whoever opened it closes it, afterwards. */
  readonly shared: OpenDocument
  /** Shows the file as text instead, in the same place: a notebook that can't be read as one. */
  asText(): Stop
}

/** Opens a worksheet where the shell says. */
export function mountWorksheet({ place, shared, outputs, modes, toasts, asText }: WorksheetGiven): Stop {
  addStyles()
  const mounted = stops()
  const { project, path } = place
  mounted.add(shared.onMoved(place.moved))
  const remote = place.connect<typeof sagews>('sagews@1', { project: project.id, params: { path } })
  mounted.add(() => remote.close())
  remote.opened.catch(() => {})
  const runs = followRuns(remote)
  mounted.add(() => runs.stop())

  const narrow = matchMedia('(max-width: 640px)')
  const root = element('div', 'ws')
  const notes = element('div', 'ws-notes')
  const wait = element('div', 'ws-wait')
  root.append(notes, wait)
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())

  const failed = (failure: unknown) =>
    toasts.show(failure instanceof Error ? failure.message : String((failure as { message?: unknown })?.message ?? failure))
  const restart = () => void remote.call('restart', {}).catch(failed)
  const ranHere = new Set<string>()
  const programs = openPrograms({
    execute: async (cell, request) => (await remote.call('execute', { cell, ...request })).messages,
    interrupt: () => desk.interrupt(),
    kill: restart,
  })
  mounted.add(() => programs.stop())
  const channels = new Map<string, Remote<Contract>>()
  mounted.add(() => channels.forEach(channel => channel.close()))
  const desk: Desk = {
    runs,
    outputs: { ...outputs, get: kind => outputs.get(kind) ?? builtin.get(kind) },
    modes: { ...modes, get: name => modes.get(name) ?? builtinModes.get(name) },
    url: part => project.url(part),
    get path() {
      return shared.path
    },
    ranHere: cell => ranHere.has(cell),
    programs,
    started: new Set(),
    get editable() {
      return shared.editable
    },
    get runnable() {
      return atLeast(project.role, 'runner')
    },
    live(cell) {
      const run = runs.get(cell)
      return run !== undefined && !run.earlier && run.state !== 'idle' && (runs.kernel.state === 'ready' || runs.kernel.state === 'busy')
    },
    watch(listener) {
      const watching = [runs.onChange(listener), shared.onPeople(listener), project.onChange(listener)]
      return () => watching.forEach(stop => void stop())
    },
    channel<C extends Contract>(name: string): Remote<C> {
      const known = channels.get(name) ?? place.connect(name, { project: project.id, params: { path } })
      channels.set(name, known)
      return known as unknown as Remote<C>
    },
    get company() {
      return shared.people.length > 0
    },
    colour: name => shared.people.find(person => person.user.name === name)?.colour ?? 0,
    run(cells, { keep = false } = {}) {
      for (const cell of cells) ranHere.add(cell)
      void shared
        .committed()
        .then(edit => remote.call('run', { cells: [...cells], ...(keep && { keep }), ...(edit.seq > 0 ? { after: edit } : {}) }))
        .catch(failed)
    },
    interrupt: cell => void remote.call('interrupt', cell === undefined ? {} : { cell }).catch(failed),
    reply: (cell, value) => void remote.call('reply', { cell, value }).catch(failed),
    goTo,
    edit: openCell,
    insert: (view, before) => void commands.insertAt(view, before),
    heights: new Map(),
  }
  const commands = cellCommands(desk)

  const open = () => {
    let tell = () => {}
    let second: Second | null = null
    const both = element('div', 'ws-views')
    root.append(both)
    /** What each view of a worksheet has; what can be taken back is in the first. */
    const common = () => [
      extensions(desk),
      completion(remote),
      keys({ commands, tab: tabKey(remote), save: () => void shared.save().catch(failed), open: commands.openBare }),
      EditorView.updateListener.of(update => {
        if (update.focusChanged && update.view.hasFocus) active = update.view
        if (update.docChanged || update.selectionSet || update.focusChanged) tell()
      }),
    ]
    const view = new EditorView({
      state: EditorState.create({
        doc: shared.text(),
        extensions: [shared.extension, EditorView.updateListener.of(update => second?.hear(update)), history(), common()],
      }),
      parent: both,
      dispatchTransactions: dispatchStill,
    })
    let active = view
    const views = () => (second ? [view, second.view] : [view])
    const divide = () => {
      if (second) {
        void second.stop()
        second = null
        active = view
      } else if (!narrow.matches) {
        const label = EditorView.contentAttributes.of({ 'aria-label': 'Worksheet, second view' })
        second = openSecond({ first: view, parent: both, extensions: [label, common()] })
        active = second.view
        active.dispatch({ effects: EditorView.scrollIntoView(active.state.selection.main.head, { y: 'center' }) })
      }
      active.focus()
      tell()
    }
    wait.remove()
    mounted.add(() => view.destroy())
    mounted.add(() => void second?.stop())
    const bar = toolbar({ element: place.toolbar, active: () => active, desk, commands, restart, divided: () => second !== null, divide })
    mounted.add(bar.stop)
    const phone = phoneBar(view, commands)
    root.append(phone.element)
    tell = () => {
      bar.update()
      phone.update(runs.counts.running + runs.counts.waiting > 0)
      place.status({ left: [savedSentence(shared), kernelSentence(runs.kernel)].filter(Boolean).join(' · '), right: whereIs(active) })
      place.unsaved(shared.state === 'unsaved' || shared.state === 'offline')
      place.people(shared.people.map(person => ({ session: person.session, name: person.user.name, colour: person.colour })))
      paintNotes(notes, view.scrollDOM, notesOf({ document: shared, kernel: runs.kernel, runnable: desk.runnable }))
    }
    for (const stop of [
      runs.onChange(() => tell()),
      shared.onState(() => tell()),
      shared.onPeople(() => tell()),
      project.onChange(() => tell()),
    ])
      mounted.add(stop)
    mounted.add(outputs.onChange(() => views().forEach(one => one.dispatch({ effects: redraw.of(null) }))))
    mounted.add(place.commands(named({ active: () => active, commands, desk, restart, divide })))
    mounted.add(followWidth(both, () => views().map(one => one.contentDOM)))
    const first = layoutOf(view.state).cells.find(cell => cell.from <= cell.to)
    const line = place.line ? view.state.doc.line(Math.min(place.line, view.state.doc.lines)).from : null
    if (line !== null || first) view.dispatch({ selection: { anchor: line ?? first!.from }, scrollIntoView: line !== null })
    tell()
  }
  const begin = () => {
    if (isSheet(path, shared.text())) return open()
    root.remove()
    mounted.add(asText())
  }
  shared.ready.then(begin, () => {
    wait.textContent = shared.error?.message ?? `${path} could not be opened.`
    wait.setAttribute('role', 'alert')
  })
  return () => mounted.stop()
}

/** A notebook is a worksheet as soon as it can be read; one that can't be is JSON, and stays so. */
function isSheet(path: string, text: { readonly length: number; sliceString(from: number, to: number): string }): boolean {
  return !/\.ipynb$/i.test(path) || text.length === 0 || text.sliceString(0, 1) === CELL
}

function extensions(desk: Desk): Extension {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
  return [
    sheet({
      header: line => new HeaderWidget(line, desk),
      output: (line, hidden) => new OutputWidget(line, hidden, desk),
      stub: (id, code) => new StubWidget(id, code, desk),
    }),
    atomicRanges,
    caretHidden,
    protection,
    clipboard(),
    find,
    headerUpdates(desk),
    codeBoxes(desk),
    sheetEnd(desk),
    highlighting(desk.modes),
    drawSelection(),
    dropCursor(),
    bracketMatching(),
    closeBrackets(),
    indentUnit.of('    '),
    indentService.of(pythonIndent),
    EditorState.languageData.of(() => [{ commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '[', '{', "'", '"'] } }]),
    EditorState.allowMultipleSelections.of(true),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'Worksheet', spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off' }),
    nonce ? EditorView.cspNonce.of(nonce) : [],
  ]
}

/** As the line before, four more behind a colon, four fewer behind what leaves a block. */
function pythonIndent(
  context: { state: EditorState; lineAt(position: number, bias?: -1 | 1): { text: string; from: number } },
  position: number,
): number {
  let line = context.lineAt(position, -1)
  while (line.text.trim() === '' && line.from > 0) line = context.lineAt(line.from - 1, -1)
  if (/[\uFE20\uFE21]/.test(line.text)) return 0
  const own = /^ */.exec(line.text)![0].length
  if (/:\s*(#.*)?$/.test(line.text)) return own + 4
  return /^\s*(return|pass|break|continue|raise)\b/.test(line.text) ? Math.max(0, own - 4) : own
}

function element(tag: string, name: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = name
  return made
}

/** Puts the cursor at a line of the cell with this number. */
function goTo(view: EditorView, number: number, line: number): void {
  const cell = layoutOf(view.state).cells[number - 1]
  if (!cell) return
  const first = view.state.doc.lineAt(cell.from).number
  const last = view.state.doc.lineAt(Math.max(cell.from, cell.to)).number
  const target = view.state.doc.line(Math.min(first + line - 1, last))
  view.dispatch({ selection: { anchor: target.from }, effects: EditorView.scrollIntoView(target.from, { y: 'center' }) })
  view.focus()
}

/** Shows a cell's input and puts the cursor at its end. */
function openCell(view: EditorView, id: string): void {
  const cell = findCell(view.state.doc, id)
  if (!cell) return
  view.dispatch({ changes: flagCells([cell], 'i', false), annotations: trusted.of(true) })
  const now = layoutOf(view.state).cells.find(other => other.id === id)
  if (now) view.dispatch({ selection: { anchor: Math.max(now.from, now.to) }, scrollIntoView: true })
  view.focus()
}

function whereIs(view: EditorView): string {
  const { head } = view.state.selection.main
  const layout = layoutOf(view.state)
  const index = cellIndexAt(layout, head)
  const line = view.state.doc.lineAt(head)
  const first = view.state.doc.lineAt(Math.min(layout.cells[index]!.from, view.state.doc.length)).number
  return `(${index + 1}) line ${Math.max(1, line.number - first + 1)}, column ${head - line.from + 1}`
}

/** Formulas are broken where the page ends; when it ends elsewhere, they are broken anew. */
function followWidth(views: HTMLElement, contents: () => readonly HTMLElement[]): Stop {
  const widths = new WeakMap<HTMLElement, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    const changed = contents().filter(content => {
      const before = widths.get(content)
      widths.set(content, content.clientWidth)
      return before !== undefined && before !== content.clientWidth
    })
    if (changed.length === 0) return
    clearTimeout(timer)
    timer = setTimeout(() => contents().forEach(content => void typesetWidth(content)), 150)
  }
  look()
  const observer = new ResizeObserver(look)
  observer.observe(views)
  return () => {
    clearTimeout(timer)
    observer.disconnect()
  }
}
