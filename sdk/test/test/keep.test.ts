import 'fake-indexeddb/auto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ChangeSet, type Text } from '@codemirror/state'
import t, { type Test } from 'tap'
import { connect } from '@stoa/sdk/client'
import { openChannel, textOf } from '@stoa/sdk/document'
import { createTestHub } from '@stoa/sdk/test'
import type { Connect } from '@stoa/sdk/contract'
import { keepWork, loadDifference, sendOrphans } from '../../ui/collab/keep.ts'
import { orphanedWork, storeWork, workKey } from '../../ui/collab/work.ts'

// As much of a window as is told when it is hidden.
const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
const window = Object.assign(new EventTarget(), { document })
Object.assign(globalThis, { window })

async function projectWith(t: Test, path: string, content: string) {
  const hub = await createTestHub()
  t.teardown(() => hub.close())
  const alice = await hub.person('Alice')
  const project = await alice.creates('work')
  await mkdir(dirname(join(project.root, path)), { recursive: true })
  await writeFile(join(project.root, path), content)
  const place = { project: project.id, path, viewer: alice.account }
  return {
    place,
    /** A page that has the file open. `leave` ends it as a closed tab does: its last breath is `pagehide`. */
    async page() {
      const client = connect({ url: hub.url, key: alice.key })
      t.teardown(() => client.close())
      const { channel, text } = opened(client.connect, place)
      const stop = keepWork({ channel, place })
      await channel.ready
      return {
        connect: client.connect,
        channel,
        text,
        disconnect: () => client.close(),
        leave() {
          window.dispatchEvent(new Event('pagehide'))
          void stop()
          channel.close()
          client.close()
        },
      }
    },
  }
}

function opened(connect: Connect, { project, path }: { project: string; path: string }) {
  let shown: Text = textOf('')
  const channel = openChannel({
    connect,
    project,
    path,
    difference: loadDifference,
    view: {
      load: loaded => void (shown = loaded),
      apply: changes => void (shown = changes.apply(shown)),
      get text() {
        return shown
      },
    },
  })
  return {
    channel,
    text: {
      get now() {
        return shown.toString()
      },
      type(insert: string) {
        const changes = ChangeSet.of({ from: shown.length, insert: textOf(insert) }, shown.length)
        shown = changes.apply(shown)
        channel.edit(changes)
      },
    },
  }
}
const until = (channel: { onState(listener: () => void): () => void }, holds: () => boolean): Promise<void> =>
  new Promise(resolve => {
    const look = () => {
      if (!holds()) return
      stop()
      resolve()
    }
    const stop = channel.onState(look)
    look()
  })

t.test('[S3.7] [S-3] what was typed offline in a page that is gone is there once another opens the file', async t => {
  const { page, place } = await projectWith(t, 'notes.txt', 'start')
  const first = await page()
  first.disconnect()
  first.text.type(' and offline')
  t.equal(first.channel.unacknowledged, true)
  first.leave()

  const second = await page()
  t.equal(second.text.now, 'start')
  await sendOrphans({ connect: second.connect, place })
  await until(second.channel, () => second.text.now === 'start and offline')
  second.leave()
  const third = await page()
  t.equal(third.text.now, 'start and offline')
  await sendOrphans({ connect: third.connect, place })
  third.text.type('!')
  await third.channel.acknowledged()
  t.equal(third.text.now, 'start and offline!', 'it is not sent twice')
  t.same(await orphanedWork({ document: workKey(place), now: Date.now() }), [])
})

t.test('[S3.7] [S-2] what had arrived, without the page having heard of it, is there once', async t => {
  const { page, place } = await projectWith(t, 'a.txt', 'start')
  const first = await page()
  first.text.type(' sent')
  first.text.type(' and pending')
  const { session } = first.channel
  const record = first.channel.record()
  t.ok(record.inFlight && record.pending)
  await first.channel.acknowledged()
  first.leave()
  // The browser was killed before it forgot what it had stored.
  await storeWork({ session, document: workKey(place), time: Date.now(), record })

  const second = await page()
  await sendOrphans({ connect: second.connect, place })
  await navigator.locks.request(`stoa-session-${session}`, () => undefined)
  second.text.type(', and more')
  await second.channel.acknowledged()
  t.equal(second.text.now, 'start sent and pending, and more')
  t.same(await orphanedWork({ document: workKey(place), now: Date.now() }), [])
})

t.test('[S3.7] work of a page that lives is not taken from it', async t => {
  const { page, place } = await projectWith(t, 'a.txt', '')
  const first = await page()
  first.disconnect()
  first.text.type('mine')
  window.dispatchEvent(new Event('pagehide'))
  await until(first.channel, () => first.channel.state === 'offline' || first.channel.state === 'failed')
  t.same(await orphanedWork({ document: workKey(place), now: Date.now() }), [])
  first.leave()
  const left = await orphanedWork({ document: workKey(place), now: Date.now() })
  t.equal(left.length, 1)
  for (const { release } of left) release()
})
