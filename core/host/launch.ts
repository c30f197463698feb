/** Gives up all of root's powers and becomes the project's user; bwrap comes after, or files would be opened as root. */
export function dropTo(uid: number): string[] {
  return [
    'setpriv',
    '--reuid',
    String(uid),
    '--regid',
    String(uid),
    '--clear-groups',
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
    '--',
  ]
}

export type LaunchOptions = {
  /** Control groups to join first, each a folder with `cgroup.procs`. */
  groups: readonly string[]
  /** `[from, to]` to be mounted in a mount namespace of its own first: what lies under a folder closed to the project's user. Only as root. */
  mounts: readonly (readonly [string, string])[]
  /** The project's user, when the host is root. */
  dropUid: number | null
  command: readonly string[]
}

// Each step replaces the process, so that it stays the host's child and `--die-with-parent` of bwrap means the host.
const script = [
  'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1/cgroup.procs" || exit 99; shift; n=$((n-1)); done',
  'n=$1; shift; while [ "$n" -gt 0 ]; do mount --bind "$1" "$2" || exit 98; shift 2; n=$((n-1)); done',
  'exec "$@"',
].join('\n')

/** The whole command of a project server: join groups, mount, drop, then `command`. */
export function launchCommand({ groups, mounts, dropUid, command }: LaunchOptions): [string, ...string[]] {
  const dropped = [...(dropUid === null ? [] : dropTo(dropUid)), ...command]
  if (groups.length === 0 && mounts.length === 0) return dropped as [string, ...string[]]
  const steps = ['sh', '-c', script, 'sh', String(groups.length), ...groups, String(mounts.length), ...mounts.flat(), ...dropped]
  return (mounts.length > 0 ? ['unshare', '-m', '--propagation', 'private', ...steps] : steps) as [string, ...string[]]
}
