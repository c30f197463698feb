"""Interrupts, which must land whatever the cell does and never harm the session."""

import os
import signal
import time

from .harness import KernelTest, Result


class InterruptTest(KernelTest):

    def setUp(self) -> None:
        super().setUp()
        self.control = self.zygote.connect()
        self.addCleanup(self.control.close)

    def interrupt(self, name: str = 'INT') -> None:
        self.control.send(event='signal', pid=self.session.started['pid'], signal=name)
        # Sessions of earlier tests may still be ending.
        self.assertEqual(self.control.until('signalled')[-1], {'event': 'signalled', 'pid': self.session.started['pid'], 'signal': name})

    def interrupted(self, code: str) -> Result:
        """Run code that prints `begun` first, interrupt it then; returns the result."""
        id = self.session.begin_run(code)
        messages = [self.session.read()]
        while 'begun' not in str(messages[-1]):
            messages.append(self.session.read())
        self.interrupt()
        result = Result([*messages, *self.session.until('done')], id)
        self.assertEqual(result.status, 'interrupted', result.done)
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')
        return result

    def processor_time(self) -> str:
        with open(f'/proc/{self.session.started["pid"]}/stat') as file:
            return file.read().rpartition(')')[2].split()[11]

    def test_python_loop(self) -> None:
        """[W-9] a busy loop is interrupted, and the error names its line"""
        result = self.interrupted('a = 1\nif a:\n    print("begun")\n    while True:\n        pass')
        self.assertIn(result.error['line'], (3, 4, 5))
        self.assertEqual(result.error['name'], 'KeyboardInterrupt')

    def test_print_loop(self) -> None:
        """[W-9] an endless print loop is interrupted"""
        self.interrupted('print("begun")\nwhile True: print(1)')

    def test_slow_reader(self) -> None:
        """[W-9] a run that is blocked because nobody reads is interrupted, and every line that comes is whole"""
        id = self.session.begin_run('print("begun")\nwhile True: print("ü" * 1000)', limits={'total': 10**9})
        self.assertIn('begun', str(self.session.read()))
        seen: list = []
        while len(seen) < 4 or len(set(seen[-4:])) > 1:
            # Blocked is: uses no more processor time.
            seen.append(self.processor_time())
            time.sleep(0.1)
        self.interrupt()
        result = Result(self.session.until('done'), id)
        self.assertEqual(result.status, 'interrupted')
        self.assertEqual(set(result.stdout), set('ü\n'))

    def test_sleep(self) -> None:
        """[W-9] sleeping is interrupted"""
        self.interrupted('print("begun")\nimport time\ntime.sleep(1000)')

    def test_os_system(self) -> None:
        """[W-9] a command of os.system is interrupted with the cell, and the cell does not go on"""
        result = self.interrupted('import os\nr = os.system("echo begun; sleep 1000")\nprint("on")')
        self.assertNotIn('on\n', result.stdout)

    def test_shell(self) -> None:
        """[W-6] %sh is interrupted, does not go on, and keeps its state"""
        self.ok('%sh A=kept')
        self.assertNotIn('on\n', self.interrupted('%sh echo begun; sleep 1000; echo on').stdout)
        self.interrupted('%sh echo begun; while true; do :; done')
        self.assertEqual(self.ok('!echo $A').stdout, 'kept\n')

    def test_deaf_shell(self) -> None:
        """[W-6] a shell command that ignores interrupts is ended with its shell"""
        self.assertIn('was ended', self.interrupted("%sh trap '' INT; echo begun; while true; do sleep 1; done").stderr)
        self.assertEqual(self.ok('!echo new').stdout, 'new\n')

    def test_input(self) -> None:
        """[W-9] waiting for input is interrupted"""
        id = self.session.begin_run('raw_input("begun")')
        self.session.read()
        self.interrupt()
        self.assertEqual(Result(self.session.until('done'), id).status, 'interrupted')

    def test_caught(self) -> None:
        """[W-9] a cell may catch an interrupt"""
        id = self.session.begin_run('try:\n    print("begun")\n    while True: pass\nexcept KeyboardInterrupt:\n    print("caught")')
        self.session.read()
        self.interrupt()
        result = Result(self.session.until('done'), id)
        self.assertEqual((result.status, result.stdout), ('ok', 'caught\n'))

    def test_idle(self) -> None:
        """[W-9] interrupting an idle session changes nothing"""
        self.ok('a = 5')
        for _ in range(20):
            self.interrupt()
        self.assertEqual(self.ok('a').stdout, '5\n')

    def test_storm(self) -> None:
        """[W-9] fifty interrupts at once end one run and leave the session usable"""
        for code in ('while True: pass', 'while True: print(1)', 'def f():\n    while True:\n        try:\n            g()\n        finally:\n            pass\ng = lambda: [i for i in range(100)]\nf()'):
            id = self.session.begin_run(f'print("begun")\n{code}')
            messages = [self.session.read()]
            for _ in range(50):
                os.kill(self.session.started['pid'], signal.SIGINT)
            while messages[-1]['event'] != 'done':
                messages.append(self.session.read())
                if messages[-1]['event'] != 'done':
                    os.kill(self.session.started['pid'], signal.SIGINT)
            self.assertEqual(Result(messages, id).status, 'interrupted')
            self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_unseen(self) -> None:
        """[W-9] a signal that came between Python's last look and a wait is given again, however often that happens"""
        # What such a signal leaves: its number in the socket, and no run of the handler.
        unseen = 'import signal, time\nr = signal.getsignal(signal.SIGINT).__self__._waker.send(bytes([signal.SIGINT]))\ntime.sleep(600)'
        for _ in range(3):
            self.assertEqual(self.run_code(unseen, preparse=False).status, 'interrupted')
        other = 'import signal, time\nh = signal.signal(signal.SIGUSR1, lambda *a: None)\nsignal.raise_signal(signal.SIGUSR1)\ntime.sleep(0.3)\n7'
        self.assertEqual(self.ok(other, preparse=False).stdout, '7\n')
        self.assertEqual(self.run_code(unseen, preparse=False).status, 'interrupted')

    def test_once(self) -> None:
        """[W-9] one interrupt is one, also when the code that caught it goes on in C and holds Python's lock"""
        id = self.session.begin_run(
            'import time\ntry:\n    print("begun")\n    while True: pass\nexcept KeyboardInterrupt:\n    total = sum(range(10**7))\n    time.sleep(0.3)\ntotal % 10',
            preparse=False)
        first = self.session.until('output')
        self.interrupt()
        result = Result([*first, *self.session.until('done')], id)
        self.assertEqual((result.status, result.stdout), ('ok', 'begun\n0\n'), result.stderr)

    def test_unknown(self) -> None:
        """[W-9] only sessions of this zygote are signalled, and only with INT and KILL"""
        self.assertEqual(self.control.ask(event='signal', pid=os.getpid(), signal='INT', id='a')['code'], 'unknown_session')
        self.assertEqual(self.control.ask(event='signal', pid=0, signal='KILL')['code'], 'unknown_session')
        self.assertEqual(self.control.ask(event='signal', pid=self.session.started['pid'], signal='HUP')['code'], 'bad_message')
