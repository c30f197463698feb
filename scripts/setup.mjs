// What a fresh clone lacks, made or named. Plain and without dependencies, for any Node from 18 on.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The Node that everything runs with, brought by npm. */
export const nodeBinary = join(root, 'node_modules', '.bin', 'node')
const python = join(root, '.venv', 'bin', 'python')
const requirements = join(root, 'plugins', 'sagews', 'kernel', 'requirements.txt')

/** What tests need of the system: a program or a folder that shows that it is there, and Debian's packages that bring it. */
const programs = [
  {
    name: 'Chromium',
    shows: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium', 'fonts-dejavu', 'fonts-noto-core', 'fonts-texgyre'],
  },
  { name: 'Firefox', shows: ['firefox-esr', 'firefox'], packages: ['firefox-esr'] },
  { name: 'SageMath', shows: ['sage'], packages: ['sagemath'] },
  {
    name: 'TeX Live',
    shows: ['latexmk'],
    packages: [
      'latexmk',
      'texlive-latex-recommended',
      'texlive-latex-extra',
      'texlive-fonts-recommended',
      'texlive-xetex',
      'texlive-luatex',
      'texlive-bibtex-extra',
      'texlive-extra-utils',
      'biber',
      'sagetex',
    ],
  },
  { name: 'librsvg', shows: ['rsvg-convert'], packages: ['librsvg2-bin'] },
  { name: 'knitr', shows: ['/usr/lib/R/site-library/knitr'], packages: ['r-base-core', 'r-cran-knitr'] },
  { name: 'IRkernel', shows: ['/usr/lib/R/site-library/IRkernel'], packages: ['r-cran-irkernel'] },
  { name: 'bubblewrap', shows: ['bwrap'], packages: ['bubblewrap'] },
  { name: 'passt', shows: ['pasta'], packages: ['passt'] },
  { name: 'slirp4netns', shows: ['slirp4netns'], packages: ['slirp4netns'] },
  { name: 'JDK 17', shows: ['java'], packages: ['openjdk-17-jdk-headless'] },
  { name: 'Maven', shows: ['mvn'], packages: ['maven'] },
  { name: 'bup', shows: ['bup'], packages: ['bup'] },
  { name: 'git', shows: ['git'], packages: ['git'] },
  { name: 'ripgrep', shows: ['rg'], packages: ['ripgrep'] },
  { name: 'vim', shows: ['vim'], packages: ['vim'] },
  { name: 'less', shows: ['less'], packages: ['less'] },
  { name: 'htop', shows: ['htop'], packages: ['htop'] },
]

const say = sentence => console.log(`setup: ${sentence}`)

/**
 * Sees to what a mode needs: `packages` the npm packages alone; `start` a Python for worksheets too, where there is no Sage; `test`
 * everything. Quick when there is nothing to do. Throws with a sentence if it cannot go on.
 */
export async function setUp({ mode }) {
  installPackages()
  if (mode === 'packages') return
  if (mode === 'test') installPrograms()
  if (mode === 'test') fetchCassandra()
  const sage = found('sage')
  if (mode === 'test' || (!sage && !process.env.STOA_PYTHON)) makePython({ needed: mode === 'test' })
  if (mode === 'start' && !sage)
    say(`worksheets run with Python and SymPy. SageMath adds far more${aptInstall(['sagemath']) ? `: ${aptInstall(['sagemath'])}` : '.'}`)
  if (mode === 'start' && process.platform === 'linux' && !found('bwrap'))
    say(`projects have no sandbox without bubblewrap${aptInstall(['bubblewrap']) ? `: ${aptInstall(['bubblewrap'])}` : '.'}`)
}

/** The packages of the lockfile, once for each state of it. */
function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = join(root, 'node_modules', '.stoa-setup')
  const state = hash(lock)
  if (existsSync(nodeBinary) && readIfThere(stamp) === state) return
  // In a checkout that is worked in, npm keeps its own record: what it installed last is the lockfile of then.
  if (existsSync(nodeBinary) && agrees(join(root, 'node_modules', '.package-lock.json'), join(root, 'package-lock.json')))
    return writeFileSync(stamp, state)
  say('installing the npm packages, usually a minute')
  // Not `npm ci`: that refuses a lockfile where the registry in use lacks an optional package for another kind of machine.
  const install = ['install', '--no-save', '--loglevel=error']
  const npm = process.env.npm_execpath
  run(npm ? [process.execPath, npm, ...install] : ['npm', ...install], 'The npm packages could not be installed')
  if (!existsSync(nodeBinary))
    throw new Error('npm installed everything but the project’s own Node. Run “npm rebuild node”, then try again.')
  writeFileSync(stamp, state)
}

