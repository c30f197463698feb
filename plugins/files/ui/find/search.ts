import type { Remote, Stop } from '@stoa/sdk/contract'
import type { Found, files } from '../../contract.ts'

/** What is looked for, as the page's address says it. */
export type Wanted = {
  readonly text: string
  readonly directory: string
  readonly expression: boolean
  readonly exactCase: boolean
  readonly hidden: boolean
}
/** A row of what was found: a file, or a line of one. */
export type FoundRow = { readonly path: string; readonly count: number } | Found
export type Searched = {
  readonly rows: readonly FoundRow[]
  readonly matches: number
  readonly running: boolean
  /** There was more than is told. */
  readonly limited: boolean
  readonly error: string | null
}

const nothing: Searched = { rows: [], matches: 0, running: false, limited: false, error: null }

/** One search at a time; another takes its place. */
export function createSearch({
  remote,
  changed,
  newRun = () => crypto.randomUUID(),
}: {
  remote: Pick<Remote<typeof files>, 'call' | 'on'>
  changed(): void
  newRun?(): string
}) {
  let state = nothing
  let run = ''
  let lines = new Map<string, Found[]>()

  function set(part: Partial<Searched>): void {
    state = { ...state, ...part }
    changed()
  }

  function end(): void {
    if (run !== '' && state.running) remote.call('endFind', { run }).catch(() => undefined)
    run = ''
  }

  const stopHearing: Stop = remote.on('found', news => {
    if (news.run !== run) return
    for (const one of news.found) lines.set(one.path, [...(lines.get(one.path) ?? []), one])
    const rows = [...lines].flatMap(([path, of]): FoundRow[] => [{ path, count: of.length }, ...of])
    set({ rows, matches: rows.length - lines.size })
  })

  return {
    get state() {
      return state
    },
    async begin({ text, ...how }: Wanted): Promise<void> {
      end()
      lines = new Map()
      state = { ...nothing, running: text !== '' }
      changed()
      if (text === '') return
      const mine = (run = newRun())
      try {
        const { limited } = await remote.call('find', { ...how, text, run: mine })
        if (mine === run) set({ running: false, limited })
      } catch (failure) {
        if (mine === run) set({ running: false, error: (failure as Error).message })
      }
    },
    /** Ends it and keeps what was found. */
    cancel(): void {
      if (!state.running) return
      end()
      set({ running: false, limited: true })
    },
    stop(): void {
      void stopHearing()
      end()
    },
  }
}
export type Search = ReturnType<typeof createSearch>

/** What was found, as a sentence. */
export function foundText({ rows, matches, running, limited }: Searched): string {
  const files = rows.length - matches
  if (running) return matches === 0 ? 'Looking…' : `${matches.toLocaleString()} so far`
  if (matches === 0) return 'Nothing found'
  const said = `${matches.toLocaleString()} ${matches === 1 ? 'line' : 'lines'} in ${files === 1 ? 'one file' : `${files.toLocaleString()} files`}`
  return limited ? `${said}, and there are more` : said
}
