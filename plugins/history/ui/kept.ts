import type { Text } from '@codemirror/state'

/** Texts of versions that were looked at, so that going back is at once. */
export type KeptTexts = { get(version: number): Text | undefined; set(version: number, text: Text): void }

/** Keeps the texts that were used last, up to `most` UTF-16 units together; the newest always. */
export function keepTexts(most = 16 << 20): KeptTexts {
  const kept = new Map<number, Text>()
  let units = 0
  const drop = (version: number): void => {
    units -= kept.get(version)?.length ?? 0
    kept.delete(version)
  }
  return {
    get(version) {
      const text = kept.get(version)
      if (text) {
        kept.delete(version)
        kept.set(version, text)
      }
      return text
    },
    set(version, text) {
      drop(version)
      kept.set(version, text)
      units += text.length
      for (const oldest of kept.keys()) {
        if (units <= most || kept.size === 1) break
        drop(oldest)
      }
    },
  }
}
