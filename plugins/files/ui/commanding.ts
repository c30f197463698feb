import type { Remote, Stop } from '@stoa/sdk/contract'
import type { files } from '../contract.ts'

export type Commanded = { readonly text: string; readonly running: boolean }

/** How much of what was printed is kept here, in characters; the end of it. */
const kept = 100_000
const mostHistory = 100

/** Commands that are run one after the other, and what they printed. */
export function createCommandLine({
  remote,
  changed,
  ended,
  newRun = () => crypto.randomUUID(),
}: {
  remote: Pick<Remote<typeof files>, 'call' | 'on'>
  changed(): void
  /** The folder that a command ended in. */
  ended(directory: string): void
  newRun?(): string
}) {
  let state: Commanded = { text: '', running: false }
  let run = ''
  let asked = 0
  let at = 0
  const history: string[] = []

  function set(part: Partial<Commanded>): void {
    state = { ...state, ...part }
    changed()
  }
  function add(text: string): void {
    set({ text: overwritten(state.text + text).slice(-kept) })
  }

  const stop: Stop = remote.on('printed', news => {
    if (news.run === run) add(news.text)
  })

  return {
    get state() {
      return state
    },
    async run(directory: string, command: string): Promise<void> {
      if (state.running) return
      if (history.at(-1) !== command) history.push(command)
      if (history.length > mostHistory) history.shift()
      at = history.length
      asked = 0
      run = newRun()
      const fresh = state.text === '' || state.text.endsWith('\n') ? '' : '\n'
      set({ running: true, text: `${state.text}${fresh}$ ${command}\n` })
      try {
        const { code, signal, directory: now, limited } = await remote.call('run', { run, directory, command })
        if (limited) add('\nOutput limited to 2 MB. Run it in a terminal to see the rest.\n')
        if (signal !== null) add(`\nEnded by ${signal}.\n`)
        else if (code !== 0) add(`${state.text.endsWith('\n') ? '' : '\n'}Ended with ${code}.\n`)
        set({ running: false })
        if (now !== directory) ended(now)
      } catch (failure) {
        add(`${(failure as Error).message}\n`)
        set({ running: false })
      }
    },
    /** Ctrl C; asked again, the end whatever it does. */
    interrupt(): void {
      if (state.running) remote.call('interrupt', { run, kill: asked++ > 0 }).catch(() => undefined)
    },
    /** The command before (-1) or after (1) the one that is shown. */
    earlier(by: -1 | 1, typed: string): string {
      at = Math.max(0, Math.min(history.length, at + by))
      return history[at] ?? (by > 0 ? '' : typed)
    },
    clear: (): void => set({ text: '' }),
    stop: (): void => void stop(),
  }
}
export type CommandLine = ReturnType<typeof createCommandLine>

/** What a line looks like once a carriage return has gone back over it, as bars of progress do. */
export function overwritten(text: string): string {
  return text.includes('\r')
    ? text
        .split('\n')
        .map(line => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1))
        .join('\n')
    : text
}
