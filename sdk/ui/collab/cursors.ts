import { RangeSet, StateEffect, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import type { Person } from '../../document/index.ts'
import type { Stop } from '../../contract/index.ts'

/** How long a name stays beside a caret that does not move, in milliseconds. */
const foldAfter = 2_000
const refresh = StateEffect.define<null>()

/** Where the others are, and who tells when that changes. */
export type Others = { readonly people: readonly Person[]; onPeople(listener: () => void): Stop }

/** Draws the others' carets, names and selections. Nothing of it takes room in the text, so nothing moves. */
export function cursors(others: Others): Extension {
  return [ViewPlugin.define(view => new Cursors(view, others), { decorations: cursors => cursors.decorations }), theme]
}

class Cursors {
  decorations: DecorationSet = Decoration.none
  private readonly view: EditorView
  private readonly others: Others
  private readonly seen = new Map<string, { at: string; time: number }>()
  private readonly stop: Stop
  private asked = false
  private fold: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView, others: Others) {
    this.view = view
    this.others = others
    this.stop = others.onPeople(() => this.ask())
    this.ask()
  }

  update(update: ViewUpdate): void {
    if (update.transactions.some(tr => tr.effects.some(effect => effect.is(refresh)))) this.decorations = this.draw()
    else if (update.docChanged) {
      this.decorations = this.decorations.map(update.changes)
      this.ask()
    }
  }

  destroy(): void {
    void this.stop()
    clearTimeout(this.fold)
    this.asked = true
  }

  /** Draws again with the next frame, however much is heard until then. */
  private ask(): void {
    if (this.asked) return
    this.asked = true
    requestAnimationFrame(() => {
      if (!this.view.dom.isConnected) {
        this.asked = false
        return
      }
      this.asked = false
      this.view.dispatch({ effects: refresh.of(null) })
    })
  }

  private draw(): DecorationSet {
    const { doc } = this.view.state
    const ranges: Range<Decoration>[] = []
    const now = performance.now()
    let next = Number.POSITIVE_INFINITY
    for (const { session, user, colour, ranges: theirs } of this.others.people) {
      const place = JSON.stringify(theirs)
      const known = this.seen.get(session)
      const time = known?.at === place ? known.time : now
      this.seen.set(session, { at: place, time })
      if (time + foldAfter > now) next = Math.min(next, time + foldAfter - now)
      for (const [anchor, head] of theirs ?? []) {
        const from = Math.min(anchor, head, doc.length)
        const to = Math.min(Math.max(anchor, head), doc.length)
        if (to > from) ranges.push(Decoration.mark({ class: `cm-personSelection cm-person-${colour}` }).range(from, to))
        const at = Math.min(head, doc.length)
        const folded = time + foldAfter <= now
        ranges.push(
          Decoration.widget({ widget: new Caret(user.name, colour, folded, at === doc.lineAt(at).to), side: head > anchor ? -1 : 1 }).range(
            at,
          ),
        )
      }
    }
    for (const session of this.seen.keys()) if (!this.others.people.some(person => person.session === session)) this.seen.delete(session)
    clearTimeout(this.fold)
    if (next < Number.POSITIVE_INFINITY) this.fold = setTimeout(() => this.ask(), next)
    return RangeSet.of(ranges, true)
  }
}

class Caret extends WidgetType {
  readonly name: string
  readonly colour: number
  readonly folded: boolean
  /** Whether nothing of the line follows: the name has room beside the caret and needs not stand above. */
  readonly beside: boolean
  constructor(name: string, colour: number, folded: boolean, beside: boolean) {
    super()
    this.name = name
    this.colour = colour
    this.folded = folded
    this.beside = beside
  }
  override eq(other: Caret): boolean {
    return other.name === this.name && other.colour === this.colour && other.folded === this.folded && other.beside === this.beside
  }
  override toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = `cm-personCaret cm-person-${this.colour}${this.folded ? ' cm-folded' : ''}${this.beside ? ' cm-beside' : ''}`
    caret.title = this.name
    caret.setAttribute('aria-hidden', 'true')
    const flag = document.createElement('span')
    flag.className = 'cm-personFlag'
    flag.textContent = this.name
    caret.append(flag)
    return caret
  }
  override ignoreEvent(): boolean {
    return true
  }
}

const theme = EditorView.baseTheme({
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map(n => [`.cm-person-${n}`, { '--person': `var(--person-${n})` }])),
  '.cm-personSelection': { backgroundColor: 'color-mix(in srgb, var(--person) var(--person-wash, 14%), transparent)' },
  '.cm-personCaret': { position: 'relative', display: 'inline-block', width: '0', height: '1em', verticalAlign: 'text-bottom' },
  '.cm-personCaret::before': {
    content: '""',
    position: 'absolute',
    left: '-1px',
    top: '-0.1em',
    height: '1.25em',
    width: '2px',
    backgroundColor: 'var(--person)',
  },
  '.cm-personFlag': {
    position: 'absolute',
    left: '-1px',
    bottom: '1.15em',
    zIndex: '5',
    padding: '0 4px',
    borderRadius: '3px 3px 3px 0',
    font: '500 11px/16px var(--font-ui, sans-serif)',
    whiteSpace: 'nowrap',
    maxWidth: '16em',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: 'var(--on-person)',
    backgroundColor: 'var(--person)',
    pointerEvents: 'none',
    userSelect: 'none',
  },
  '.cm-beside .cm-personFlag': { left: '6px', bottom: '-0.15em', borderRadius: '3px' },
  '.cm-folded .cm-personFlag': { display: 'none' },
  '.cm-personCaret:hover .cm-personFlag': { display: 'block' },
})
