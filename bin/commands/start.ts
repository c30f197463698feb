import { readConfig } from '@stoa/core/hub'
import { startStoa } from '@stoa/core/hub/start'
import { configFile, pageDirectory, pluginFolders } from '../layout.ts'
import { serviceLog, stopAsked } from '../service.ts'

export const summary = 'start the server; --config FILE, --verbose'
export const options = { config: { type: 'string' }, verbose: { type: 'boolean' } } as const

/** Runs until SIGINT or SIGTERM. */
export async function run({ flags }: { flags: ReadonlyMap<string, string> }): Promise<number> {
  const named = flags.get('config')
  const config = readConfig({ file: named ?? configFile, environment: process.env, named: named !== undefined })
  const stopped = stopAsked()
  const log = serviceLog(flags)
  const stoa = await startStoa({ config, pluginFolders, pageDirectory, log })
  console.log(`\nStoa is at ${stoa.url}`)
  console.log(stoa.sandbox)
  if (stoa.welcome !== undefined) console.log(`\nNobody is administrator yet. Open this link once to become it:\n\n    ${stoa.welcome}\n`)
  await stopped
  console.log('Stopping: documents are saved first.')
  await stoa.close()
  return 0
}
