import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Where randomness comes from. */
export type Random = { bytes(count: number): Uint8Array }
export const systemRandom: Random = { bytes: count => randomBytes(count) }

/** A secret of 256 bits, 43 characters that need no escaping in a link or cookie. */
export const newSecret = (random: Random) => Buffer.from(random.bytes(32)).toString('base64url')

/** A random UUID (version 4). */
export function newId(random: Random): string {
  const bytes = Buffer.from(random.bytes(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** What is stored of a secret. Without salt or slowness: nobody guesses 256 random bits. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** Whether two hashes are equal, in a time that does not tell where they differ. */
export const sameHash = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
