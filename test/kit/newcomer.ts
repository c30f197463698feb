import type { Test } from 'tap'
import { connect, type Client } from '@stoa/sdk/client'

/** Somebody who signs up at a server through the front door, or in again, and stays connected, as a browser does, until the test ends. */
export async function newcomer(t: Test, url: string, name: string, way: 'sign-up' | 'sign-in' = 'sign-up'): Promise<Client> {
  const body = { email: `${name.toLowerCase()}@example.org`, name, password: 'correct horse battery', acceptedTerms: true }
  const answer = await fetch(`${url}/api/${way}`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${name} could not come in: ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
  const client = connect({ url, cookie })
  t.teardown(() => client.close())
  await client.ready()
  return client
}
