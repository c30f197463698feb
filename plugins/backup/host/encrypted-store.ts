import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { StoaError } from '@stoa/sdk/contract'
import type { SnapshotStore } from '@stoa/sdk/host'
import { errors } from './errors.ts'
import { inPieces, pieceBytes } from './pieces.ts'

/** What goes before and after the bytes of a sealed piece. */
const nonceBytes = 12
const tagBytes = 16
const clearBytes = pieceBytes - nonceBytes - tagBytes

/** Four rounds over the halves of a name: whoever has the key gets the same other name for it each time, and the way back; nobody else learns anything. */
function renamed(key: Buffer, name: Buffer, rounds: readonly number[]): Buffer {
  let [left, right] = [name.subarray(0, 10), name.subarray(10)]
  for (const round of rounds) {
    const mask = createHmac('sha256', key)
      .update(Buffer.from([round]))
      .update(right)
      .digest()
    const mixed = Buffer.from(left.map((byte, at) => byte ^ mask[at]!))
    ;[left, right] = [right, mixed]
  }
  // Swapped, so that the same with the rounds turned round leads back.
  return Buffer.concat([right, left])
}

/** A pack as the store within has it; what that says of it is said with the name that it is known by here. */
async function* named(pack: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (failure) {
    if (failure instanceof StoaError && failure.code === 'not_found') throw errors.noPack(pack)
    if (failure instanceof StoaError && failure.code === 'pack_damaged')
      throw errors.damaged({ pack, problem: 'a piece is missing, or not what was put there' })
    throw failure
  }
}

/** All but the seal of the end, which is put into `end`: wherever the store cut it in two. */
async function* withoutEnd(content: AsyncIterable<Uint8Array>, end: { seal: Buffer }): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    const both = Buffer.concat([end.seal, piece])
    const cut = Math.max(0, both.length - nonceBytes - tagBytes)
    if (cut > 0) yield both.subarray(0, cut)
    end.seal = Buffer.from(both.subarray(cut))
  }
}

/**
 * The same store, with everything sealed before it leaves (AES-256-GCM) under keys made of `secret`: contents, notes and trees, each bound to what it
 * belongs to, and packs under other names. What still shows is how many there are, of which size, when. Without the secret nothing comes back.
 */
export function createEncryptedStore({ inner, secret }: { inner: SnapshotStore; secret: Uint8Array }): SnapshotStore {
  const keyFor = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'stoa snapshots 1', purpose, 32))
  const [contentKey, nameKey, noteKey] = [keyFor('contents'), keyFor('names'), keyFor('notes')]
  const hidden = (pack: string) => renamed(nameKey, Buffer.from(pack, 'hex'), [0, 1, 2, 3]).toString('hex')
  const shown = (name: string) => renamed(nameKey, Buffer.from(name, 'hex'), [3, 2, 1, 0]).toString('hex')

  function seal(key: Buffer, bytes: Uint8Array, about: string): Buffer {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()])
  }
  function open(key: Buffer, sealed: Uint8Array, about: string): Buffer {
    const end = sealed.length - tagBytes
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes)).setAAD(Buffer.from(about))
    decipher.setAuthTag(sealed.subarray(end))
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()])
  }

  return {
    ...inner,
    async packs(project) {
      return (await inner.packs(project)).map(({ pack, ...rest }) => ({ pack: shown(pack), ...rest }))
    },
    putPack(project, pack, content) {
      async function* sealed() {
        let at = 0
        for await (const piece of inPieces(content, clearBytes)) yield seal(contentKey, piece, `${project} ${pack} ${at++}`)
        // Says where the end is: pieces that are left away at the end are noticed.
        yield seal(contentKey, Buffer.alloc(0), `${project} ${pack} ${at} end`)
      }
      return inner.putPack(project, hidden(pack), sealed())
    },
    async *pack(project, pack) {
      const damaged = (problem: string) => errors.damaged({ pack, problem })
      let at = 0
      const end = { seal: Buffer.alloc(0) }
      for await (const piece of inPieces(withoutEnd(named(pack, inner.pack(project, hidden(pack))), end))) yield opened(piece)
      try {
        open(contentKey, end.seal, `${project} ${pack} ${at} end`)
      } catch {
        throw damaged('its end is missing, or it was sealed with another key')
      }

      function opened(sealed: Buffer): Buffer {
        try {
          return open(contentKey, sealed, `${project} ${pack} ${at++}`)
        } catch {
          throw damaged(`piece ${at} is not what was put there, or was sealed with another key`)
        }
      }
    },
    deletePack: (project, pack) => inner.deletePack(project, hidden(pack)),
    async snapshots(project) {
      const found = []
      for (const { id, time, note: sealed } of await inner.snapshots(project)) {
        try {
          const { tree, note } = JSON.parse(open(noteKey, Buffer.from(sealed, 'base64'), `${project} ${id} ${time}`).toString()) as {
            tree: string
            note: string
          }
          found.push({ id, time, tree, note })
        } catch {
          throw errors.otherKey(project)
        }
      }
      return found
    },
    putSnapshot(project, { id, time, tree, note }) {
      const sealed = seal(noteKey, Buffer.from(JSON.stringify({ tree, note })), `${project} ${id} ${time}`)
      return inner.putSnapshot(project, {
        id,
        time,
        tree: createHash('sha1').update(sealed).digest('hex'),
        note: sealed.toString('base64'),
      })
    },
  }
}
