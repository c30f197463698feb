import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { StoaError, quote } from '@stoa/sdk/contract'
import { connect } from '@stoa/sdk/client'
import { folderProject, openFolder, readPlugins } from '@stoa/core/hub'
import { lineLog, systemClock } from '@stoa/core/project'
import { pluginFolders } from '../layout.ts'
import { runWorksheet, type RunReport } from '../worksheet-run.ts'

export const summary =
  'run FILE.sagews, write its outputs into it, print JSON; --input TEXT: a line for each question; --project ID --url URL with STOA_KEY: there'
export const options = { project: { type: 'string' }, url: { type: 'string' }, input: { type: 'string' } } as const

/** Exits 0 when every cell ran, 1 when one failed, 2 when the worksheet could not be run at all. */
export async function run({ words, flags }: { words: readonly string[]; flags: ReadonlyMap<string, string> }): Promise<number> {
  const [file, more] = words
  if (file === undefined || more !== undefined) throw new StoaError({ code: 'usage', message: 'Name one worksheet: stoa run FILE.sagews' })
  if (!file.endsWith('.sagews'))
    throw new StoaError({ code: 'usage', message: `${quote(file)} is not a worksheet: its name must end in .sagews.` })
  const project = flags.get('project')
  if (project === undefined && flags.has('url'))
    throw new StoaError({ code: 'usage', message: 'With --url name the project too: --project ID. Its address in the browser has it.' })
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  process.once('SIGTERM', () => stopping.abort())
  const stopped = stopping.signal
  const answers = flags.get('input')?.replace(/\n$/, '').split('\n') ?? []
  const report =
    project === undefined
      ? await here({ file, answers, stopped })
      : await there({ project, path: file, url: flags.get('url'), answers, stopped })
  console.log(JSON.stringify(report, null, 2))
  return report.status === 'ok' ? 0 : 1
}

async function here({ file, answers, stopped }: { file: string; answers: readonly string[]; stopped: AbortSignal }): Promise<RunReport> {
  const path = resolve(file)
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new StoaError({ code: 'not_found', message: `There is no file ${quote(file)}.` })
  const { plugins } = await readPlugins(pluginFolders)
  const log = lineLog({ write: text => void (text.includes('"level":"info"') || process.stderr.write(text)), about: {} })
  const folder = await openFolder({ folder: dirname(path), plugins, user: { id: 'run', name: 'stoa run' }, clock: systemClock, log })
  try {
    return await runWorksheet({ connect: folder.connect, project: folderProject, path: basename(path), answers, stopped })
  } finally {
    await folder.close()
  }
}

async function there({
  project,
  path,
  url,
  answers,
  stopped,
}: {
  project: string
  path: string
  url: string | undefined
  answers: readonly string[]
  stopped: AbortSignal
}): Promise<RunReport> {
  const key = process.env['STOA_KEY']
  if (url === undefined || key === undefined)
    throw new StoaError({
      code: 'usage',
      message: 'A run on a server needs its address, --url URL, and a key in the environment variable STOA_KEY.',
    })
  const client = connect({ url, key })
  try {
    await client.ready()
    return await runWorksheet({ connect: client.connect, project, path, answers, stopped })
  } finally {
    client.close()
  }
}
