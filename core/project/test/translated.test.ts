import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import t, { type Test } from 'tap'
import { StoaError, type Serve } from '@stoa/sdk/contract'
import { systemClock } from '../clock.ts'
import { startDocuments } from '../documents.ts'
import { startFiles } from '../files.ts'
import { keptLog } from './kept-log.ts'

/** Nobody is connected here. */
const nobody = (() => ({ callers: new Set(), emit() {}, async stop() {} })) as unknown as Serve

/** Files `.loud` are written in capitals between brackets, and read without either; what has no brackets is no such file. */
async function loudly(t: Test, content: string) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-translated-')))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const file = join(root, 'a.loud')
  await writeFile(file, content)
  const { files, stop: stopFiles } = await startFiles({ root, clock: systemClock, log: keptLog() })
  const reads: (string | null)[] = []
  const start = async () => {
    const { documents, stop } = await startDocuments({
      files,
      historyDirectory: join(root, '.stoa', 'history'),
      clock: systemClock,
      log: keptLog(),
      serve: nobody,
    })
    documents.translate({
      fits: path => path.endsWith('.loud'),
      open: () => ({
        async read(bytes, before) {
          reads.push(before)
          const found = /^\[([^]*)\]$/.exec(Buffer.from(bytes).toString())
          if (!found) throw new StoaError({ code: 'not_loud', message: 'It has no brackets.' })
          return found[1]!.toLowerCase()
        },
        write: async text => Buffer.from(`[${text.toUpperCase()}]`),
      }),
    })
    t.teardown(stop)
    return { open: () => documents.open('a.loud'), stop }
  }
  // The system's clock lets the process end; this test waits for it.
  const awake = setInterval(() => {}, 60_000)
  t.teardown(() => clearInterval(awake))
  t.teardown(stopFiles)
  return { file, reads, start, read: () => readFile(file, 'utf8') }
}
const append = (text: string, length: number) => ChangeSet.of({ from: length, insert: text }, length)
t.test('[S4.12] a file is edited as its translation and saved as itself, and what others write to it is merged', async t => {
  const { file, reads, start, read } = await loudly(t, '[ONE]')
  const { open, stop } = await start()
  const document = await open()
  t.equal(document.text.toString(), 'one')
  const before = await stat(file)
  await document.save()
  t.equal((await stat(file)).ino, before.ino, 'what nobody changed is not written')
  document.commit('~robot', append(' tWo', 3))
  await document.save()
  t.equal(await read(), '[ONE TWO]')
  t.equal(document.text.toString(), 'one tWo', 'what is written reads as it was written')
  document.commit('~robot', append('!', 7))
  await writeFile(file, '[ZERO ONE TWO]')
  await document.save()
  t.equal(document.text.toString().toLowerCase(), 'zero one two!')
  t.equal(reads.at(-1), 'one tWo', 'the translation knows what it was before')
  t.equal(await read(), '[ZERO ONE TWO!]')
  await stop()
  const again = await (await start()).open()
  t.equal(again.text.toString(), 'zero one two!', 'another time it is what the file says')
})

t.test('[S4.12] what can’t be translated opens as it is, and never replaces what can', async t => {
  const { file, start, read } = await loudly(t, 'no brackets')
  const { open, stop } = await start()
  const plain = await open()
  t.equal(plain.text.toString(), 'no brackets')
  plain.commit(
    '~robot',
    ChangeSet.of(
      [
        { from: 0, insert: '[' },
        { from: 11, insert: ']' },
      ],
      11,
    ),
  )
  await plain.save()
  t.equal(await read(), '[no brackets]', 'mended as text')
  await stop()
  const document = await (await start()).open()
  t.equal(document.text.toString(), 'no brackets')
  await writeFile(file, 'broken outside')
  document.commit('~robot', append('?', 11))
  await t.rejects(document.save(), { code: 'undecodable' })
  t.equal(await read(), 'broken outside')
  await writeFile(file, '[WHOLE AGAIN]')
  await document.save()
  t.match(await read(), /^\[.*\]$/)
})
