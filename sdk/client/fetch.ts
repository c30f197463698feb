import { StoaError } from '../contract/error.ts'
import { receivedError } from '../wire/faults.ts'

/** Fetches a path below a hub's address; an answer that is not 2xx rejects with the error in its body, or `http_<status>`. */
export async function fetchBelow(base: string, path: string, init: RequestInit): Promise<Response> {
  const url = `${base}/${path.replace(/^\/+/, '')}`
  const answer = await fetch(url, { redirect: 'manual', ...init })
  if (answer.ok) return answer
  const body: unknown = await answer.json().catch(() => null)
  const error = receivedError(body)
  if (error.code !== 'internal') throw error
  throw new StoaError({
    code: `http_${answer.status}`,
    message: `${init.method ?? 'GET'} ${path} was answered with ${answer.status} ${answer.statusText}.`,
  })
}
