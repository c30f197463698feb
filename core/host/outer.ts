/** Where things lie inside a project's sandbox. */
export const inside = { home: '/home/user', app: '/stoa/app', link: '/run/stoa', plugins: '/stoa/plugins' } as const

/** Files of /etc that programs need. Never all of it: it holds other services' files. */
const etc = [
  'alternatives',
  'bash.bashrc',
  'ca-certificates',
  'ca-certificates.conf',
  'debian_version',
  'default/locale',
  'fonts',
  'gai.conf',
  'ghostscript',
  'ImageMagick-6',
  'inputrc',
  'java-17-openjdk',
  'jupyter',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'localtime',
  'magic',
  'mailcap',
  'matplotlibrc',
  'maxima',
  'mime.types',
  'nanorc',
  'os-release',
  'perl',
  'profile',
  'profile.d',
  'protocols',
  'python3',
  'python3.11',
  'R',
  'rpc',
  'services',
  'skel',
  'ssl',
  'terminfo',
  'texmf',
  'timezone',
  'vim',
  'xdg',
]
const elsewhere = ['/var/lib/texmf', '/var/lib/tex-common', '/var/lib/ghostscript', '/var/cache/fontconfig', '/opt']

/** A folder of the machine's root, as it is there: a link into /usr, or a folder of its own. */
export type RootFolder = { readonly name: string; readonly link: string | null }

export type OuterOptions = {
  command: readonly string[]
  /** Folders of the machine such as bin and lib64. */
  rootFolders: readonly RootFolder[]
  /** Code, each `[where it is, where it is seen]`; read-only. */
  code: readonly (readonly [string, string])[]
  project: string
  linkDirectory: string
  /** Bytes that /tmp and /dev/shm may hold, each. */
  scratchBytes: number
  /** Descriptors: bwrap's status, and the contents of four files. */
  descriptors: { status: number; passwd: number; group: number; hosts: number; nsswitch: number }
}

/**
 * Arguments for `bwrap` around a project server, run as the project's user: only the named paths exist inside, it has no
 * network but its own loopback, and its link to the host is a socket in the bound folder.
 */
export function outerArguments({ command, rootFolders, code, project, linkDirectory, scratchBytes, descriptors }: OuterOptions): string[] {
  const size = String(scratchBytes)
  return [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    '--unshare-net',
    '--hostname',
    'project',
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    '--clearenv',
    '--json-status-fd',
    String(descriptors.status),
    '--ro-bind',
    '/usr',
    '/usr',
    ...rootFolders.flatMap(({ name, link }) => (link === null ? ['--ro-bind', `/${name}`, `/${name}`] : ['--symlink', link, `/${name}`])),
    ...etc.flatMap(name => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...elsewhere.flatMap(path => ['--ro-bind-try', path, path]),
    '--ro-bind-data',
    String(descriptors.passwd),
    '/etc/passwd',
    '--ro-bind-data',
    String(descriptors.group),
    '/etc/group',
    '--ro-bind-data',
    String(descriptors.hosts),
    '/etc/hosts',
    '--ro-bind-data',
    String(descriptors.nsswitch),
    '/etc/nsswitch.conf',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--perms',
    '1777',
    '--size',
    size,
    '--tmpfs',
    '/dev/shm',
    '--perms',
    '1777',
    '--size',
    size,
    '--tmpfs',
    '/tmp',
    '--perms',
    '1777',
    '--size',
    size,
    '--tmpfs',
    '/var/tmp',
    '--tmpfs',
    '/run',
    '--bind',
    project,
    inside.home,
    ...code.flatMap(([from, to]) => ['--ro-bind', from, to]),
    '--symlink',
    `${inside.app}/node_modules`,
    '/stoa/node_modules',
    '--bind',
    linkDirectory,
    inside.link,
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    '--chdir',
    inside.home,
    '--remount-ro',
    '/',
    '--',
    ...command,
  ]
}

const environment = {
  HOME: inside.home,
  USER: 'user',
  LOGNAME: 'user',
  SHELL: '/bin/bash',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games',
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
  TMPDIR: '/tmp',
  // Which Python runs worksheets is the administrator's choice, who names it to the server.
  ...(process.env.STOA_PYTHON ? { STOA_PYTHON: process.env.STOA_PYTHON } : {}),
}

/** The contents of the generated files: without an entry for its user many a program refuses to run or saves nothing. */
export function accountFiles(uid: number): { passwd: string; group: string; hosts: string; nsswitch: string } {
  return {
    passwd: `user:x:${uid}:${uid}:user:${inside.home}:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`,
    group: `user:x:${uid}:\nnogroup:x:65534:\n`,
    hosts: '127.0.0.1 localhost project\n::1 localhost\n',
    nsswitch: 'passwd: files\ngroup: files\nhosts: files dns\n',
  }
}
