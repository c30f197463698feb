import t from 'tap'
import { innerArguments } from '../inner.ts'

const options = {
  command: ['python3', '-c', '--seccomp 9'] as [string, ...string[]],
  cwd: '/home/user/a b',
  seccomp: 4,
  status: 3,
  processList: false,
}
const has = (argv: string[], ...run: string[]) => argv.some((_, at) => run.every((word, offset) => argv[at + offset] === word))

void t.test('[R-5] the inner sandbox has its own processes, no namespaces to come, .stoa read-only and no link to the host', async t => {
  const argv = innerArguments(options)
  for (const flag of ['--unshare-user', '--unshare-pid', '--unshare-ipc', '--disable-userns', '--die-with-parent'])
    t.ok(argv.includes(flag), flag)
  t.ok(has(argv, '--cap-drop', 'ALL'))
  t.ok(has(argv, '--ro-bind', '/home/user/.stoa', '/home/user/.stoa'))
  t.ok(argv.indexOf('/home/user/.stoa') > argv.indexOf('/home/user'), 'after the project itself, or it would be covered')
  t.ok(has(argv, '--tmpfs', '/run'))
  t.ok(has(argv, '--seccomp', '4'))
  t.same(argv.slice(-3), options.command, 'the command comes last, as it is')
  t.notOk(argv.includes('--new-session'), 'which would take job control away')
})

void t.test('[R-5] without a filter or a /proc of its own it says no more than that', async t => {
  const argv = innerArguments({ ...options, seccomp: null, processList: true })
  t.notOk(argv.slice(0, argv.indexOf('--')).includes('--seccomp'))
  t.ok(has(argv, '--ro-bind', '/proc', '/proc'))
  t.notOk(has(argv, '--proc', '/proc'))
})
