import { askHosts, joinWord, readConfig } from '@stoa/core/hub'
import { configFile } from '../layout.ts'

export const summary = 'the machines that run projects; --join-word for “stoa host --join”, --json, --config FILE'
export const options = { config: { type: 'string' }, json: { type: 'boolean' }, 'join-word': { type: 'boolean' } } as const

export async function run({ flags }: { flags: ReadonlyMap<string, string> }): Promise<number> {
  const named = flags.get('config')
  const config = readConfig({ file: named ?? configFile, environment: process.env, named: named !== undefined })
  if (flags.has('join-word')) {
    console.log(joinWord(config))
    return 0
  }
  const hosts = await askHosts(config)
  if (flags.has('json')) console.log(JSON.stringify(hosts))
  else if (hosts.length === 0) console.log('No machine has joined.')
  for (const { host, state, url, load } of flags.has('json') ? [] : hosts) {
    const free = `${(load.memory.free / 1e9).toFixed(1)} of ${(load.memory.total / 1e9).toFixed(1)} GB free`
    console.log(`${host}: ${state}, ${url}, ${load.projects} projects, load ${load.busy} on ${load.cores} cores, ${free}`)
  }
  return 0
}
