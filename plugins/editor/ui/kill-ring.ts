import type { EditorState } from '@codemirror/state'

/** So many pieces are kept. */
const most = 60

type Put = { readonly state: EditorState; readonly from: number; readonly to: number }

/** What was cut, newest first. What is cut directly after another is one piece with it. */
export type KillRing = {
  add(text: string, cut: { state: EditorState | null; joined: boolean }): void
  /** Whether a text is as the last cut left it. */
  goesOn(state: EditorState): boolean
  newest(): string | null
  /** Where the newest was put in, if the text is as that left it. */
  yanked(state: EditorState): { from: number; to: number } | null
  /** The piece that was cut before the one that was put in last; after the oldest, the newest again. */
  before(): string | null
  put(put: Put): void
}

/** Makes an empty ring. */
export function createRing(): KillRing {
  let pieces: string[] = []
  let cut: EditorState | null = null
  let last: Put | null = null
  let at = 0
  return {
    add(text, { state, joined }) {
      cut = state
      at = 0
      if (text === '') return
      pieces = joined ? [pieces[0] + text, ...pieces.slice(1)] : [text, ...pieces].slice(0, most)
    },
    goesOn: state => pieces.length > 0 && state === cut,
    newest() {
      at = 0
      return pieces[0] ?? null
    },
    yanked: state => (last?.state === state ? last : null),
    before() {
      at = pieces.length === 0 ? 0 : (at + 1) % pieces.length
      return pieces[at] ?? null
    },
    put(put) {
      last = put
    },
  }
}
