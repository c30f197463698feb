import type { Log } from '@stoa/sdk/hub'

const secret = /token|password|secret|key$/i

/** Facts with the values of secret-looking names replaced, however deep they lie. */
export function redacted(facts: object): object {
  return JSON.parse(
    JSON.stringify(facts, (name, value: unknown) => (secret.test(name) && typeof value === 'string' ? '[redacted]' : value)) ?? '{}',
  ) as object
}

/** A log of JSON lines. In a project server they go to standard error, which the host reads into its own log. */
export function lineLog({ write, about }: { write(line: string): void; about: object }): Log {
  function at(level: 'info' | 'warn' | 'error') {
    return (facts: object, sentence: string) => write(`${JSON.stringify({ level, ...about, ...redacted(facts), msg: sentence })}\n`)
  }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

/** The same log with more said about who writes. */
export function logAbout(log: Log, about: object): Log {
  return {
    info: (facts, sentence) => log.info({ ...about, ...facts }, sentence),
    warn: (facts, sentence) => log.warn({ ...about, ...facts }, sentence),
    error: (facts, sentence) => log.error({ ...about, ...facts }, sentence),
  }
}
