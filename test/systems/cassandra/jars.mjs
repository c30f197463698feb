// Cassandra for tests, as Maven Central has it: the jars of one version with what they need. Plain, for setup and for tests.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pom = fileURLToPath(new URL('./pom.xml', import.meta.url))
const state = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12)
/** Where the jars lie once they were fetched. */
export const jarFolder = fileURLToPath(new URL(`../../dist/cassandra-${state}`, import.meta.url))
const stamp = join(jarFolder, '.complete')

/** Fetches them if they are not here, by Maven. Throws with a sentence if that fails. */
export function fetchJars() {
  if (existsSync(stamp)) return
  console.error('Fetching Cassandra for the tests, usually a minute.')
  rmSync(jarFolder, { recursive: true, force: true })
  mkdirSync(jarFolder, { recursive: true })
  const { status, stdout, stderr, error } = spawnSync(
    'mvn',
    ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jarFolder}`],
    { encoding: 'utf8' },
  )
  if (status !== 0)
    throw new Error(`Cassandra could not be fetched by Maven: ${error?.message ?? `${stdout}${stderr}`.trim().slice(-1000)}`)
  writeFileSync(stamp, '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) fetchJars()
