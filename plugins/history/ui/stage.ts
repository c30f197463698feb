import { MergeView, getChunks, goToNextChunk, goToPreviousChunk, unifiedMergeView } from '@codemirror/merge'
import { Compartment, EditorState, StateEffect, StateField, Text, type Extension } from '@codemirror/state'
import { Decoration, EditorView, lineNumbers, type DecorationSet } from '@codemirror/view'
import { codeLook, languageFor } from '@stoa/plugin-editor/api'
import { readableText, worksheetReading } from '@stoa/plugin-sagews/api'
import type { Stop } from '@stoa/sdk/contract'
import { cspNonce } from '@stoa/sdk/ui'
import type { Look } from './address.ts'
import { stretchOf } from './change.ts'
import { differences } from './difference.ts'
import { writers, type LineWriter } from './gutter.ts'

/** What is to be seen: one text, or two of which `older` was first. */
export type Picture = {
  readonly look: Look
  readonly text: Text
  readonly older: Text | null
  /** Who wrote each line, if that is to be seen. */
  readonly lines: readonly LineWriter[] | null
  /** While versions are played: the ink in which what is new is marked, and it is brought into view. */
  readonly ink: number | null
}
/** Where texts are shown; the same place in the text stays in sight from one to the next. */
export type Stage = {
  /** Answers in how many places two texts differ. */
  show(picture: Picture): number
  /** Goes to the next place in which they differ, or the one before. */
  goToChange(step: 1 | -1): void
  focus(): void
  stop: Stop
}

const diffConfig = { override: differences }
const collapseUnchanged = { margin: 3, minSize: 8 }

const isWorksheet = (path: string): boolean => /\.(sagews|ipynb)$/i.test(path)

/** Fetches what shows a file of this name. `goTo` is called for a version that somebody chose beside a line. */
export async function createStage({
  parent,
  path,
  url,
  goTo,
}: {
  parent: HTMLElement
  path: string
  url(path: string): string
  goTo(version: number): void
}): Promise<Stage> {
  const sheet = isWorksheet(path) ? await worksheetReading({ url }) : null
  const language = new Compartment()
  const gutter = new Compartment()
  let support: Extension = []
  const common = (label: string): Extension => [
    EditorState.lineSeparator.of('\n'),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-readonly': 'true', 'aria-label': label }),
    EditorView.lineWrapping,
    cspNonce() ? EditorView.cspNonce.of(cspNonce()) : [],
  ]
  const code = (label: string): Extension => [common(label), lineNumbers(), codeLook, language.of(support)]

  let view: EditorView | null = null
  let merge: MergeView | null = null
  let last: Picture | null = null
  const clear = (): void => {
    view?.destroy()
    merge?.destroy()
    view = merge = null
    parent.replaceChildren()
  }

  function showText({ text, lines, ink }: Picture): void {
    if (!view || last?.look !== 'text') {
      clear()
      const extensions = [sheet ? [common(`Text of ${path}`), sheet.extension] : code(`Text of ${path}`), gutter.of([])]
      view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions: [extensions, marked] }) })
      parent.classList.toggle('ws', sheet !== null)
    }
    const stretch = stretchOf(view.state.doc, text)
    const to = stretch ? stretch.from + stretch.insert.length : 0
    view.dispatch({
      ...(stretch && { changes: stretch }),
      effects: [
        // What was marked stays so until another version comes, or the playback ends.
        ...(stretch || ink === null ? [mark.of(stretch && ink !== null ? { from: stretch.from, to, ink } : null)] : []),
        gutter.reconfigure(lines ? writers({ lines, goTo }) : []),
        ...(stretch && ink !== null ? [EditorView.scrollIntoView(to, { y: 'nearest', yMargin: 80 })] : []),
      ],
    })
  }

  function showBoth({ look, text, older }: Picture): void {
    const scrolled = scrollerOf(parent)?.scrollTop ?? 0
    const again = last?.look === look
    clear()
    parent.classList.remove('ws')
    const [from, to] = [older!, text].map(one => (sheet ? Text.of(readableText(one.toString()).split('\n')) : one)) as [Text, Text]
    if (look === 'beside') {
      merge = new MergeView({
        parent,
        a: { doc: from, extensions: code('Older version') },
        b: { doc: to, extensions: code('Newer version') },
        collapseUnchanged,
        diffConfig,
      })
    } else {
      view = new EditorView({
        parent,
        state: EditorState.create({
          doc: to,
          extensions: [code('Both versions'), unifiedMergeView({ original: from, mergeControls: false, collapseUnchanged, diffConfig })],
        }),
      })
    }
    if (again) scrollerOf(parent)!.scrollTop = scrolled
  }

  const views = (): EditorView[] => (merge ? [merge.a, merge.b] : view ? [view] : [])
  let left = false
  void languageFor(sheet ? 'a.sage' : path).then(found => {
    if (!found || left) return
    support = found
    // What is taken out is drawn once and for all, so it is drawn anew in its inks.
    if (last?.look === 'inline') showBoth(last)
    for (const one of views()) one.dispatch({ effects: language.reconfigure(support) })
  })
  return {
    show(picture) {
      if (picture.look === 'text' || picture.older === null) showText({ ...picture, look: 'text' })
      else showBoth(picture)
      last = picture
      const [first] = views()
      return first ? (getChunks(first.state)?.chunks.length ?? 0) : 0
    },
    goToChange(step) {
      const [here] = views().slice(-1)
      if (!here || !getChunks(here.state)) return
      const command = step === 1 ? goToNextChunk : goToPreviousChunk
      command(here)
      here.dispatch({ effects: EditorView.scrollIntoView(here.state.selection.main.head, { y: 'center' }) })
    },
    focus: () => views().at(-1)?.contentDOM.focus(),
    stop() {
      left = true
      clear()
    },
  }
}

const scrollerOf = (parent: HTMLElement): HTMLElement | null =>
  parent.querySelector('.cm-mergeView') ?? parent.querySelector('.cm-scroller')

const mark = StateEffect.define<{ from: number; to: number; ink: number } | null>()
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(deco, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(mark)) {
        const { value } = effect
        if (!value || value.from === value.to) return Decoration.none
        return Decoration.set(Decoration.mark({ class: `hi-new hi-ink-${value.ink}` }).range(value.from, value.to))
      }
    return deco.map(transaction.changes)
  },
  provide: field => EditorView.decorations.from(field),
})
