import { gunzipSync } from 'node:zlib'
import { ChangeSet } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import type { Remote } from '@stoa/sdk/contract'
import { newSession, textOf, type document } from '@stoa/sdk/document'
import { openLiveDocument, type LiveDocument } from '../document.ts'
import { handClock, memoryStorage, silent } from './memory.ts'
import { createWorld, quiet } from './world.ts'

const alice = 'AAAAAAAAAAAAAA'
const author = { id: 'alice', name: 'Alice' }
const owner = { id: 'olga', name: 'Olga' }

function desk() {
  const disk = memoryStorage()
  const clock = handClock()
  return {
    disk,
    open: (): Promise<LiveDocument> =>
      openLiveDocument({
        path: 'a.txt',
        storage: disk.storage,
        directory: 'h',
        limit: 1e6,
        boot: 'one',
        clock,
        log: silent,
        newLineage: () => 'lineage',
        sizes: { snapshot: 250, pack: 700 },
      }),
  }
}
const replaceAll = (live: LiveDocument, text: string) =>
  live.commit({ session: alice, author, changes: ChangeSet.of({ from: 0, to: live.text.length, insert: textOf(text) }, live.text.length) })

/** Whether any kept byte still says something. */
const says = (files: ReadonlyMap<string, { bytes: Buffer }>, word: string): boolean =>
  [...files].some(([path, { bytes }]) => (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).includes(word))

t.test(
  '[S-10] whatever version history is forgotten before: what follows can be read, what was before is nowhere, and it is so after a restart',
  async t => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.boolean(), async (before, more, crash) => {
        const { disk, open } = desk()
        let live = await open()
        const texts = ['']
        const type = async (n: number): Promise<void> => {
          const text = n < before ? `secret ${n} ${'s'.repeat(n % 30)}` : `plain ${n}`
          replaceAll(live, text)
          texts.push(text)
          await live.written(live.version)
        }
        for (let n = 1; n <= before + more; n++) await type(n)
        const old = disk.copy()
        await live.forget({ before, by: owner })
        await type(before + more + 1)
        if (crash) {
          // The fact was written, and nothing removed yet.
          const now = disk.copy()
          await live.close()
          disk.set(new Map([...old, ...now]))
          live = await open()
        }
        for (let round = 0; round < 2; round++) {
          if (says(disk.files, 'secret')) throw new Error(`it is still there: ${[...disk.files.keys()].join()}`)
          for (let version = before; version < texts.length; version++)
            if ((await live.textAt(version)).toString() !== texts[version]) throw new Error(`version ${version} is another`)
          const early = await live.textAt(before - 1).then(
            () => 'read',
            (failure: { code: string }) => failure.code,
          )
          if (early !== 'version_forgotten') throw new Error(`version ${before - 1}: ${early}`)
          await live.close()
          live = await open()
        }
        if (live.version !== texts.length - 1 || live.text.toString() !== texts.at(-1)) throw new Error('the newest version is another')
        if (JSON.stringify(live.forgotten.map(({ before, by }) => [before, by.name])) !== JSON.stringify([[before, 'Olga']]))
          throw new Error('the fact is not kept')
      }),
      { numRuns: 150 },
    )
    t.pass()
  },
)

t.test('[S-10] who was away when history was forgotten keeps what he typed, and gets the text of now', async t => {
  const world = createWorld({ file: 'one', sizes: { snapshot: 100, pack: 200 } })
  const alice = await world.joins('alice')
  const bob = await world.joins('bob')
  const olga = world.net.connectAs({ id: 'olga', name: 'Olga' }, () => 'owner')('document@1', {
    params: { path: 'notes.txt', session: newSession(), has: null },
  }) as Remote<typeof document>
  await world.settle()
  const [alices, bobs, olgas] = [...world.net.connections]
  bobs!.cut()
  bob.edit({ from: 0, insert: 'bob ' })
  /** Everything of these two arrives; Bob stays away. */
  const arrives = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      for (const way of ['up', 'down'] as const)
        for (const connection of [alices!, olgas!]) for (let step = connection[way].shift(); step; step = connection[way].shift()) step()
      await quiet()
    }
  }
  for (let n = 0; n < 20; n++) {
    alice.edit({ from: alice.text().length, insert: ` ${n}` })
    await arrives()
  }
  const forgotten = olga.call('forget', { before: alice.version })
  await arrives()
  await forgotten
  await world.settle()
  t.equal(bob.text().toString(), alice.text().toString())
  t.match(alice.text().toString(), /^bob one 0 1 2 .* 19$/)
  const { first } = await Promise.all([olga.call('versions', {}), world.settle()]).then(([answer]) => answer)
  t.equal(first, 21)
})
