"""Code in cells that harms the session it runs in: the session goes on or ends, and nobody else notices."""

import os
import shutil
import tempfile

from .harness import KernelTest, Zygote


class HostileTest(KernelTest):

    def ends(self, code: str) -> None:
        """The code may end its session, or leave a message that is none; another session works."""
        session = self.zygote.session()
        self.addCleanup(session.close)
        session.begin_run(code)
        try:
            session.until('done')
        except (EOFError, ValueError):
            pass
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')
        other = self.zygote.session()
        self.addCleanup(other.close)
        self.assertEqual(other.run('2 + 3').stdout, '5\n')

    def test_zygote_interrupted(self) -> None:
        """[W-3] a cell that sends its parent an interrupt ends neither the zygote nor a session"""
        self.ok('import os, signal\nfor i in range(20): os.kill(os.getppid(), signal.SIGINT)')
        other = self.zygote.session()
        self.addCleanup(other.close)
        self.assertEqual(other.run('2 + 3').stdout, '5\n')
        self.assertIsNone(self.zygote.process.poll())

    def test_descriptors(self) -> None:
        """[W-3] closing, reading and writing every descriptor harms no other session"""
        self.ends('import os\nos.closerange(int(0), int(1024))')
        self.ends('import os\nfor i in range(int(3), int(99)):\n    try: r = os.write(i, b"garbage\\n")\n    except OSError: pass')
        self.ends('import os\nfor i in range(int(3), int(99)):\n    try:\n        os.set_blocking(i, False); r = os.read(i, int(99))\n    except OSError: pass')

    def test_closed_output(self) -> None:
        """[W-9] closing descriptors 1 and 2 does not silence print"""
        self.assertEqual(self.ok('import os\nos.close(int(1)); os.close(int(2))\nprint("hi")').stdout, 'hi\n')

    def test_replaced_streams(self) -> None:
        """[W-7] streams and display hook that a cell has replaced are back in the next"""
        self.run_code('import sys\nsys.stdout = sys.stderr = sys.displayhook = None')
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_errors(self) -> None:
        """[W-12] an error whose text exits, or that is equal to none without an error, is told and the session goes on"""
        result = self.run_code('class E(Exception):\n    def __str__(self): raise SystemExit\nraise E')
        self.assertEqual((result.status, result.error['name'], result.error['line']), ('error', 'E', 3))
        result = self.run_code('class F(Exception):\n    def __eq__(self, other): raise SystemExit\ntry:\n    raise F(1)\nexcept F:\n    raise F(2)')
        self.assertEqual((result.error['name'], result.error['line']), ('F', 6))
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_forks(self) -> None:
        """[W-3] a cell that forks without end below a limit of processes ends with all of them when its session closes"""
        session = self.zygote.session()
        result = session.run('import os, time\nfor i in range(100):\n    if os.fork() == 0:\n        time.sleep(600)\nprint("forked")')
        self.assertEqual(result.stdout, 'forked\n')
        pid = session.started['pid']
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            children = file.read().split()
        self.assertEqual(len(children), 100)
        control = self.zygote.connect()
        self.addCleanup(control.close)
        control.ask(event='list')
        session.close()
        self.assertEqual(control.until('exited')[-1]['pid'], pid)
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')
        self.ok(f'import os, time\nwhile any(os.path.exists("/proc/" + child) for child in {children}): time.sleep(0.01)', preparse=False)

    def test_memory(self) -> None:
        """[W-3] a cell that wants more memory than it may have gets an error, and the session goes on"""
        limit = 'import resource\nresource.setrlimit(resource.RLIMIT_AS, (int(8 * 10**9), int(8 * 10**9)))'
        self.assertEqual(self.run_code(f'{limit}\ny = bytearray(int(10**11))').error['name'], 'MemoryError')
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')


class HostileInterruptTest(KernelTest):

    def interrupted_after(self, before: str) -> None:
        """Run `before`, then a long cell, and interrupt that."""
        self.run_code(before)
        control = self.zygote.connect()
        self.addCleanup(control.close)
        self.session.begin_run('import time\nprint("begun")\ntime.sleep(600)')
        self.assertIn('begun', str(self.session.read()))
        control.send(event='signal', pid=self.session.started['pid'], signal='INT')
        self.assertEqual(self.session.until('done')[-1]['status'], 'interrupted')

    def test_ignored(self) -> None:
        """[W-9] a cell that ignores interrupts, or takes Python's notice of them, does so for itself only"""
        self.interrupted_after('import signal\nh = signal.signal(signal.SIGINT, signal.SIG_IGN)\nw = signal.set_wakeup_fd(int(-1))')
        self.interrupted_after('import signal\nh = signal.signal(signal.SIGINT, signal.SIG_DFL)')

    def test_other_group(self) -> None:
        """[W-9] a cell that leads its process into another group is interrupted all the same"""
        self.interrupted_after('import os\nos.setpgid(int(0), os.getpgid(os.getppid()))')


class HostileSpoolTest(KernelTest):

    def setUp(self) -> None:
        super().setUp()
        self.spool = os.path.join(self.zygote.folder, 'own')
        os.mkdir(self.spool)
        self.addCleanup(shutil.rmtree, self.spool, True)
        self.session = self.zygote.session(spool=self.spool)
        self.addCleanup(self.session.close)

    def test_removed(self) -> None:
        """[W-9] where the spool has been removed it is made again"""
        result = self.ok(f'import os\nos.rmdir({self.spool!r})\nprint("x" * int(400_000))\nplot(sin(x), (x, 0, 6))')
        limited = result.of('limited')[-1]
        self.assertEqual((limited['complete'], os.path.getsize(limited['path'])), (True, limited['size']))
        self.assertTrue(os.path.exists(result.of('file')[0]['path']))

    def test_no_room(self) -> None:
        """[W-9] where output above the limits cannot be kept, the run goes on and the message says why"""
        result = self.ok(f'import os\nos.rmdir({self.spool!r})\nopen({self.spool!r}, "w").close()\nprint("x" * int(400_000))\nprint("after")')
        self.assertTrue(result.stdout.endswith('after\n'))
        self.assertIn('could not be kept: File exists.', result.of('limited')[-1]['reason'])
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')
        os.unlink(self.spool)


class HostileFolderTest(KernelTest):

    def test_shadows(self) -> None:
        """[W-3] files named like modules, where the zygote was started, do not keep it from starting; a worksheet can import its neighbours"""
        folder = tempfile.mkdtemp(prefix='kernel-test-')
        self.addCleanup(shutil.rmtree, folder, True)
        for name in ('sage', 'numpy', 'sympy', 'argparse', 'socket', 'random'):
            with open(os.path.join(folder, f'{name}.py'), 'w') as file:
                file.write('raise SystemExit("the wrong module")\n')
        with open(os.path.join(folder, 'neighbour.py'), 'w') as file:
            file.write('x = "here"\n')
        zygote = Zygote(cwd=folder)
        self.addCleanup(zygote.close)
        self.assertEqual(zygote.ready['sage'], self.zygote.ready['sage'])
        self.assertEqual(zygote.ready['notes'], self.zygote.ready['notes'])
        session = zygote.session(cwd=folder)
        self.addCleanup(session.close)
        self.assertEqual(session.run('1 + 1\nimport neighbour; neighbour.x').stdout, "2\n'here'\n")
