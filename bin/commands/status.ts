import { askStatus, readConfig, type Status } from '@stoa/core/hub'
import { configFile } from '../layout.ts'

export const summary = 'what runs, and what it costs; --json, --config FILE'
export const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const

export async function run({ flags }: { flags: ReadonlyMap<string, string> }): Promise<number> {
  const named = flags.get('config')
  const config = readConfig({ file: named ?? configFile, environment: process.env, named: named !== undefined })
  const status = await askStatus(config.data)
  console.log(flags.has('json') ? JSON.stringify(status) : described(status))
  return 0
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(0)} MB`

/** The status as lines for a person. */
export function described({ pid, url, uptime, memory, figures, sandbox, limits, projects, plugins }: Status): string {
  const lines = [
    `Stoa at ${url}, process ${pid}, up ${uptime} s`,
    `Hub and host: ${megabytes(memory)}; ${figures.sockets} connections, ${figures.channels} channels, ${figures.links} project links`,
    sandbox,
    limits,
  ]
  for (const { id, started, reason } of plugins) if (!started) lines.push(`Plugin ${id} is off: ${reason}`)
  if (projects.length === 0) lines.push('No project runs.')
  for (const project of projects) {
    const parts = [`Project ${project.id}: ${project.state}${project.idle ? ', idle' : ''}`]
    if (project.memory) {
      parts.push(`server ${megabytes(project.memory.server)}`)
      for (const { name, memory: used } of project.processes ?? []) parts.push(`${name} ${megabytes(used)}`)
      parts.push(`all together ${megabytes(project.memory.all)}`)
    }
    if (project.reason) parts.push(project.reason)
    lines.push(parts.join('; '))
  }
  return lines.join('\n')
}
