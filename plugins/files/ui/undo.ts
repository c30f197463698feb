/** Something that was done, and the way back. */
export type Did = { readonly sentence: string; back(): Promise<void> | void }

/** How many acts can be taken back, the last one first. */
const most = 50
/** How long the last one is offered in sight, in milliseconds. The key takes it back after that too. */
const shownFor = 10_000

/** What was done here and can be taken back. Only the last one is in sight, so that what is offered is what was just done. */
export function createUndo({ changed }: { changed(): void }) {
  let done: readonly Did[] = []
  let shown: Did | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(next: Did | null): void {
    clearTimeout(timer)
    shown = next
    if (next !== null) timer = setTimeout(() => show(null), shownFor)
    changed()
  }

  return {
    get shown(): Did | null {
      return shown
    },
    did(sentence: string, back: Did['back']): void {
      const one = { sentence, back }
      done = [...done, one].slice(-most)
      show(one)
    },
    /** Takes the last act back; false when there is none. */
    undo(): boolean {
      const last = done.at(-1)
      if (last === undefined) return false
      done = done.slice(0, -1)
      show(null)
      void last.back()
      return true
    },
    dismiss: (): void => show(null),
    stop: (): void => clearTimeout(timer),
  }
}
export type Undo = ReturnType<typeof createUndo>
