import { StoaError } from '@stoa/sdk/contract'
import type { Translation } from '@stoa/sdk/project'
import type { FilePort } from './fileport.ts'
import { hashOf } from './format.ts'

/**
 * A file whose bytes are not the text that is edited: they are made a text when it is read, and bytes again when it is written. What was written
 * here reads as what was written, whatever the translation would make of it. A file that cannot be translated when it is opened is its own text
 * for as long as it is open; one that becomes so later rejects, and nothing is written over it.
 */
export function translatedFile(port: FilePort, translation: Translation): FilePort {
  let plain: boolean | null = null
  let last: Known | null = null
  async function textOf(bytes: Uint8Array, known: Known | null): Promise<Known> {
    const raw = hashOf(bytes)
    if (known?.raw === raw) return known
    const text = await translation.read(bytes, known && Buffer.from(known.text).toString('utf8'))
    return { raw, text: Buffer.from(text, 'utf8') }
  }
  return {
    ...port,
    async read() {
      const found = await port.read()
      if (!found || plain) return found
      try {
        last = await textOf(found.bytes, last)
        plain = false
        return { ...found, bytes: last.text }
      } catch (failure) {
        if (plain === false || !(failure instanceof StoaError)) throw failure
        plain = true
        return found
      }
    },
    async write(text, expected) {
      if (plain) return port.write(text, expected)
      const bytes = await translation.write(Buffer.from(text).toString('utf8'))
      const written = await port.write(bytes, expected)
      if (written === 'changed') return written
      const replaced = last
      plain = false
      last = { raw: hashOf(bytes), text: Uint8Array.from(text) }
      const { stat, aside } = written
      return { stat, aside: aside && { read: async () => (await textOf(await aside.read(), replaced)).text, close: aside.close } }
    },
  }
}

/** The hash of a file's bytes, and its text. */
type Known = { readonly raw: string; readonly text: Uint8Array }
