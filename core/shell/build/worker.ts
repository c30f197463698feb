import { resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'

/**
 * `import address from './count.ts?worker'`: the module with all that it imports as one file of its own, and its address as it is written in
 * the output, to be resolved against `import.meta.url` for `new Worker(…, { type: 'module' })`. `sources` are the files that went into workers,
 * once the page is built.
 */
export function workerPlugin({ minify }: { minify: boolean }): { plugin: Plugin; sources: ReadonlySet<string> } {
  const sources = new Set<string>()
  const plugin: Plugin = {
    name: 'stoa-worker',
    setup(whole) {
      const { target, conditions, define, absWorkingDir = '.' } = whole.initialOptions
      whole.onResolve({ filter: /\?worker$/ }, async ({ path, resolveDir, kind }) => {
        const found = await whole.resolve(path.replace(/\?worker$/, ''), { resolveDir, kind })
        // What is written is JavaScript whatever its source was called, and a server tells it by its name.
        return found.errors.length > 0 ? { errors: found.errors } : { path: `${found.path}.js`, namespace: 'stoa-worker' }
      })
      whole.onLoad({ filter: /.*/, namespace: 'stoa-worker' }, async ({ path }) => {
        const built = await build({
          absWorkingDir,
          entryPoints: [path.replace(/\.js$/, '')],
          outdir: 'worker',
          bundle: true,
          write: false,
          format: 'esm',
          platform: 'browser',
          minify,
          legalComments: 'none',
          logLevel: 'silent',
          metafile: true,
          ...(target !== undefined && { target }),
          ...(conditions && { conditions }),
          ...(define && { define }),
        })
        for (const name of Object.keys(built.metafile.inputs)) sources.add(resolve(absWorkingDir, name))
        return { contents: built.outputFiles[0]!.contents, loader: 'file' }
      })
    },
  }
  return { plugin, sources }
}
