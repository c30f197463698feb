/** How often each of some controls had been moved when a request was sent. */
export type Mark = ReadonlyMap<string, number>
/** What is shown of a control that moves: its own value, or another that the worksheet does not have yet. */
export type Held = {
  /** This person moves a control. */
  move(name: string): void
  /** To be asked when values of these controls are sent. */
  mark(names: readonly string[]): Mark
  /** What was sent at that mark is in the worksheet with this run; with null it never will be. */
  promised(mark: Mark, run: number | null): void
  /** Somebody else moves controls. Answers which of them are to be shown so. */
  others(names: readonly string[], run: number): string[]
  /** The worksheet has the outcome of this run. */
  reached(run: number): void
  /** Whether the worksheet's value is not the one to show. */
  has(name: string): boolean
}

/**
 * Keeps a control from jumping back while it is moved. A control that this person moves shows that value until the run with the last of it
 * is in the worksheet; one that somebody else moves shows theirs, unless this person moves it too.
 */
export function holdValues(): Held {
  const own = new Map<string, { readonly moved: number; readonly answered: number; readonly run: number | null }>()
  const theirs = new Map<string, number>()
  let latest = -1
  const release = () => {
    for (const [name, { moved, answered, run }] of own) if (moved === answered && (run === null || run <= latest)) own.delete(name)
    for (const [name, run] of theirs) if (run <= latest) theirs.delete(name)
  }
  return {
    move(name) {
      const known = own.get(name) ?? { moved: 0, answered: 0, run: null }
      own.set(name, { ...known, moved: known.moved + 1 })
      theirs.delete(name)
    },
    mark: names => new Map(names.map(name => [name, own.get(name)?.moved ?? 0])),
    promised(mark, run) {
      for (const [name, answered] of mark) {
        const known = own.get(name)
        if (known && answered >= known.answered) own.set(name, { ...known, answered, run })
      }
      release()
    },
    others(names, run) {
      const shown = run > latest ? names.filter(name => !own.has(name)) : []
      for (const name of shown) theirs.set(name, run)
      return shown
    },
    reached(run) {
      latest = Math.max(latest, run)
      release()
    },
    has: name => own.has(name) || theirs.has(name),
  }
}
