"""Modes that give their text to a program, and the one that profiles."""

import shutil
import unittest

from .harness import KernelTest


class ScriptsTest(KernelTest):

    def test_script(self) -> None:
        """[W-6] %script gives the text to a program, which writes as it goes on, with its own environment, and says how it ended"""
        self.assertEqual(self.ok('%script("cat")\nGrüße\nzwei').stdout, 'Grüße\nzwei\n')
        self.assertEqual(self.ok('%script(["sh", "-s"], env={"A": "b c"})\necho "$A"; echo oops >&2').stdout, 'b c\n')
        result = self.ok('%script("sh -s")\nexit 3')
        self.assertEqual(result.stderr, '(exit code 3)\n')

    def test_missing(self) -> None:
        """[W-6] a program that is not there is named"""
        self.assertIn('no program \'no-such-program\'', self.run_code('%script("no-such-program")\nx').error['message'])

    @unittest.skipUnless(shutil.which('perl'), 'needs perl')
    def test_perl(self) -> None:
        """[W-6] %perl, stacked under %time too"""
        self.assertEqual(self.ok('%perl\nprint 6*7, "\\n";').stdout, '42\n')
        self.assertRegex(self.ok('%time %perl print "x";').stdout, r'x.*Wall time')

    def test_interrupt(self) -> None:
        """[W-6] an interrupt ends the program"""
        self.session.begin_run('%script("sh -s")\necho begun; sleep 600')
        while self.session.read().get('message', {}).get('stdout') != 'begun\n':
            pass
        control = self.zygote.connect()
        self.addCleanup(control.close)
        pid = int(self.session.started['pid'])
        control.send(event='signal', pid=pid, signal='INT')
        self.assertEqual(self.session.until('done')[-1]['status'], 'interrupted')
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_prun(self) -> None:
        """[W-6] %prun runs code and says what took how long"""
        out = self.ok('%prun\ndef f(): return sum(range(10))\nf()').stdout
        self.assertIn('45\n', out)
        self.assertIn('function calls', out)
