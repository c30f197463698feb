import { readConfig } from '@stoa/core/hub'
import { startStoa } from '@stoa/core/hub/start'
import { lineLog } from '@stoa/core/project'
import { configFile, pageDirectory, pluginFolders } from '../layout.ts'

export const summary = 'start the server; --config FILE, --verbose'
export const options = { config: { type: 'string' }, verbose: { type: 'boolean' } } as const

/** Runs until SIGINT or SIGTERM. */
export async function run({ flags }: { flags: ReadonlyMap<string, string> }): Promise<number> {
  const named = flags.get('config')
  const config = readConfig({ file: named ?? configFile, environment: process.env, named: named !== undefined })
  const stopped = new Promise<void>(resolve => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  const quiet = !flags.has('verbose')
  const log = lineLog({
    write: text => void (quiet && text.includes('"level":"info"') ? undefined : process.stderr.write(text)),
    about: {},
  })
  const stoa = await startStoa({ config, pluginFolders, pageDirectory, log })
  console.log(`\nStoa is at ${stoa.url}`)
  console.log(stoa.sandbox)
  if (stoa.welcome !== undefined) console.log(`\nNobody is administrator yet. Open this link once to become it:\n\n    ${stoa.welcome}\n`)
  await stopped
  console.log('Stopping: documents are saved first.')
  await stoa.close()
  return 0
}
