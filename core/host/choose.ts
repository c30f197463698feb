import { execFile } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { innerArguments, seccompFilter, type InstalledPlugin, type SandboxFacts } from '@stoa/core/project'
import type { Checkout } from './checkout.ts'
import { bubblewrapped, descriptors, unconfined, type Confinement } from './confine.ts'
import { errors } from './errors.ts'
import type { SandboxChoice } from './host.ts'
import { makeProject } from './layout.ts'
import { spawnLaunch } from './spawn.ts'

/** Longest time a trial may take, in milliseconds. */
const patience = 10_000
/** A user that no project gets: they have theirs from 200000 up. */
const trialUid = 199_999

type Choosing = {
  choice: SandboxChoice
  checkout: Checkout
  plugins: readonly InstalledPlugin[]
  runDirectory: string
  scratchBytes: number
  root: boolean
}

/**
 * Decides how projects are contained, by trying with the real arguments and `true` inside. Rejects with `no_sandbox`, naming the
 * cause, when nothing works; `none` is only ever chosen by name.
 */
export async function chooseConfinement({ choice, checkout, plugins, runDirectory, scratchBytes, root }: Choosing): Promise<Confinement> {
  if (choice === 'none') {
    return unconfined({ checkout, facts: { kind: 'none', sentence: 'No sandbox: everyone you invite can do what you can.' } })
  }
  const trial = {
    project: join(runDirectory, 'trial'),
    linkDirectory: join(runDirectory, 'trial-link'),
    uid: root ? trialUid : ownUid(),
    groups: [],
  }
  await mkdir(join(runDirectory, 'mnt'), { recursive: true, mode: 0o711 })
  await rm(trial.project, { recursive: true, force: true })
  await makeProject({ ...trial, owner: root ? trialUid : null })
  try {
    const confine = (facts: SandboxFacts) =>
      bubblewrapped({ checkout, plugins, root, facts, scratchBytes, mountDirectory: join(runDirectory, 'mnt') })
    let said = ''
    for (const processList of [false, true]) {
      const confinement = confine({ kind: 'bubblewrap', sentence: sentenceFor({ root, processList }), processList })
      const tried = await tryOut(confinement, trial, processList)
      if (tried.works) return confinement
      said ||= tried.said
    }
    throw errors.noSandbox(await causeOf(said))
  } finally {
    await rm(trial.project, { recursive: true, force: true })
    await rm(trial.linkDirectory, { recursive: true, force: true })
  }
}

/** What is said once at start of the sandbox in use. */
export function sentenceFor({ root, processList }: { root: boolean; processList: boolean }): string {
  const walls = root
    ? 'Sandbox: a user per project, bubblewrap, inner bubblewrap'
    : 'Sandbox: bubblewrap as you; a break-out would have your rights'
  const filter = seccompFilter() ? '' : ' There is no filter of system calls for this processor.'
  return `${walls}${processList ? ' (process list visible)' : ''}.${filter}`
}

async function tryOut(
  confinement: Confinement,
  trial: Parameters<Confinement['launch']>[0],
  processList: boolean,
): Promise<{ works: boolean; said: string }> {
  const filter = seccompFilter()
  const inner = innerArguments({ command: ['true'], cwd: '/home/user', status: 1, seccomp: filter ? descriptors.token : null, processList })
  const child = spawnLaunch({
    launch: confinement.launch(trial, ['bwrap', ...inner]),
    written: new Map(filter ? [[descriptors.token, filter]] : []),
  })
  let said = ''
  child.stdin?.end()
  child.stdout?.resume()
  child.stderr?.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(0, 2000)
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), patience)
  const code = await new Promise<number | null>(resolve => {
    child.once('error', failure => {
      said = failure.message
      resolve(null)
    })
    child.once('close', resolve)
  })
  clearTimeout(limit)
  return { works: code === 0, said: said.trim() }
}

/** Why no sandbox works, as exactly as the machine says. */
async function causeOf(said: string): Promise<string> {
  for (const program of ['bwrap', 'setpriv', 'prlimit', 'choom']) {
    if (!(await runs(program, ['--version']))) {
      return program === 'bwrap' ? 'bubblewrap (bwrap) is not installed.' : `${program} is not installed (it is part of util-linux).`
    }
  }
  if ((await setting('user/max_user_namespaces')) === '0') return 'The kernel allows no user namespaces (user.max_user_namespaces is 0).'
  if ((await setting('kernel/unprivileged_userns_clone')) === '0')
    return 'The kernel allows user namespaces only to root (kernel.unprivileged_userns_clone is 0).'
  if (!(await runs('unshare', ['-U', 'true']))) {
    if ((await setting('kernel/apparmor_restrict_unprivileged_userns')) === '1')
      return 'AppArmor forbids user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1).'
    return 'Namespaces are forbidden here, as in a container with a seccomp filter (unshare: EPERM).'
  }
  const line = said.split('\n').at(-1) ?? ''
  return line ? `bubblewrap says: ${/[.!?]$/.test(line) ? line : `${line}.`}` : 'bubblewrap failed without a word.'
}

async function runs(program: string, argv: string[]): Promise<boolean> {
  return promisify(execFile)(program, argv).then(
    () => true,
    () => false,
  )
}

async function setting(name: string): Promise<string | null> {
  return readFile(`/proc/sys/${name}`, 'utf8').then(
    text => text.trim(),
    () => null,
  )
}

/** The host's own user id. */
export function ownUid(): number {
  return process.getuid?.() ?? 0
}
