import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openProgramDocument, type Client, type ProgramDocument } from '@stoa/sdk/client'
import { errorBody } from '@stoa/sdk/contract'
import { newSession, type document } from '@stoa/sdk/document'
import type { members, projects } from '@stoa/core/hub/contracts'
import { newcomer } from '../kit/newcomer.ts'
import { startServer } from '../kit/server.ts'
import { steppingClocks } from './clock.ts'
import { mountSmallDisk, randomFrom, startCable } from './troubles.ts'

const people = 4
const paths = ['one.txt', 'two.txt', 'three.txt', 'four.txt', 'five.txt']

/** What came of it, for the closing note. */
export type Endured = { words: number; taken: number; kills: number; hubKills: number; cuts: number; fills: number; steps: number }

/**
 * Twenty clients of four people type in five documents of one project on a real server for so long, while its processes are killed, its sockets cut, its disk
 * filled and its clocks set back and forth, at moments that a seed decides. Then everything rests, and each word must be there once, in order, in every copy and in the file; and what was
 * acknowledged when a kill came must be there after it.
 */
export async function endure(t: Test, { seconds, seed }: { seconds: number; seed: number }): Promise<Endured> {
  const random = randomFrom(seed)
  let port = 0
  const cable = await startCable(t, () => port)
  const url = `http://127.0.0.1:${cable.port}`
  let disk = null as ReturnType<typeof mountSmallDisk>
  const server = await startServer(t, {
    environment: { STOA_URL: url, ...steppingClocks(t) },
    before: data => void (disk = mountSmallDisk(t, join(data, 'projects'))),
  })
  port = Number(new URL(server.url).port)
  const [owner, ...others] = await Promise.all(Array.from({ length: people }, (_, n) => newcomer(t, url, `Person${n}`)))
  const { project } = await owner!.connect<typeof projects>('projects@1').call('create', { title: 'Endurance' })
  const invited = await owner!
    .connect<typeof members>('members@1')
    .call('invite', { project, role: 'editor', expiresInHours: 1, uses: people })
  for (const other of others) await other.connect<typeof members>('members@1').call('accept', { token: invited.url.split('#')[1]! })

  const typists = await Promise.all(
    paths.flatMap(path =>
      [owner!, ...others].map((client, n) => typist({ t, client, project, path, name: `p${n}`, random: randomFrom(seed + n) })),
    ),
  )
  const endured: Endured = { words: 0, taken: 0, kills: 0, hubKills: 0, cuts: 0, fills: 0, steps: 0 }
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    await pause(1_000 + random() * 3_000)
    const what = random()
    if (what < 0.35) {
      cable.cut()
      endured.cuts++
    } else if (what < 0.65) {
      const killed = await server.killProject(project).then(
        () => true,
        () => false,
      )
      if (killed) endured.kills++
    } else if (what < 0.75) {
      await server.killHub()
      await server.restart()
      endured.hubKills++
    } else if (disk) {
      disk.fill()
      await pause(500 + random() * 2_500)
      disk.free()
      endured.fills++
    }
  }
  disk?.free()
  for (const one of typists) one.rest()
  await Promise.all(typists.map(one => one.rested))

  for (const path of paths) {
    const mine = typists.filter(one => one.path === path)
    const [first] = mine
    await until(mine[0]!.document, () => mine.every(one => one.words.every(word => textOf(first!.document).includes(word))))
    const text = textOf(first!.document)
    for (const { document, name, words } of mine) {
      await until(document, () => textOf(document) === text)
      const line = text.split('\n').find(one => one.startsWith(`${name}:`))
      t.equal(line, `${name}:${words.join('')}`, `${path}: each of the ${words.length} words of ${name} once, in order`)
      endured.words += words.length
    }
    await saved(first!.document)
    endured.steps += await stepsBack(owner!, { project, path })
    t.equal(await readFile(join(server.data, 'projects', project, path), 'utf8'), text, `${path}: the file says the same`)
  }
  endured.taken = typists.reduce((sum, { taken }) => sum + taken, 0)
  t.comment(JSON.stringify({ seed, seconds, ...endured }))
  return endured
}

/** How often a version is told to have been written before the one before it. */
async function stepsBack(client: Client, params: { project: string; path: string }): Promise<number> {
  const remote = client.connect<typeof document>('document@1', {
    project: params.project,
    params: { path: params.path, session: newSession(), has: null },
  })
  await remote.opened
  const { bursts } = await remote.call('versions', {})
  remote.close()
  return bursts.filter(({ time }, n) => time > (bursts[n - 1]?.time ?? time)).length
}

/** A connection may have been lost just now, and is there again in a moment. */
async function saved(document: ProgramDocument): Promise<void> {
  for (;;)
    try {
      return await document.save()
    } catch (failure) {
      if (errorBody(failure).code !== 'offline') throw failure
      await until(document, () => document.state === 'live')
    }
}

const textOf = (document: ProgramDocument): string => document.text().toString()
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

function until(document: ProgramDocument, holds: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = (): void => {
    if (holds()) resolve()
  }
  const stops = [document.onChange(look), document.onState(look)]
  look()
  return promise.finally(() => {
    for (const stop of stops) void stop()
  })
}

/** Types word after word at the end of a line of their own. Whenever all was acknowledged, the server's copy must have it for ever. */
async function typist({
  t,
  client,
  project,
  path,
  name,
  random,
}: {
  t: Test
  client: Client
  project: string
  path: string
  name: string
  random: () => number
}) {
  const document = openProgramDocument({ connect: client.connect, project, path, create: true })
  t.teardown(() => document.close())
  await document.ready
  document.edit({ from: 0, insert: `${name}:\n` })
  const words: string[] = []
  let taken = 0
  let resting = false
  const rested = (async () => {
    while (!resting) {
      const word = ` ${name}-${words.length}`
      const text = textOf(document)
      const line = text.startsWith(`${name}:`) ? 0 : text.indexOf(`\n${name}:`) + 1
      document.edit({ from: document.text().lineAt(line).to, insert: word })
      words.push(word)
      document.acknowledged().then(
        () => taken++,
        () => undefined,
      )
      await pause(60 + random() * 200)
    }
    await document.acknowledged()
  })()
  return {
    path,
    name,
    document,
    words,
    get taken() {
      return taken
    },
    rest: () => void (resting = true),
    rested,
  }
}
