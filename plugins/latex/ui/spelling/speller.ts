import type { Answered, Asked } from './worker.ts'

/** Who knows the words of one language. */
export type Speller = {
  /** Those of the words that are wrong. */
  wrong(words: readonly string[]): Promise<readonly string[]>
  suggest(word: string): Promise<readonly string[]>
}

type Without<T> = T extends unknown ? Omit<T, 'id'> : never
let working: Promise<(asked: Without<Asked>) => Promise<readonly string[]>> | undefined
const spellers = new Map<string, Promise<Speller>>()

/** The worker that reads dictionaries and looks words up, started with the first of them. */
function worker() {
  working ??= (async () => {
    const { default: address } = await import('./worker.ts?worker')
    const port = new Worker(new URL(address, import.meta.url), { type: 'module' })
    const waiting = new Map<number, { resolve(words: readonly string[]): void; reject(failure: Error): void }>()
    port.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
      waiting.get(data.id)?.resolve(data.words)
      waiting.delete(data.id)
    })
    port.addEventListener('error', ({ message }) => {
      for (const { reject } of waiting.values()) reject(new Error(`The spelling could not be checked: ${message}`))
      waiting.clear()
    })
    let last = 0
    return (asked: Without<Asked>) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve, reject })
        port.postMessage({ ...asked, id } satisfies Asked)
      })
  })()
  working.catch(() => (working = undefined))
  return working
}

/** The speller with the dictionary at an address (`…/aff` and `…/dic` are its files), fetched once. */
export function spellerAt(address: string): Promise<Speller> {
  const known = spellers.get(address)
  if (known) return known
  const made = (async (): Promise<Speller> => {
    const file = async (kind: string) => {
      const answer = await fetch(`${address}/${kind}`)
      if (!answer.ok)
        throw new Error(((await answer.json().catch(() => ({}))) as { message?: string }).message ?? 'A dictionary could not be fetched.')
      return answer.text()
    }
    const [ask, aff, dic] = await Promise.all([worker(), file('aff'), file('dic')])
    await ask({ load: address, aff, dic })
    return {
      wrong: words => ask({ check: words, with: address }),
      suggest: word => ask({ suggest: word, with: address }),
    }
  })()
  spellers.set(address, made)
  made.catch(() => spellers.delete(address))
  return made
}
