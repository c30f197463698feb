import { lookup as resolveHost } from 'node:dns/promises'
import { open } from 'node:fs/promises'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Files } from '@stoa/sdk/project'
import { isPublic } from './address.ts'
import { putBeside } from './beside.ts'
import { errors, refusalMaking } from './errors.ts'
import { below } from './path.ts'
import { refuseIfFull } from './place.ts'
import { staged } from './stage.ts'
import type { Report } from './tasks.ts'

export type ImportLimits = { bytes: number; time: number; silence: number; hops: number }
/** Bytes; milliseconds in all and without a byte; redirects. */
export const usualImport: ImportLimits = { bytes: 10e9, time: 3_600_000, silence: 30_000, hops: 5 }

/** Fetches what is at an address into a folder. Redirects are followed, each as carefully as the first. */
export async function importUrl({
  files,
  url,
  directory,
  report,
  signal,
  allowed = isPublic,
  limits = usualImport,
}: {
  files: Files
  url: string
  directory: string
  report: Report
  signal: AbortSignal
  /** Which addresses may be connected to. */
  allowed?(address: string): boolean
  limits?: ImportLimits
}): Promise<{ made: string[] }> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(limits.time)])
  try {
    const { answer, at } = await follow(addressOf(url), { allowed, limits, signal: ends })
    const announced = Number(answer.headers['content-length'])
    const total = Number.isFinite(announced) ? announced : undefined
    if (total !== undefined && total > limits.bytes) throw errors.importTooLarge(url, limits.bytes)
    const target = below(directory, nameFrom(answer.headers['content-disposition'], at))
    return await staged(files, async folder => {
      if (total !== undefined) await refuseIfFull(folder, target, total)
      const content = join(folder, 'content')
      const handle = await open(content, 'wx')
      let done = 0
      try {
        for await (const piece of answer as AsyncIterable<Buffer>) {
          done += piece.length
          if (done > limits.bytes) throw errors.importTooLarge(url, limits.bytes)
          await handle.writeFile(piece)
          report(total === undefined ? { done } : { done, total })
        }
      } finally {
        await handle.close()
      }
      if (total !== undefined && done !== total) throw errors.importCut(url)
      return { made: [await putBeside({ files, content, path: target })] }
    }).catch((failure: unknown) => {
      throw refusalMaking(failure, target)
    })
  } catch (failure) {
    if (signal.aborted) throw failure
    if (ends.aborted) throw errors.importTooSlow(url)
    throw networkFault(failure, url)
  }
}

function addressOf(text: string): URL {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
    throw errors.urlInvalid(text)
  return url
}

type Following = { allowed(address: string): boolean; limits: ImportLimits; signal: AbortSignal }

async function follow(first: URL, { allowed, limits, signal }: Following): Promise<{ answer: IncomingMessage; at: URL }> {
  let at = first
  for (let hop = 0; hop <= limits.hops; hop++) {
    const answer = await ask(at, { allowed, limits, signal })
    const status = answer.statusCode ?? 0
    const { location } = answer.headers
    if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
      answer.destroy()
      at = addressOf(URL.parse(location, at)?.href ?? location)
    } else if (status === 200) return { answer, at }
    else {
      answer.destroy()
      throw errors.importRefused(at.href, status)
    }
  }
  throw errors.importLoop(first.href, limits.hops)
}

/** Asks one server. The address that was looked at is the one that is connected to, so that a name can't mean another a moment later. */
async function ask(url: URL, { allowed, limits, signal }: Following): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolveHost(host, { all: true })
  const chosen = found[0]
  if (chosen === undefined || !found.every(({ address }) => allowed(address))) throw errors.addressPrivate(url.href)
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, {
      agent: false,
      signal,
      timeout: limits.silence,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'Stoa' },
      lookup: (_host, options, done) => {
        if (options.all) done(null, [{ address: chosen.address, family: chosen.family }])
        else done(null, chosen.address, chosen.family)
      },
    })
    request.on('response', resolve)
    request.on('timeout', () => request.destroy(errors.importTooSlow(url.href)))
    request.on('error', reject)
  })
}

/** The name under which a file is kept: what its server calls it, else the end of its address. Never one that leads elsewhere. */
export function nameFrom(disposition: string | undefined, url: URL): string {
  const exact = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition ?? '')
  const last = url.pathname.split('/').filter(Boolean).at(-1)
  for (const one of [exact && decoded(exact), plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2], last && decoded(last)]) {
    const name = (one ?? '').toWellFormed().replaceAll('\0', '').split(/[\\/]/).at(-1)!.trim()
    if (name !== '' && name !== '.' && name !== '..' && name !== '.stoa') return cutTo(name, 200)
  }
  return `${cutTo(url.hostname, 200)}.html`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function cutTo(name: string, bytes: number): string {
  let cut = name
  while (Buffer.byteLength(cut) > bytes) cut = [...cut].slice(0, -1).join('')
  return cut
}

const unreachable = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ECONNREFUSED',
  'EACCES',
  'ENETDOWN',
  'EADDRNOTAVAIL',
])

function networkFault(failure: unknown, url: string): unknown {
  const { code = '', cause } = failure as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException }
  if (unreachable.has(code) || unreachable.has(cause?.code ?? '')) return errors.unreachable(url)
  if (/^(ECONNRESET|EPIPE|HPE_|ERR_HTTP|ERR_STREAM_PREMATURE)/.test(code)) return errors.importCut(url)
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return errors.certificateWrong(url)
  return failure
}
