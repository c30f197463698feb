import { Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import type { OpenedText, TextEditor } from '@stoa/plugin-editor/api'
import { atLeast, stops, type Stop } from '@stoa/sdk/contract'
import type { FileEditor, Settings, Toasts } from '@stoa/sdk/ui'
import type { LatexState, Problem, latex } from '../contract.ts'
import { latexBar, type Side } from './bar.ts'
import { latexCompletion } from './complete.ts'
import { threadMarks } from './comments/marks.ts'
import { commentPanel } from './comments/panel.ts'
import { button, element } from './dom.ts'
import { environmentEnds } from './environments.ts'
import { latexFolding } from './fold.ts'
import { acceptJumps, jump } from './jumps.ts'
import { getMagic, setMagic } from './magic.ts'
import { problemGutter, showProblems } from './marks.ts'
import { outlineOf } from './outline.ts'
import { pdfBar } from './pdf/bar.ts'
import type { Layout } from './pdf/layout.ts'
import { createPdfView } from './pdf/view.ts'
import { problemPanel } from './problems.ts'
import { createSpelling } from './spelling/spelling.ts'
import { splitter } from './split.ts'
import { addStyles } from './style.ts'
import { buildSentence, resultSentence, timeOf } from './words.ts'

type Given = { place: Parameters<FileEditor['mount']>[0]; settings: Settings; toasts: Toasts; text: TextEditor }

/** Opens a LaTeX file where the shell says: its text, and the PDF of the document that it belongs to. */
export function mountLatex({ place, settings, toasts, text }: Given): Stop {
  addStyles()
  const { path, project } = place
  const mounted = stops()
  const failed = (failure: unknown) => toasts.show((failure as Error).message)
  const remote = place.connect<typeof latex>('latex@1', { project: project.id, params: { path } })
  mounted.add(() => remote.close())
  const mayBuild = () => atLeast(project.role, 'editor')
  let state: LatexState | null = null
  let opened: OpenedText | null = null
  let typed = false
  let asked: { at: number; names: ReturnType<typeof loadNames> } | null = null

  const root = element('div', 'lx')
  const textPlace = element('div', 'lx-text')
  const body = element('div', 'lx-body', textPlace)
  const left = element('div', 'lx-left', body)
  const right = element('div', 'lx-right')
  const narrow = matchMedia('(max-width: 640px)')
  // On a phone there is room for one, and which is not what a desk wants.
  const side = (): Side => (narrow.matches ? settings.get<Side>('latex.narrow', 'text') : settings.get<Side>('latex.side', 'both'))
  const setSide = (value: Side) => settings.set(narrow.matches ? 'latex.narrow' : 'latex.side', value)
  root.append(left, splitter({ root, share: settings.get('latex.share', 0.5), moved: share => settings.set('latex.share', share) }), right)
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())

  async function build(options: { clean?: boolean } = {}): Promise<void> {
    if (!mayBuild()) return
    typed = false
    const after = await opened?.document.committed()
    await remote.call('build', { ...options, ...(after && { after }) })
  }
  const goTo = (line: number) => {
    if (side() === 'pdf') setSide(narrow.matches ? 'text' : 'both')
    opened?.goTo(line)
    opened?.view.focus()
  }
  const showPdfSide = () => {
    if (side() === 'text') setSide(narrow.matches ? 'pdf' : 'both')
  }
  const openAt = (file: string, line = 1) => {
    if (file === path) return goTo(line)
    if (jump({ project: project.id, path: file, line })) project.openFile(file)
    else project.openFile(file, { line })
  }
  function magic(name: string, value: string): void {
    const main = state?.main ?? path
    if (main !== path) return toasts.show(`That is written in ${main}.`, { title: 'Open', run: () => project.openFile(main) })
    if (!opened?.document.editable) return
    opened.view.dispatch({ changes: setMagic(opened.view.state.doc, name, value), userEvent: 'input' })
    void build().catch(failed)
  }
  const loadNames = () => remote.call('names', {}).catch(() => ({ labels: [], citations: [], files: [], pictures: [], bibliographies: [] }))
  const names = () => {
    const now = performance.now()
    if (!asked || now - asked.at > 5_000) asked = { at: now, names: loadNames() }
    return asked.names
  }

  const checked = () => settings.get('latex.spelling', false)
  const spelling = createSpelling({
    connect: place.connect,
    project,
    within: root,
    on: checked,
    chosen: () => settings.get('latex.language', 'en_US'),
    mayLearn: mayBuild,
    failed,
  })
  mounted.add(spelling.stop)

  const bar = latexBar({
    within: root,
    mayBuild,
    build: options => void build(options).catch(failed),
    halt: () => void remote.call('stop', {}).catch(failed),
    engine: name => magic('program', name),
    automatic: () => settings.get('latex.automatic', false),
    setAutomatic: value => settings.set('latex.automatic', value),
    spelling: checked,
    setSpelling: value => settings.set('latex.spelling', value),
    languages: () => spelling.languages,
    language: spelling.language,
    setLanguage(language) {
      settings.set('latex.spelling', true)
      const doc = opened?.view.state.doc
      // What a document says of itself is true for everybody; what is chosen here, for whoever chose it.
      if (doc && opened!.document.editable && getMagic(doc, 'spellcheck') !== null)
        opened!.view.dispatch({ changes: setMagic(doc, 'spellcheck', language), userEvent: 'input' })
      else settings.set('latex.language', language)
      spelling.update()
    },
    sagetex: () => {
      const doc = opened?.view.state.doc
      return doc && /\{sagetex\}/.test(doc.toString()) ? !/^(off|no|false|0)$/i.test(getMagic(doc, 'sagetex') ?? '') : null
    },
    setSagetex: value => magic('sagetex', value ? 'on' : 'off'),
    count: () =>
      void remote
        .call('count', {})
        .then(({ words, headings, captions, formulas }) =>
          toasts.show(`${words} words, ${headings} headings, ${captions} in captions, ${formulas} formulas.`),
        )
        .catch(failed),
    outline: () => outlineOf(opened?.view.state.doc.toString() ?? ''),
    goTo,
    side,
    setSide,
    commented: () => settings.get('latex.comments', false),
    toggleComments: () => {
      settings.set('latex.comments', !settings.get('latex.comments', false))
      if (settings.get('latex.comments', false) && side() === 'pdf') setSide(narrow.matches ? 'text' : 'both')
    },
  })
  place.toolbar.replaceChildren(bar.element)

  const comments = commentPanel({
    connect: place.connect,
    project: project.id,
    path,
    editable: () => mayBuild() && (opened?.document.editable ?? false),
    changed: () => bar.comments(comments.count),
    failed,
    leave: () => settings.set('latex.comments', false),
  })
  mounted.add(comments.stop)
  body.append(comments.element)
  const comment = () => {
    settings.set('latex.comments', true)
    comments.begin()
  }

  const panel = problemPanel({
    path,
    logUrl: main => project.url(`latex@1/log/${encoded(main)}`),
    open: ({ file, line }: Problem) => file !== undefined && openAt(file, line),
    folded: () => settings.get('latex.folded', false),
    fold: value => settings.set('latex.folded', value),
  })
  left.append(panel.element)

  const view = createPdfView({
    layout: settings.get<Layout>('latex.layout', { zoom: 'width', two: false }),
    changed: () => {
      controls.update()
      settings.set('latex.layout', view.layout)
    },
    asked: at =>
      void remote
        .call('source', at)
        .then(({ source }) => source && openAt(source.file, source.line))
        .catch(failed),
  })
  const controls = pdfBar(view, failed)
  mounted.add(view.stop)
  const old = element('div', 'lx-old')
  old.setAttribute('role', 'status')
  const emptySaid = element('span')
  const emptyBuild = button({ label: 'Build', kind: 'lx-outline', run: () => void build().catch(failed) })
  const empty = element('div', 'lx-empty', emptySaid, emptyBuild)
  right.append(controls.element, old, view.element, empty)

  let shown = ''
  function showPdf(next: LatexState): void {
    const { pdf, main, build } = next
    view.element.hidden = pdf === null
    empty.hidden = pdf !== null
    const busy = build.state === 'running' || build.state === 'queued'
    emptySaid.textContent = busy ? buildSentence(build) : build.state === 'failed' ? 'No PDF came of the last build.' : 'No PDF yet.'
    emptyBuild.hidden = busy || !mayBuild()
    const stale = pdf !== null && !pdf.current && !busy
    // With the text away, its row of problems is away too.
    const unseen = pdf !== null && build.state === 'failed' && side() === 'pdf'
    old.hidden = !stale && !unseen
    if (pdf)
      old.textContent = stale
        ? `This PDF is from ${timeOf(pdf.made)}. The last build made none.`
        : `${buildSentence(build)}: ${resultSentence(next)}.`
    const url = pdf && project.url(`latex@1/pdf/${encoded(main)}?id=${pdf.id}`)
    controls.download(url && `${url}&download=1`, `${nameOf(main).replace(/\.[^.]*$/, '')}.pdf`)
    if (!pdf || !url || pdf.id === shown) return
    shown = pdf.id
    view.show(url).catch((failure: unknown) => {
      if (shown === pdf.id) shown = ''
      failed(failure)
    })
  }
  function update(): void {
    root.dataset['side'] = side()
    root.dataset['comments'] = String(settings.get('latex.comments', false))
    if (!state) return
    bar.update(state)
    panel.update(state)
    showPdf(state)
    if (opened)
      showProblems(
        opened.view,
        state.problems.filter(({ file }) => file === path),
      )
  }
  const hear = (next: LatexState) => {
    const before = state
    state = next
    if (before && opened && before.problems === next.problems) bar.update(next)
    update()
  }
  mounted.add(remote.on('state', hear))
  mounted.add(remote.onState((now, answer) => now === 'open' && answer && hear(answer)))
  remote.opened.then(hear, failed)
  mounted.add(project.onChange(update))
  mounted.add(settings.onChange(key => void (/^latex\.(side|narrow|automatic|comments)$/.test(key) && update())))
  mounted.add(
    settings.onChange(key => {
      if (key === 'latex.spelling' || key === 'latex.language') spelling.update()
    }),
  )
  const turned = () => update()
  narrow.addEventListener('change', turned)
  mounted.add(() => narrow.removeEventListener('change', turned))
  update()

  const showHere = (): void => {
    if (!opened) return
    const { main } = opened.view.state.selection
    const line = opened.view.state.doc.lineAt(main.head)
    if (side() === 'text') return
    void remote
      .call('find', { file: path, line: line.number, column: main.head - line.from })
      .then(({ spots }) => view.mark(spots))
      .catch(failed)
  }
  mounted.add(
    place.commands([
      { id: 'latex.build', title: 'Save and build', key: 'Mod-s', enabled: mayBuild, run: () => void build().catch(failed) },
      { id: 'latex.comment', title: 'Comment on what is selected', key: 'Mod-Alt-m', enabled: mayBuild, run: comment },
      { id: 'latex.show', title: 'Show this line in the PDF', key: 'Mod-Alt-j', run: showHere },
      { id: 'latex.find', title: 'Find in the PDF', enabled: () => view.pages > 0, run: () => (showPdfSide(), controls.find()) },
      { id: 'latex.present', title: 'Present the PDF', enabled: () => view.pages > 0, run: () => (showPdfSide(), view.present()) },
      { id: 'latex.print', title: 'Print the PDF', enabled: () => view.pages > 0, run: controls.print },
      { id: 'latex.correct', title: 'Correct the next misspelt word', key: 'Mod-.', enabled: checked, run: () => void spelling.correct() },
    ]),
  )
  mounted.add(
    text.mount({
      place: {
        ...place,
        element: textPlace,
        toolbar: bar.text,
        commands: all => place.commands(all.filter(({ id }) => id !== 'editor.save')),
      },
      extensions: [
        Prec.high(
          keymap.of([
            { key: 'Mod-s', preventDefault: true, run: () => (void build().catch(failed), true) },
            { key: 'Mod-Alt-m', run: () => (comment(), true) },
            { key: 'Mod-Alt-j', run: () => (showHere(), true) },
          ]),
        ),
        problemGutter,
        latexFolding,
        environmentEnds,
        threadMarks,
        spelling.extension,
        // A text that scrolls can be reached with the keyboard, also by the rules of those who look.
        EditorView.contentAttributes.of({ tabindex: '0' }),
        latexCompletion(names),
        EditorView.domEventHandlers({ dblclick: () => (queueMicrotask(showHere), false) }),
        EditorView.updateListener.of(update => {
          if (
            update.transactions.some(
              one => (one.docChanged && one.isUserEvent('input')) || one.isUserEvent('delete') || one.isUserEvent('undo'),
            )
          )
            typed = true
        }),
      ],
      opened(now) {
        opened = now
        update()
        const inner = stops()
        inner.add(comments.attach(now))
        inner.add(spelling.attach(now.view))
        comments.update()
        inner.add(now.document.onState(comments.update))
        inner.add(acceptJumps({ project: project.id, path, goTo }))
        inner.add(
          now.document.onState(() => {
            const { saved, version } = now.document
            if (typed && saved >= version && settings.get('latex.automatic', false)) void build().catch(failed)
          }),
        )
        inner.add(() => void (opened = null))
        return inner.stop
      },
    }),
  )
  return mounted.stop
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
const nameOf = (path: string): string => path.split('/').at(-1)!
