import { rename, stat, copyFile, rm } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { StoaError, quote } from '@stoa/sdk/contract'
import { folderProject, openFolder, readPlugins } from '@stoa/core/hub'
import { lineLog, systemClock } from '@stoa/core/project'
import type { conversion } from '@stoa/plugin-sagews/conversion'
import { formatNames, renamed, sourceOf, type Format } from '@stoa/plugin-sagews/formats'
import { pluginFolders } from '../layout.ts'

export const summary = 'convert FILE [--to FORMAT] [-o OUT] [--force] [--json]: sagews, ipynb or sws to another format'
export const options = {
  to: { type: 'string' },
  out: { type: 'string', short: 'o' },
  force: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** Exits 0 when the file was written; 2 with a sentence when not. */
export async function run({ words, flags }: { words: readonly string[]; flags: ReadonlyMap<string, string> }): Promise<number> {
  try {
    const written = await convert({ words, flags })
    console.log(flags.has('json') ? JSON.stringify(written, null, 2) : written.out)
    return 0
  } catch (failure) {
    if (!flags.has('json') || !(failure instanceof StoaError)) throw failure
    console.log(JSON.stringify({ error: { code: failure.code, message: failure.message } }, null, 2))
    return 2
  }
}

type Converted = { readonly file: string; readonly to: Format; readonly out: string; readonly bytes: number }

async function convert({ words, flags }: { words: readonly string[]; flags: ReadonlyMap<string, string> }): Promise<Converted> {
  const [file, more] = words
  if (file === undefined || more !== undefined) throw usage('Name one file: stoa convert FILE --to FORMAT')
  const source = sourceOf(file)
  if (source === null) throw usage(`${quote(file)} can't be converted: its name must end in .sagews, .ipynb or .sws.`)
  const to = formatOf({ given: flags.get('to'), out: flags.get('out'), otherwise: source === 'sagews' ? 'ipynb' : 'sagews' })
  const path = resolve(file)
  if (!(await stat(path).catch(() => null))?.isFile())
    throw new StoaError({ code: 'not_found', message: `There is no file ${quote(file)}.` })
  const out = resolve(flags.get('out') ?? renamed(file, to))
  if (out === path) throw usage(`${quote(file)} would be written over itself. Name another file with -o.`)
  const force = flags.has('force')
  if (!force && (await stat(out).catch(() => null)))
    throw new StoaError({
      code: 'exists',
      message: `There is already ${quote(relative('', out))}. Choose another with -o, or add --force.`,
    })
  await write({ path, to, out })
  return { file, to, out: relative('', out), bytes: (await stat(out)).size }
}

function formatOf({ given, out, otherwise }: { given: string | undefined; out: string | undefined; otherwise: Format }): Format {
  const name = given ?? (out === undefined ? otherwise : extname(out).slice(1))
  const found = formatNames.find(one => one === name)
  if (!found) throw usage(`There is no format ${quote(name)}. There are ${formatNames.join(', ')}.`)
  return found
}

/** Converts in the file's own folder, made a project for the moment, and moves the result to its place. */
async function write({ path, to, out }: { path: string; to: Format; out: string }): Promise<void> {
  const { plugins } = await readPlugins(pluginFolders)
  const log = lineLog({ write: text => void (text.includes('"level":"info"') || process.stderr.write(text)), about: {} })
  const folder = await openFolder({
    folder: dirname(path),
    plugins,
    user: { id: 'convert', name: 'stoa convert' },
    clock: systemClock,
    log,
  })
  const made = `.~${basename(out)}.${process.pid}`
  try {
    const remote = folder.connect<typeof conversion>('conversion@1', { project: folderProject })
    await remote.call('convert', { path: basename(path), to, out: made, replace: true })
  } finally {
    await folder.close()
  }
  await put(join(dirname(path), made), out)
}

async function put(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException
    if (code === 'EXDEV') await copyFile(from, to)
    await rm(from, { force: true })
    if (code === 'ENOENT') throw new StoaError({ code: 'not_found', message: `There is no folder ${quote(dirname(to))}. Make it first.` })
    if (code !== 'EXDEV') throw failure
  }
}

const usage = (message: string) => new StoaError({ code: 'usage', message })
