import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { OutputFile } from 'esbuild'
import type { BuiltFile } from '../build.ts'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
const worthCompressing = /\.(js|css|svg|map|wasm)$/

/**
 * Writes built files with Brotli and gzip beside them. A name holds its content's hash, so a file that is there already is left alone.
 * What is in `hard` is loaded with every page and compressed as far as it goes.
 */
export async function writeOutputs({
  outDir,
  outputs,
  hard,
  compress,
}: {
  outDir: string
  outputs: readonly OutputFile[]
  hard: ReadonlySet<string>
  compress: boolean
}): Promise<BuiltFile[]> {
  return Promise.all(
    outputs.map(async ({ path, contents }) => {
      const name = relative(outDir, path).replaceAll('\\', '/')
      await mkdir(dirname(path), { recursive: true })
      await writeNew(path, contents)
      if (!compress || !worthCompressing.test(name)) return { name, bytes: contents.length, compressed: contents.length }
      const there = await sizeOf(`${path}.br`)
      if (there !== null && (await sizeOf(`${path}.gz`)) !== null) return { name, bytes: contents.length, compressed: there }
      const params = { [constants.BROTLI_PARAM_QUALITY]: hard.has(name) ? 11 : 9, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length }
      const [small, zipped] = await Promise.all([brotli(contents, { params }), zip(contents, { level: 9 })])
      await Promise.all([writeNew(`${path}.br`, small), writeNew(`${path}.gz`, zipped)])
      return { name, bytes: contents.length, compressed: small.length }
    }),
  ).then(files => files.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
}

async function writeNew(path: string, contents: Uint8Array): Promise<void> {
  if ((await sizeOf(path)) !== null) return
  const fresh = join(dirname(path), `.${process.pid}-${path.split(/[\\/]/).at(-1)}`)
  await writeFile(fresh, contents)
  await rename(fresh, path)
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  )
}
