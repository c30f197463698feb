import type { Log } from '@stoa/sdk/hub'
import { lineLog } from '@stoa/core/project'

/** Resolves once somebody asks this process to stop, by SIGINT or SIGTERM. */
export function stopAsked(): Promise<void> {
  return new Promise(resolve => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

/** The log of a command that keeps running, on standard error; without `--verbose` what is only information is left out. */
export function serviceLog(flags: ReadonlyMap<string, string>): Log {
  const quiet = !flags.has('verbose')
  return lineLog({
    write: text => void (quiet && text.includes('"level":"info"') ? undefined : process.stderr.write(text)),
    about: {},
  })
}
