import { createServer } from 'node:http'
import { once } from 'node:events'
import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ask, hostPlace, noBubblewrap, noPython, run } from './place.ts'

const skip = noBubblewrap || noPython
const asRoot = process.getuid?.() === 0

void t.test('[R-5] what users run cannot reach beyond their project', { skip }, async t => {
  const { host, options } = await hostPlace(t)
  t.match(host.sandbox.sentence, /^Sandbox: /)
  const [one, two] = await Promise.all([host.start({ id: 'one', uid: 200_001 }), host.start({ id: 'two', uid: 200_002 })])
  const projects = join(options.dataDirectory, 'projects')
  await writeFile(join(projects, 'two', 'secret.txt'), 'secret of two')
  await writeFile(join(projects, 'one', '.stoa', 'history.txt'), 'history')
  const python = (...lines: string[]) => run(one, ['python3', '-c', lines.join('\n')])
  const shell = (line: string) => run(one, ['bash', '-c', line])

  await t.test('its own files it can read and write, with a name and a home', async t => {
    const ran = await shell(
      'id -un; pwd; echo $HOME; echo hello > a.txt; cat a.txt; touch /tmp/x && echo scratch; env | cut -d= -f1 | sort | tr "\\n" " "',
    )
    t.match(ran, { code: 0, stdout: /^user\n\/home\/user\n\/home\/user\nhello\nscratch\n/ })
    t.notMatch(ran.stdout, /TOKEN|NODE_|SSH|AWS/i)
    t.equal((await stat(join(projects, 'one', 'a.txt'))).uid, asRoot ? 200_001 : process.getuid!())
  })

  await t.test('the token is nowhere: not in memory, environments, descriptors, arguments or files it can see', async t => {
    const ran = await python(
      'import os,sys,glob',
      // Backwards, as this command line is one of the places looked at.
      `token = ${JSON.stringify([...one.token].reverse().join(''))}[::-1].encode()`,
      'me = str(os.getpid())',
      'seen = []; denied = 0',
      'def look(path):',
      '    global denied',
      '    try:',
      '        with open(path, "rb") as f:',
      '            if token in f.read(1 << 20): seen.append(path)',
      '    except OSError: denied += 1',
      'for p in glob.glob("/proc/[0-9]*"):',
      '    if p.endswith("/" + me): continue',
      '    for name in ("environ", "cmdline", "mountinfo"): look(p + "/" + name)',
      '    for fd in glob.glob(p + "/fd/*"): look(fd)',
      'look("/proc/self/environ"); look("/proc/self/mountinfo")',
      'for top in ("/home/user", "/run", "/tmp", "/dev/shm", "/var/tmp"):',
      '    for folder, _, names in os.walk(top):',
      '        for name in names: look(os.path.join(folder, name))',
      'print(seen, [p for p in os.listdir("/proc") if p.isdigit()], sorted(os.listdir("/proc/self/fd")))',
    )
    t.equal(ran.code, 0, ran.stderr)
    t.match(
      ran.stdout,
      /^\[\] \['1', '\d+'\] \['0', '1', '2', '3'\]\n$/,
      'only itself and the first process of its sandbox; 3 is the listing itself',
    )
  })

  await t.test('history can be read and not written, moved, covered or linked out', async t => {
    const ran = await shell(
      `cat .stoa/history.txt; for c in 'echo x > .stoa/history.txt' 'rm .stoa/history.txt' 'mv .stoa away' 'rmdir .stoa' 'chmod 777 .stoa' 'ln .stoa/history.txt out' ` +
        `'mkdir .stoa/new' 'mount -o remount,rw .stoa' 'umount .stoa' 'touch .stoa'; do bash -c "$c" 2>/dev/null && echo "went: $c"; done; cat .stoa/history.txt`,
    )
    t.equal(ran.stdout, 'historyhistory')
    t.same((await readdir(join(projects, 'one'))).toSorted(), ['.stoa', 'a.txt'])
  })

  await t.test('a terminal is one with job control, and the same walls', async t => {
    const typed = ['tty; id -un; sleep 1000 &\n', 'fg\n\x03', 'touch .stoa/no; ls /run; exit 4\n'].join('|')
    const { body } = await ask({
      process: one,
      method: 'POST',
      path: '/routes/probe@1/terminal',
      body: JSON.stringify({ command: ['bash', '--norc', '--noprofile', '-i'], typed }),
    })
    const ran = JSON.parse(body) as { stdout: string; busy: boolean[]; code: number }
    t.match(ran, { code: 4, busy: [false, false, false] })
    t.match(ran.stdout, /\/dev\/console\r\nuser\r\n/)
    t.match(ran.stdout, /\^C/)
    t.match(ran.stdout, /touch: .*Read-only file system/)
    t.notMatch(ran.stdout, /no job control|cannot set terminal/)
  })

  await t.test('other projects, the store and the host’s files do not exist', async t => {
    for (const path of [
      projects,
      join(projects, 'two', 'secret.txt'),
      options.dataDirectory,
      options.runDirectory,
      '/root',
      '/etc/shadow',
      '/run/stoa',
      '/sys/kernel',
    ]) {
      const ran = await run(one, ['ls', '-d', path])
      t.not(ran.code, 0, path)
    }
    t.equal((await run(two, ['cat', 'secret.txt'])).stdout, 'secret of two', 'whose it is reads it')
  })

  await t.test('the host’s loopback and addresses are out of reach, also for the link’s socket', async t => {
    const reached: string[] = []
    const server = createServer((request, response) => {
      reached.push(request.url!)
      response.end('host')
    })
    server.listen(0, '0.0.0.0')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const addresses = Object.values(networkInterfaces())
      .flatMap(list => list ?? [])
      .filter(({ family }) => family === 'IPv4')
      .map(({ address }) => address)
    const ran = await python(
      'import socket',
      `for a in ${JSON.stringify([...new Set(['127.0.0.1', ...addresses])])}:`,
      '    try:',
      `        s = socket.create_connection((a, ${port}), 2); s.sendall(b"GET /reached HTTP/1.0\\r\\n\\r\\n"); print("reached", a)`,
      '    except OSError as e: print("refused")',
      'for p in ("/run/stoa/link",):',
      '    try:',
      '        s = socket.socket(socket.AF_UNIX); s.connect(p); print("linked")',
      '    except OSError: print("refused")',
      's = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1); c = socket.create_connection(s.getsockname(), 2); print("own loopback works")',
    )
    server.close()
    t.match(ran.stdout, /^(refused\n)+own loopback works\n$/)
    t.same(reached, [])
  })

  await t.test('the project server cannot be seen, traced, signalled or joined', async t => {
    const ran = await python(
      'import ctypes, os, signal',
      'libc = ctypes.CDLL(None, use_errno=True)',
      'def call(name, *a):',
      '    r = getattr(libc, name)(*a); e = ctypes.get_errno()',
      '    print(name, "went" if r >= 0 else os.strerror(e))',
      // The server's own number inside its sandbox, and the host's number of it.
      `for pid in (2, 3, ${one.pid}):`,
      '    if os.path.exists(f"/proc/{pid}") and pid != os.getpid(): print("seen", pid)',
      `os.kill(1, 0)`,
      `for pid in (${one.pid}, ${process.pid}):`,
      '    try: os.kill(pid, signal.SIGKILL); print("killed")',
      '    except OSError: pass',
      `    if libc.ptrace(16, pid, 0, 0) == 0: print("traced")`,
      'try: os.setpriority(os.PRIO_PROCESS, 0, -5); print("nicer")',
      'except OSError: pass',
      'call("unshare", 0x10000000)',
      'call("setuid", 0)',
      'call("mount", b"none", b"/tmp", b"tmpfs", 0, None)',
      'call("syscall", 250, 0, -3, 1)',
      'call("syscall", 248, b"user", b"x", b"y", 1, -3)',
      'call("syscall", 321, 0, 0, 0)',
      'call("syscall", 425, 1, 0)',
    )
    t.equal(ran.stderr, '')
    t.notMatch(ran.stdout, /went|seen|killed|traced|nicer/)
    t.equal(
      ran.stdout
        .split('\n')
        .filter(line => line.startsWith('syscall'))
        .join(),
      Array(4).fill('syscall Operation not permitted').join(),
    )
  })

  await t.test('the project server itself holds no secret in its environment or arguments, and has no rights', async t => {
    const { body } = await ask({ process: one, path: '/routes/probe@1/server' })
    const server = JSON.parse(body) as {
      environment: Record<string, string>
      argv: string[]
      open: string[]
      uid: number
      status: string
      root: string
    }
    t.notOk(body.includes(one.token))
    t.same(
      Object.keys(server.environment).filter(
        name => !/^(HOME|USER|LOGNAME|SHELL|PATH|LANG|TERM|TMPDIR|PWD|OLDPWD|SHLVL|_|NODE_COMPILE_CACHE|STOA_PYTHON)$/.test(name),
      ),
      [],
    )
    t.equal(server.root, '/home/user')
    t.notOk(JSON.stringify([server.environment, server.argv, server.open]).includes(options.dataDirectory), 'nor a path of the host')
    t.equal(server.uid, asRoot ? 200_001 : process.getuid!())
    t.match(server.status, /CapEff:\t0+\n/)
    t.match(server.status, /NoNewPrivs:\t1\n/)
    t.equal(
      (await ask({ process: one, path: '/routes/probe@1/server', token: two.token })).status,
      401,
      'one project’s token opens no other',
    )
  })

  await t.test('interrupt reaches the program itself, kill ends everything it left behind', async t => {
    const code =
      'import signal,sys,time\ntry:\n print("on",flush=True); time.sleep(60)\nexcept KeyboardInterrupt: print("interrupted"); sys.exit(7)'
    t.match(await run(one, ['python3', '-c', code], 'SIGINT'), { stdout: 'on\ninterrupted\n', code: 7 })
    t.match(await run(one, ['bash', '-c', 'setsid sleep 1000 & echo on; sleep 1000'], 'SIGKILL'), { signal: 'SIGKILL' })
    t.match(await run(one, ['no-such-program']), { code: 127, stderr: /no-such-program/ })
    t.match(await run(one, ['bash', '-c', 'kill -SEGV $$']), { code: null, signal: 'SIGSEGV' })
  })
})

void t.test('[R-5] a .stoa that is a link is refused before anything starts', { skip }, async t => {
  const { host, options, top } = await hostPlace(t)
  const project = join(options.dataDirectory, 'projects', 'one')
  await mkdir(project)
  await mkdir(join(top, 'elsewhere'))
  await symlink(join(top, 'elsewhere'), join(project, '.stoa'))
  await t.rejects(host.start({ id: 'one', uid: 200_001 }), { code: 'project_not_folder' })
  await t.rejects(host.start({ id: '../one', uid: 200_001 }), { code: 'project_id_invalid' })
})

// Only root starts projects as other users, whom a closed folder would keep out.
if (asRoot)
  void t.test('[R-5] code and data below a folder closed to others are mounted beside it', { skip }, async t => {
    const { host, options } = await hostPlace(t)
    await chmod(options.dataDirectory, 0o700)
    const one = await host.start({ id: 'one', uid: 200_001 })
    t.match(await run(one, ['bash', '-c', 'echo x > a; cat a']), { stdout: 'x\n' })
  })
