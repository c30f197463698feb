import type { Log } from '@stoa/sdk/hub'

/** A log that keeps what it is told. */
export function keptLog(): Log & { lines: { level: string; facts: Record<string, unknown>; sentence: string }[] } {
  const lines: { level: string; facts: Record<string, unknown>; sentence: string }[] = []
  const at = (level: string) => (facts: object, sentence: string) =>
    void lines.push({ level, facts: facts as Record<string, unknown>, sentence })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
