const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A new session id: 14 base62 digits, more than 80 random bits. One for every editor instance, never used again. */
export function newSession(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = bytes => crypto.getRandomValues(bytes)): string {
  let id = ''
  while (id.length < 14) {
    // 248 is the largest multiple of 62 that a byte can hold; dropping the rest keeps every digit equally likely.
    for (const byte of random(new Uint8Array(20))) if (byte < 248 && id.length < 14) id += digits[byte % 62]
  }
  return id
}

/** The author of changes found on disk. Sorts before every session. */
export const disk = '!disk'

/**
 * Whether text inserted by `one` goes before text that `other` inserted at the same place. By session and not by arrival,
 * so that what two people type at one place is never mixed. Server-side writers (`~NAME`) go last.
 */
export function before(one: string, other: string): boolean {
  return one < other
}
