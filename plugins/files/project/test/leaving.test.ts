import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import fs, { mkdir, readdir, readlink } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { makePlace } from '../../test/place.ts'
import { archive, type ArchiveForm } from '../archive.ts'
import { download } from '../download.ts'

const skip = existsSync('/proc/self/fd') ? false : 'What is open is looked up in /proc.'

async function start(t: Test) {
  const place = await makePlace()
  t.teardown(place.remove)
  const { root, write } = place
  await mkdir(join(root, 'data'))
  for (let n = 0; n < 9; n++) await write(`data/${n}.bin`, randomBytes(2_000_000))
  /** Waits until no file of the project is open. */
  async function allClosed(): Promise<void> {
    for (let tries = 0; tries < 2000; tries++) {
      const open = await Promise.all((await readdir('/proc/self/fd')).map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
      if (!open.some(path => path.startsWith(root))) return
      await new Promise(resolve => setImmediate(resolve))
    }
    throw new Error('A file stays open.')
  }
  return { ...place, allClosed }
}

const packed = (place: Awaited<ReturnType<typeof start>>, form: ArchiveForm): Readable =>
  archive(form, { files: place.files, paths: ['data'], directory: '', signal: AbortSignal.timeout(60_000) })

for (const form of ['zip', 'tar.gz'] as const)
  t.test(`[F-6] whoever leaves a ${form} on its way just while a file is opened for it leaves no file open`, { skip }, async t => {
    const place = await start(t)
    const { open } = fs
    t.teardown(() => {
      Object.assign(fs, { open })
      syncBuiltinESMExports()
    })
    for (let leaveAt = 0; leaveAt < 5; leaveAt++) {
      const body = packed(place, form)
      const closed = new Promise(resolve => body.once('close', resolve))
      let opened = 0
      Object.assign(fs, {
        open: async (path: string, ...rest: [number]) => {
          const handle = await open(path, ...rest)
          if (path.endsWith('.bin') && opened++ === leaveAt) body.destroy()
          return handle
        },
      })
      syncBuiltinESMExports()
      body.resume()
      await closed
      t.equal(opened, leaveAt + 1)
      await place.allClosed()
    }
  })

t.test('[F-6] whoever leaves any download half way leaves no file open', { skip }, async t => {
  const place = await start(t)
  const bodies: (() => Promise<Readable>)[] = [
    async () => packed(place, 'zip'),
    async () => packed(place, 'tar.gz'),
    async () => (await download(place.files, { path: 'data/1.bin', query: new URLSearchParams(), headers: {} })).body as Readable,
  ]
  for (const begin of bodies)
    for (let pieces = 1; pieces < 8; pieces++) {
      let got = 0
      for await (const piece of await begin()) if (piece !== null && ++got === pieces) break
      await place.allClosed()
    }
})
