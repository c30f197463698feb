import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout that this command belongs to. */
export const checkout = resolve(fileURLToPath(new URL('..', import.meta.url)))
/** Read when no other is named with --config. */
export const configFile = join(checkout, 'stoa.json')
export const pluginFolders = [join(checkout, 'plugins')]
/** The page is built here once for each state of its sources. */
export const pageDirectory = join(checkout, 'dist', 'page')
