import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { ChangeSet } from '@codemirror/state'
import type { Caller, Serve, Stop } from '@stoa/sdk/contract'
import type { Documents, RouteAnswer, RouteRequest, SharedDocument } from '@stoa/sdk/project'
import { spelling as contract } from '../../spelling.ts'
import { errors } from '../errors.ts'
import { languages, readDictionaryFile } from './dictionaries.ts'

const file = '.spelling'
const mostWords = 5000
const squeeze = promisify(gzip)

/** Answers `latex-spelling@1`. The project's words are held open while somebody checks spelling. */
export function serveSpelling({ serve, documents }: { serve: Serve; documents: Documents }): Stop {
  const viewers = new Set<Caller<typeof contract>>()
  let held: Promise<SharedDocument | null> | null = null
  let stopHearing: Stop | null = null

  const wordsOf = (document: SharedDocument | null): string[] =>
    document === null
      ? []
      : document.text
          .toString()
          .split('\n')
          .map(line => line.trim())
          .filter(line => line !== '')
          .slice(0, mostWords)
  const tell = (document: SharedDocument) => served.emit('words', { words: wordsOf(document) }, viewers)
  /** The project's words; null as long as it has none and `create` is not asked for. */
  async function hold(create: boolean): Promise<SharedDocument | null> {
    const before = held
    held = (async () => {
      const known = await before
      if (known) return known
      const document = await documents.open(file, { create }).catch((failure: unknown) => {
        if (!create && (failure as { code?: unknown }).code === 'not_found') return null
        throw failure
      })
      if (document) stopHearing = document.onCommit(() => tell(document))
      return document
    })()
    held.catch(() => (held = null))
    return held
  }
  async function letGo(): Promise<void> {
    const before = held
    held = null
    void stopHearing?.()
    stopHearing = null
    await before?.then(document => document?.close()).catch(() => undefined)
  }

  const served = serve(
    contract,
    {
      async learn({ word }) {
        if (!/^[\p{L}\p{M}][\p{L}\p{M}'’-]*$/u.test(word)) throw errors.noWord(word)
        const document = (await hold(true))!
        if (wordsOf(document).includes(word)) return {}
        const { text } = document
        const insert = `${text.length > 0 && text.line(text.lines).length > 0 ? '\n' : ''}${word}\n`
        document.commit('~spelling', ChangeSet.of({ from: text.length, insert }, text.length))
        await document.save()
        return {}
      },
      async forget({ word }) {
        const document = await hold(false)
        if (!document) return {}
        const { text } = document
        const changes = []
        for (let number = 1; number <= text.lines; number++) {
          const line = text.line(number)
          if (line.text.trim() === word) changes.push({ from: line.from, to: Math.min(line.to + 1, text.length) })
        }
        if (changes.length > 0) document.commit('~spelling', ChangeSet.of(changes, text.length))
        return {}
      },
    },
    {
      async opened(caller) {
        viewers.add(caller)
        const document = await hold(false)
        return { languages: await languages(), words: wordsOf(document) }
      },
      async closed(caller) {
        viewers.delete(caller)
        if (viewers.size === 0) await letGo()
      },
    },
  )
  return async () => {
    await served.stop()
    await letGo()
  }
}

/** Answers with one of the two files of a dictionary. */
export async function dictionary({ path, headers }: RouteRequest): Promise<RouteAnswer> {
  const [, language, kind] = /^([A-Za-z_]{2,30})\/(aff|dic)$/.exec(path) ?? []
  const text = language === undefined ? null : await readDictionaryFile(language, kind === 'aff' ? 'aff' : 'dic')
  if (text === null) throw errors.noDictionary(language ?? path)
  const packed = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))
  return {
    status: 200,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'private, max-age=86400',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(packed && { 'content-encoding': 'gzip' }),
    },
    body: packed ? await squeeze(text, { level: 4 }) : text,
  }
}
