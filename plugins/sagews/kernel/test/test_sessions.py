"""Sessions as processes: how they start, end, die, and stay apart; and the protocol around them."""

import os
import stat
import tempfile
import time
import unittest
from typing import Set

from .harness import Connection, KernelTest, Zygote


def alive(pid: int) -> bool:
    try:
        with open(f'/proc/{pid}/stat') as file:
            return file.read().rpartition(')')[2].split()[0] != 'Z'
    except OSError:
        return False


def number(path: str) -> int:
    with open(path) as file:
        return int(file.read())


def wait_until(condition, what: str) -> None:
    end = time.monotonic() + 30
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f'not within 30 s: {what}')
        time.sleep(0.01)


class SessionTest(KernelTest):

    def setUp(self) -> None:
        super().setUp()
        self.control = self.zygote.connect()
        self.addCleanup(self.control.close)
        self.control.ask(event='list')

    def exited(self, pid: int) -> dict:
        told = next((message for message in self.control.aside if message['pid'] == pid), None)
        while told is None or told['pid'] != pid:
            told = self.control.until('exited')[-1]
        return told

    def test_greeting(self) -> None:
        """[W-3] the zygote and its sessions say what they are"""
        self.assertEqual((self.zygote.listening['event'], self.zygote.ready['event'], self.zygote.ready['protocol']), ('listening', 'ready', 1))
        self.assertEqual((self.session.hello['event'], self.session.hello['protocol']), ('hello', 1))
        self.assertEqual((self.session.started['event'], self.session.started['sage']), ('started', self.zygote.ready['sage']))
        self.assertEqual(stat.S_IMODE(os.stat(self.zygote.path).st_mode), 0o600)

    def test_plain_python_says_how_to_add_sage(self) -> None:
        """[W-3] without Sage the session says so with one command; with Sage it says nothing"""
        notes = self.session.started['notes']
        if self.sage:
            self.assertEqual(notes, [])
        else:
            self.assertIn('apt-get install sagemath', notes[0])

    def test_independent(self) -> None:
        """[W-3] two sessions share nothing: names, directory, random numbers"""
        other = self.zygote.session(env={'STOA_TEST': 'ä'}, cwd='/')
        self.addCleanup(other.close)
        self.ok('a = 1')
        self.assertEqual(other.run('a').error['name'], 'NameError')
        self.assertEqual(other.run('import os\nprint(os.getcwd(), os.environ["STOA_TEST"])').stdout, '/ ä\n')
        self.assertEqual(self.ok('import os\nprint(os.getcwd(), os.environ.get("STOA_TEST"))').stdout, f'{os.path.realpath(self.zygote.folder)} None\n')
        draw = 'import random, numpy\nprint(random.random(), numpy.random.random())'
        self.assertNotEqual(self.ok(draw).stdout, other.run(draw).stdout)

    def test_parallel(self) -> None:
        """[W-3] a busy session does not hold up another"""
        self.session.begin_run('while True: pass')
        other = self.zygote.session()
        self.addCleanup(other.close)
        self.assertEqual(other.run('1 + 1').stdout, '2\n')

    def test_closing_ends_everything(self) -> None:
        """[W-3] closing the connection ends the session, its running cell, its shell and all they started"""
        files = [os.path.join(self.zygote.folder, name) for name in 'abc']
        self.ok(f'import os\nr = os.system("sleep 1000 & echo $! > {files[0]}; setsid sleep 1000 & echo $! > {files[1]}")\n%sh sleep 1000 & echo $! > {files[2]}')
        pids = [number(name) for name in files]
        self.assertTrue(all(alive(pid) for pid in pids))
        self.session.begin_run('while True: pass')
        self.session.close()
        self.assertEqual(self.exited(self.session.started['pid'])['code'], 0)
        wait_until(lambda: not any(alive(pid) for pid in pids), 'all processes have ended')

    def test_stuck_in_c(self) -> None:
        """[W-3] a session that is stuck in C code and holds Python's lock ends when its connection closes"""
        begun = os.path.join(self.zygote.folder, 'begun')
        self.session.begin_run(f'import ctypes\nctypes.PyDLL(None).system(b"touch {begun}; sleep 1000")')
        wait_until(lambda: os.path.exists(begun), 'the C code has begun')
        self.session.close()
        self.assertEqual(self.exited(self.session.started['pid'])['signal'], 'SIGKILL')

    def test_deaths(self) -> None:
        """[W-3] a session that dies closes its connection, and the reason is told"""
        for code, number, name in (
            ('import os; os._exit(3)', 3, None), ('import os; os.kill(os.getpid(), 9)', None, 'SIGKILL'), ('import ctypes; ctypes.string_at(int(0))', None, 'SIGSEGV'),
        ):
            with self.subTest(code):
                session = self.zygote.session()
                session.begin_run(code)
                while True:
                    message = session.read()
                    if message is None:
                        break
                    self.assertNotEqual(message['event'], 'done')
                told = self.exited(session.started['pid'])
                self.assertEqual((told['code'], told['signal'], told['path']), (number, name, os.path.join(self.zygote.folder, 'a.sagews')))
                self.assertTrue(told['reason'].endswith('.'))
                session.close()
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_kill(self) -> None:
        """[W-3] KILL ends a session at once; the others live"""
        other = self.zygote.session()
        other.begin_run('while True:\n    try:\n        while True: pass\n    except BaseException: pass')
        self.assertEqual(self.control.ask(event='signal', pid=other.started['pid'], signal='KILL')['event'], 'signalled')
        # What it said before is read to its end; that it was done is not among it.
        for message in iter(other.read, None):
            self.assertNotEqual(message['event'], 'done', message)
        self.assertEqual(self.exited(other.started['pid'])['signal'], 'SIGKILL')
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')
        self.assertEqual(self.control.ask(event='signal', pid=other.started['pid'], signal='INT')['code'], 'unknown_session')
        other.close()

    def test_list(self) -> None:
        """[W-3] list tells the sessions and what memory they and the zygote use"""
        answer = self.control.ask(event='list', id='l')
        self.assertEqual((answer['event'], answer['id'], answer['zygote']['pid']), ('sessions', 'l', self.zygote.ready['pid']))
        mine = next(session for session in answer['sessions'] if session['pid'] == self.session.started['pid'])
        self.assertGreater(mine['pss'], 1_000_000)
        self.assertLess(mine['pss'], mine['rss'])

    def test_refusals(self) -> None:
        """[R-3] bad messages are refused by name and disturb nothing"""
        def refused(connection: Connection, **message) -> str:
            answer = connection.ask(**message)
            self.assertEqual(answer['event'], 'error', answer)
            self.assertIsInstance(answer['message'], str)
            return answer['code']
        self.assertEqual(refused(self.session, event='fly'), 'unknown_event')
        self.assertIn("'fly'", self.session.ask(event='fly', id='q')['message'])
        self.assertEqual(refused(self.session, event='run', id='a'), 'bad_message')
        self.assertEqual(refused(self.session, event='run', id='a', code=5), 'bad_message')
        self.assertEqual(refused(self.session, event='run', id=5, code=''), 'bad_message')
        self.assertEqual(refused(self.session, event='complete', id='a', code='b', cursor=9), 'bad_message')
        self.assertEqual(refused(self.session, event='introspect', id='a', code='b', cursor=1, detail='all'), 'bad_message')
        self.assertEqual(refused(self.session), 'bad_message')
        self.session.socket.sendall(b'{"event"\n\xff\xfe\n[]\n\n')
        self.assertEqual([self.session.read()['code'] for _ in range(3)], ['bad_json', 'bad_json', 'bad_message'])
        self.assertEqual(refused(self.control, event='fly'), 'unknown_event')
        self.assertEqual(refused(self.control, event='start', path='/a'), 'bad_message')
        fresh = self.zygote.connect()
        self.addCleanup(fresh.close)
        self.assertEqual(refused(fresh, event='start'), 'bad_message')
        self.assertEqual(refused(fresh, event='start', path='relative'), 'bad_message')
        self.assertEqual(refused(fresh, event='start', path='/a', spool='/does/not/exist'), 'bad_message')
        self.assertEqual(fresh.ask(event='start', path='/a')['event'], 'started')
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_start_and_run_in_one_write(self) -> None:
        """[W-3] messages sent right behind start reach the session, wherever the bytes are cut"""
        connection = self.zygote.connect()
        self.addCleanup(connection.close)
        text = b'{"event":"start","path":"/tmp/b.sagews"}\n{"event":"run","id":"r1","code":"1 + 1"}\n{"event":"run","id":"r2","co'
        connection.socket.sendall(text)
        self.assertEqual(connection.read()['event'], 'started')
        self.assertEqual(connection.until('done')[0]['message'], {'stdout': '2\n'})
        connection.socket.sendall(b'de":"2 + 2"}\n')
        self.assertEqual(connection.until('done')[0]['message'], {'stdout': '4\n'})

    def test_completion(self) -> None:
        """[W-10] names, attributes, modes and characters beyond ASCII complete from the live namespace"""
        self.ok('class K:\n    größe = 1\n    _hidden = 2\n    def gross(self): pass\nlongname = K()')
        def complete(code: str) -> dict:
            return self.session.ask(event='complete', id='c', code=code, cursor=len(code))
        self.assertEqual(complete('longn')['matches'], ['longname'])
        answer = complete('a = "𝔘"; longname.g')
        self.assertEqual((answer['start'], answer['end'], answer['matches']), (18, 19, ['gross', 'größe']))
        self.assertEqual(complete('longname._h')['matches'], ['_hidden'])
        self.assertEqual(complete('%ty')['matches'], ['typeset_mode'])
        self.assertEqual(complete('longname().')['matches'], [])
        self.assertEqual(complete('nothing.')['matches'], [])

    def test_introspection(self) -> None:
        """[W-10] docstring and source of the name at the cursor or of the call around it"""
        self.ok('def f(a, b=2):\n    "What f does."\n    return a')
        answer = self.session.ask(event='introspect', id='i', code='1 + f(x, ', cursor=9)
        self.assertEqual((answer['target'], answer['kind'], answer['text'].strip(), answer['signature'], answer['id']), ('f', 'docstring', 'What f does.', '(a, b=2)', 'i'))
        answer = self.session.ask(event='introspect', id='i', code='f', cursor=1, detail='source')
        self.assertEqual((answer['kind'], answer['text'].split('\n')[0]), ('source', 'def f(a, b=2):'))
        self.assertEqual(self.session.ask(event='introspect', id='i', code='nothing', cursor=3)['kind'], 'none')

    def test_completion_while_running(self) -> None:
        """[W-10] while a cell runs, completion is refused at once"""
        self.session.begin_run('a = raw_input()')
        self.session.read()
        self.assertEqual(self.session.ask(event='complete', id='c', code='a', cursor=1)['code'], 'busy')
        self.session.send(event='raw_input', value='')
        self.session.until('done')

    def test_inherits_nothing(self) -> None:
        """[W-3] a session holds no descriptor of the zygote or of other sessions"""
        other = self.zygote.session()
        self.addCleanup(other.close)
        zygote, mine, others = (open_ends(pid) for pid in (self.zygote.ready['pid'], self.session.started['pid'], other.started['pid']))
        # The zygote keeps the connection of each session, to see when it closes.
        self.assertEqual((len(mine & zygote), len(others & zygote), mine & others), (1, 1, set()))


