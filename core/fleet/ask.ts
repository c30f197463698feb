import { request as plain, type IncomingMessage } from 'node:http'
import { request as secure } from 'node:https'
import { StoaError } from '@stoa/sdk/contract'
import { errors } from './errors.ts'
import type { HostRow } from './rules.ts'

/** A machine's door, and the word that opens it. */
export type Door = Pick<HostRow, 'host' | 'url' | 'secret'>

/** One question to another machine, answered in JSON. What it refuses is thrown as it said it; that it does not answer, as `project_unreachable`. */
export async function ask<T>({ door, path, body, signal }: { door: Door; path: string; body: object; signal?: AbortSignal }): Promise<T> {
  const answer = await send({ door, method: 'POST', path, body: JSON.stringify(body), ...(signal && { signal }) })
  const text = await textOf(answer, door)
  return JSON.parse(text) as T
}

/** A project's folder from the machine that ran it last, as a tar. */
export async function fetchFolder({
  keeper,
  project,
  signal,
}: {
  keeper: Door
  project: string
  signal: AbortSignal
}): Promise<IncomingMessage> {
  return send({ door: keeper, method: 'GET', path: `/projects/${project}/folder`, body: '', signal })
}

async function send({
  door,
  method,
  path,
  body,
  signal,
}: {
  door: Door
  method: string
  path: string
  body: string
  signal?: AbortSignal
}): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = (door.url.startsWith('https:') ? secure : plain)(
      `${door.url}${path}`,
      {
        method,
        headers: {
          authorization: `Bearer ${door.secret}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        ...(signal && { signal }),
      },
      resolve,
    )
    asking.on('error', failure => reject(errors.unreachable(door.host, failure.message)))
    asking.end(body)
  })
  if (answer.statusCode === 200) return answer
  const text = await textOf(answer, door)
  let said: { code?: unknown; message?: unknown; field?: unknown } = {}
  try {
    said = JSON.parse(text) as typeof said
  } catch {
    // A proxy's page, perhaps.
  }
  if (typeof said.code !== 'string' || typeof said.message !== 'string')
    throw errors.unreachable(door.host, `it answered with status ${answer.statusCode}`)
  throw new StoaError({ code: said.code, message: said.message, ...(typeof said.field === 'string' && { field: said.field }) })
}

function textOf(answer: IncomingMessage, door: Door): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (piece: string) => (text += piece))
    answer.on('end', () => resolve(text))
    answer.on('error', failure => reject(errors.unreachable(door.host, failure.message)))
  })
}
