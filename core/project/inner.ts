/** Where the project lies inside its sandbox. */
export const home = '/home/user'

export type InnerOptions = {
  command: readonly [string, ...string[]]
  /** Absolute, inside the sandbox. */
  cwd: string
  /** Descriptor of the seccomp filter, null where there is none. */
  seccomp: number | null
  /** Descriptor that bwrap writes its JSON status to, null where nobody reads it. */
  status: number | null
  /** True where `/proc` cannot be mounted anew: user code then sees the project's list of processes, and nothing more. */
  processList: boolean
}

/**
 * Arguments for `bwrap` around user code, run by the project server inside its own sandbox: own processes, no capabilities, no
 * further namespaces, everything read-only but the project and the scratch places, `.stoa` read-only, no link to the host.
 */
export function innerArguments({ command, cwd, seccomp, status, processList }: InnerOptions): string[] {
  return [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    '--disable-userns',
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    ...(seccomp === null ? [] : ['--seccomp', String(seccomp)]),
    ...(status === null ? [] : ['--json-status-fd', String(status)]),
    '--ro-bind',
    '/',
    '/',
    ...(processList ? ['--ro-bind', '/proc', '/proc'] : ['--proc', '/proc']),
    '--dev',
    '/dev',
    '--bind',
    '/tmp',
    '/tmp',
    '--bind',
    '/dev/shm',
    '/dev/shm',
    '--tmpfs',
    '/run',
    '--bind',
    home,
    home,
    '--ro-bind',
    `${home}/.stoa`,
    `${home}/.stoa`,
    '--chdir',
    cwd,
    '--',
    // Counted inside this user namespace only, so other terminals and projects do not use it up.
    'prlimit',
    '--nproc=512',
    '--core=0',
    '--nofile=8192',
    '--',
    // When memory runs out, user code goes before the project server.
    'choom',
    '-n',
    '800',
    '--',
    ...command,
  ]
}