/** Python with SymPy, NumPy, Matplotlib and pandas beside the project, for worksheets where Sage is not. */
function makePython({ needed }) {
  const stamp = join(root, '.venv', '.stoa-setup')
  const state = hash(readFileSync(requirements))
  if (existsSync(python) && readIfThere(stamp) === state) return
  const how = 'Worksheets need Python 3.9 or newer with its venv module'
  if (!found('python3')) {
    if (needed) throw new Error(`${how}. ${aptInstall(['python3-venv']) ?? 'Install it'}, then try again.`)
    return say(`${how}; until then they open, and do not run. ${aptInstall(['python3-venv']) ?? ''}`)
  }
  say('making the Python environment for worksheets, usually a minute')
  rmSync(join(root, '.venv'), { recursive: true, force: true })
  try {
    if (spawnSync('python3', ['-m', 'venv', join(root, '.venv')], { stdio: 'ignore' }).status !== 0 && mayInstall())
      installed(['python3-venv'])
    if (!existsSync(join(root, '.venv', 'bin', 'pip'))) run(['python3', '-m', 'venv', '--clear', join(root, '.venv')], how)
    run(
      [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
      'SymPy, NumPy and Matplotlib could not be installed',
    )
    writeFileSync(stamp, state)
  } catch (failure) {
    rmSync(join(root, '.venv'), { recursive: true, force: true })
    if (needed) throw failure
    say(`${failure.message} Until then worksheets run with the system’s Python alone.`)
  }
}

/** The programs that tests drive. As root on Debian they are installed; elsewhere the one command is named, and tests that need them are skipped by name. */
function installPrograms() {
  const missing = programs.filter(({ shows }) => !shows.some(name => (name.startsWith('/') ? existsSync(name) : found(name))))
  if (missing.length === 0) return
  const packages = missing.flatMap(one => one.packages)
  const names = missing.map(one => one.name).join(', ')
  if (!mayInstall()) return say(`not here: ${names}. Tests that need them are skipped. ${aptInstall(packages) ?? ''}`)
  say(`installing ${names}; SageMath takes some minutes`)
  installed(packages)
}

/** The Cassandra that tests start, from Maven Central. */
function fetchCassandra() {
  if (!found('java') || !found('mvn')) return
  run([process.execPath, join(root, 'test', 'systems', 'cassandra', 'jars.mjs')], 'Cassandra for the tests could not be fetched')
}

function installed(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run(['apt-get', 'update', '-q'], 'The list of Debian packages could not be read', { env, quiet: true })
  run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages], `${packages.join(', ')} could not be installed`, {
    env,
    quiet: true,
  })
}

const mayInstall = () => process.getuid?.() === 0 && found('apt-get') !== undefined
const aptInstall = packages =>
  found('apt-get') ? `${process.getuid?.() === 0 ? '' : 'sudo '}apt-get install ${packages.join(' ')}` : undefined
const hash = bytes => createHash('sha256').update(bytes).digest('hex')

function run([command, ...args], failure, { env = process.env, quiet = false } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: quiet ? 'pipe' : ['ignore', 'inherit', 'inherit'],
    maxBuffer: 1 << 28,
  })
  if (status === 0) return
  if (quiet) console.error(`${String(stdout)}${String(stderr)}`.slice(-4000))
  throw new Error(`${failure}: “${command} ${args.join(' ')}” ${error ? error.message : `ended with ${status}`}.`)
}

/** Where a program is on the PATH. */
function found(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Whether npm's own record of what it installed agrees with the lockfile. */
function agrees(record, lock) {
  const installedNow = readIfThere(record)
  if (installedNow === undefined) return false
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages
  const have = JSON.parse(installedNow).packages
  return Object.entries(wanted).every(
    ([path, { version, optional, link, os, peer }]) =>
      path === '' || !path.includes('node_modules') || link || optional || peer || os || have[path]?.version === version,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUp({ mode: process.argv[2] ?? 'start' })
  } catch (failure) {
    console.error(failure.message)
    process.exit(1)
  }
}
