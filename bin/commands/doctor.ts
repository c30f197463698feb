import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoaError, stops } from '@stoa/sdk/contract'
import { connect, type Client, type ClientOptions } from '@stoa/sdk/client'
import { readConfig } from '@stoa/core/hub'
import { startStoa } from '@stoa/core/hub/start'
import { lineLog } from '@stoa/core/project'
import { walkGoldenPath } from '../golden-path.ts'
import { configFile, pageDirectory, pluginFolders } from '../layout.ts'
import { StepFailed, tellSteps, type Step } from '../steps.ts'

export const summary = 'walk the golden path in a throw-away server and name what fails; --url URL with STOA_KEY: there; --verbose'
export const options = { url: { type: 'string' }, verbose: { type: 'boolean' } } as const

/** Exits 0 when every step went well, 1 when one failed. */
export async function run({ flags }: { flags: ReadonlyMap<string, string> }): Promise<number> {
  const step = tellSteps({ write: line => console.log(line) })
  const ending = stops()
  const url = flags.get('url')
  try {
    const way = url === undefined ? await freshServer({ step, ending, verbose: flags.has('verbose') }) : { url, key: givenKey() }
    const [first, second] = [connect(way), connect(way)]
    ending.add(() => first.close())
    ending.add(() => second.close())
    await step('connect twice', 'A proxy before Stoa must pass WebSockets on, and the key must be for the whole account.', () =>
      Promise.all([first.ready(), second.ready()]),
    )
    await step('get the page', 'See what the server says at its start of plugins and of the page.', () => pageOf(first))
    await walkGoldenPath({ first, second, step })
    console.log('\nAll is well.')
    return 0
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure
    console.log(`\nNot well: “${failure.message}” failed.`)
    return 1
  } finally {
    await ending.stop()
  }
}

function givenKey(): string {
  const key = process.env['STOA_KEY']
  if (key === undefined)
    throw new StoaError({
      code: 'usage',
      message: 'To look at a running server put a key for the whole account, with the role owner, into the environment variable STOA_KEY.',
    })
  return key
}

type Given = { step: Step; ending: ReturnType<typeof stops>; verbose: boolean }

/** A server of its own in a folder of its own, with what stoa.json says otherwise, and its first administrator. */
async function freshServer({ step, ending, verbose }: Given): Promise<ClientOptions> {
  const data = await mkdtemp(join(tmpdir(), 'stoa-doctor-'))
  ending.add(() => rm(data, { recursive: true, force: true }))
  // Never in the cluster that others use: what is thrown away with the folder must lie in it.
  const own = { data, store: 'sqlite', host: '127.0.0.1', port: 0, url: '' } as const
  const config = { ...readConfig({ file: configFile, environment: process.env, named: false }), ...own }
  const log = lineLog({ write: text => void (verbose && process.stderr.write(text)), about: {} })
  const stoa = await step(
    'start a server',
    'Do what the reason asks for; “npm install” brings back packages that are missing.',
    () => startStoa({ config, pluginFolders, pageDirectory, log }),
    120,
  )
  ending.add(() => stoa.close())
  console.log(`  ${stoa.sandbox}`)
  const cookie = await step(
    'sign up the first administrator',
    'This is a fault of Stoa itself: please report it with these lines.',
    async () => {
      const body = {
        email: 'doctor@example.org',
        name: 'Doctor',
        password: randomBytes(24).toString('base64url'),
        acceptedTerms: true,
        token: stoa.welcome?.split('#')[1],
      }
      const answer = await fetch(`${stoa.url}/api/sign-up`, {
        method: 'POST',
        headers: { origin: stoa.url, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new StoaError({ code: 'sign_up', message: ((await answer.json()) as { message: string }).message })
      return answer.headers.getSetCookie()[0]!.split(';')[0]!
    },
  )
  return { url: stoa.url, cookie }
}

async function pageOf(client: Client): Promise<void> {
  const page = await (await client.fetch('/')).text()
  if (!page.includes('importmap')) throw new StoaError({ code: 'no_page', message: 'What the server sent is not the page of Stoa.' })
}