def open_ends(pid: int) -> Set[str]:
    """The sockets and pipes that a process has open."""
    folder = f'/proc/{pid}/fd'
    links = {os.readlink(os.path.join(folder, number)) for number in os.listdir(folder)}
    return {link for link in links if link.startswith(('socket:', 'pipe:'))}


class ZygoteTest(unittest.TestCase):

    def start(self, *arguments: str) -> Zygote:
        zygote = Zygote(*arguments)
        self.addCleanup(zygote.close)
        return zygote

    def test_connection_before_ready(self) -> None:
        """[W-3] a session asked for while the mathematics is being imported starts when it is there"""
        zygote = self.start()
        session = zygote.session()
        self.addCleanup(session.close)
        self.assertEqual(session.run('1 + 1').stdout, '2\n')

    def test_zygote_death(self) -> None:
        """[W-3] when the zygote is killed, its sessions end"""
        zygote = self.start()
        session = zygote.session()
        session.begin_run('while True: pass')
        zygote.process.kill()
        self.assertIsNone(session.read())
        wait_until(lambda: not alive(session.started['pid']), 'the session has ended')
        session.close()

    def test_stops(self) -> None:
        """[W-3] SIGTERM, shutdown and the end of standard input stop the zygote, its sessions and its socket"""
        for way in ('terminate', 'shutdown', 'stdin'):
            with self.subTest(way):
                zygote = self.start()
                session = zygote.session()
                session.begin_run('while True: pass')
                if way == 'terminate':
                    zygote.process.terminate()
                elif way == 'shutdown':
                    control = zygote.connect()
                    self.assertEqual(control.ask(event='shutdown')['event'], 'stopping')
                    control.close()
                else:
                    zygote.process.stdin.close()
                self.assertEqual(zygote.process.wait(30), 0)
                self.assertIsNone(session.read())
                self.assertFalse(alive(session.started['pid']) or os.path.exists(zygote.path))
                session.close()

    def test_plugins(self) -> None:
        """[W-6] a package on --path adds a mode with stoa_kernel.modes.register"""
        context = tempfile.TemporaryDirectory()
        self.addCleanup(context.cleanup)
        folder = context.name
        with open(os.path.join(folder, 'shouting.py'), 'w') as file:
            file.write('from stoa_kernel import modes\nmodes.register("shout", lambda text: print(text.upper()))\n')
        zygote = self.start('--path', folder, '--plugin', 'shouting', '--plugin', 'does_not_exist')
        session = zygote.session()
        self.addCleanup(session.close)
        self.assertEqual(session.run('%shout hey').stdout, 'HEY\n')
        self.assertIn('does_not_exist cannot be imported', ' '.join(session.started['notes']))

