import { Compartment, Prec, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { stops, type Connect, type Stop } from '@stoa/sdk/contract'
import type { spelling } from '../../spelling.ts'
import { getMagic } from '../magic.ts'
import { openMenu, type Item } from '../menu.ts'
import { lookAgain, misspeltAt, nextMisspelt, spellingMarks } from './marks.ts'
import type { Word } from './prose.ts'
import { spellerAt, type Speller } from './speller.ts'

/** Spelling of one text. */
export type Spelling = {
  readonly extension: Extension
  /** Languages there are dictionaries for, as `en_US`. */
  readonly languages: readonly string[]
  /** The language that the text is checked in. */
  language(): string
  attach(view: EditorView): Stop
  /** To be called when spelling was switched on or off, or another language chosen. */
  update(): void
  /** Opens the choices for the marked word at the cursor, or goes to the next one. */
  correct(): boolean
  stop: Stop
}

/** What spelling needs of whoever shows a text. `chosen` is the language that a text is in when it does not say. */
export type SpellingGiven = {
  readonly connect: Connect
  readonly project: { readonly id: string; url(path: string): string }
  readonly within: HTMLElement
  on(): boolean
  chosen(): string
  mayLearn(): boolean
  failed(failure: unknown): void
}

/** Checks the spelling of a text, as long as that is wanted; nothing is fetched before. */
export function createSpelling({ connect, project, within, on, chosen, mayLearn, failed }: SpellingGiven): Spelling {
  const started = stops()
  const remote = connect<typeof spelling>('latex-spelling@1', { project: project.id, params: {} })
  started.add(() => remote.close())
  const marks = new Compartment()
  let languages: readonly string[] = []
  let own: ReadonlySet<string> = new Set()
  let view: EditorView | null = null
  let shown = ''
  let complained = ''

  const language = () => nearest(view ? (getMagic(view.state.doc, 'spellcheck') ?? chosen()) : chosen(), languages)
  const speller = (): Promise<Speller> => spellerAt(project.url(`latex-spelling@1/dictionary/${language()}`))
  const wrong = async (words: readonly string[]) => {
    if (languages.length === 0) return []
    try {
      const found = await (await speller()).wrong(words)
      return found.filter(word => !own.has(word) && !own.has(word.toLowerCase()))
    } catch (failure) {
      // Once for each language: the next change asks again.
      if (complained !== language()) failed(failure)
      complained = language()
      return []
    }
  }
  const hear = ({ words, languages: all }: { words: readonly string[]; languages?: readonly string[] }) => {
    own = new Set(words)
    if (all) languages = all
    if (view && on()) lookAgain(view)
  }
  started.add(remote.on('words', hear))
  started.add(remote.onState((now, answer) => now === 'open' && answer && hear(answer)))
  remote.opened.then(hear, failed)

  function choose(word: Word, at: { left: number; bottom: number }): void {
    const text = view!
    const replace = (insert: string) => {
      text.dispatch({
        changes: { from: word.from, to: word.to, insert },
        selection: { anchor: word.from + insert.length },
        userEvent: 'input',
      })
      text.focus()
    }
    void speller()
      .then(one => one.suggest(word.word))
      .then(found => {
        const items: Item[] = text.state.readOnly ? [] : found.map(title => ({ title, run: () => replace(title) }))
        if (items.length === 0) items.push({ title: `Nothing like “${word.word}” is known`, run: () => text.focus() })
        if (mayLearn())
          items.push('line', {
            title: `Add “${word.word}” for this project`,
            run: () => {
              void remote.call('learn', { word: word.word }).catch(failed)
              text.focus()
            },
          })
        openMenu({ at, within, label: `Instead of “${word.word}”`, items, leave: () => text.focus() })
      })
      .catch(failed)
  }
  const placeOf = (at: number) => {
    const box = view!.coordsAtPos(at)
    return { left: box?.left ?? 0, bottom: box?.bottom ?? 0 }
  }
  const correct = (): boolean => {
    if (!view || !on()) return false
    const { head } = view.state.selection.main
    const here = misspeltAt(view, head)
    if (here) return (choose(here, placeOf(here.from)), true)
    const next = nextMisspelt(view, head)
    if (!next) return false
    view.dispatch({ selection: { anchor: next.from }, effects: EditorView.scrollIntoView(next.from, { y: 'nearest', yMargin: 60 }) })
    view.requestMeasure({ read: () => placeOf(next.from), write: at => choose(next, at) })
    return true
  }
  const extension = [
    marks.of([]),
    Prec.high(keymap.of([{ key: 'Mod-.', run: correct }])),
    EditorView.domEventHandlers({
      contextmenu(event, now) {
        if (!on() || event.shiftKey) return false
        const at = now.posAtCoords({ x: event.clientX, y: event.clientY })
        const word = at === null ? null : misspeltAt(now, at)
        if (!word) return false
        event.preventDefault()
        choose(word, placeOf(word.from))
        return true
      },
    }),
    EditorView.updateListener.of(({ docChanged, view: now }) => {
      if (docChanged && on() && language() !== shown) {
        shown = language()
        lookAgain(now)
      }
    }),
  ]
  return {
    extension,
    get languages() {
      return languages
    },
    language,
    attach(now) {
      view = now
      shown = language()
      now.dispatch({ effects: marks.reconfigure(on() ? spellingMarks(wrong) : []) })
      return () => {
        view = null
      }
    },
    update() {
      shown = language()
      view?.dispatch({ effects: marks.reconfigure(on() ? spellingMarks(wrong) : []) })
    },
    correct,
    stop: started.stop,
  }
}

/** A language that there is, for one that is asked for: `en-us`, `de`, `fr_CA`. */
export function nearest(asked: string, all: readonly string[]): string {
  const plain = (name: string) => name.replace('-', '_').toLowerCase()
  const wanted = plain(asked)
  return all.find(one => plain(one) === wanted) ?? all.find(one => plain(one).split('_')[0] === wanted.split('_')[0]) ?? asked
}
