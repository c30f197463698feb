import { machineConfig } from '@stoa/core/hub'
import { startMachine } from '@stoa/core/hub/machine'
import { configFile, pluginFolders } from '../layout.ts'
import { serviceLog, stopAsked } from '../service.ts'

export const summary = 'run projects for hubs elsewhere; --join WORD-OR-FILE, --verbose'
export const options = { join: { type: 'string' }, verbose: { type: 'boolean' } } as const

/** Runs until SIGINT or SIGTERM. */
export async function run({ flags }: { flags: ReadonlyMap<string, string> }): Promise<number> {
  const config = machineConfig({ join: flags.get('join') ?? '', file: configFile, environment: process.env })
  const stopped = stopAsked()
  const log = serviceLog(flags)
  const machine = await startMachine({ config, pluginFolders, log })
  console.log(`\nThe machine ${machine.name} has joined. Hubs reach it at ${machine.url}`)
  console.log(machine.sandbox)
  await stopped
  console.log('Stopping: documents are saved first, and projects are let go.')
  await machine.close()
  return 0
}
