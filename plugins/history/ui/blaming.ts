import type { Blame, Reader } from './reader.ts'

/** Who wrote each line of a version, or whether that is being found out. */
export type Blamed =
  | { readonly state: 'off' }
  | { readonly state: 'reading' }
  | { readonly state: 'known'; readonly version: number; readonly runs: Blame }
/** Finds out who wrote each line of one version after another. */
export type Blaming = {
  readonly blamed: Blamed
  /** Asks for a version; what was asked for before is given up. */
  begin(reader: Reader, version: number): Promise<void>
  end(): void
}

/** `changed` is called when more is known, `refused` with what went wrong. */
export function createBlaming({ changed, refused }: { changed(): void; refused(failure: unknown): void }): Blaming {
  let blamed: Blamed = { state: 'off' }
  return {
    get blamed() {
      return blamed
    },
    end() {
      blamed = { state: 'off' }
    },
    async begin(reader, version) {
      const mine: Blamed = { state: 'reading' }
      blamed = mine
      changed()
      try {
        const runs = await reader.blame(version)
        if (blamed !== mine) return
        blamed = { state: 'known', version, runs }
        changed()
      } catch (failure) {
        if (blamed !== mine) return
        blamed = { state: 'off' }
        refused(failure)
      }
    },
  }
}
