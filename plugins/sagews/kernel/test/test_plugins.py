"""Packages that plugins put beside the kernel: names in sessions, runs without code, ending those whose outcome is no longer wanted."""

import os
import shutil
import tempfile
import unittest

from .harness import Result, Zygote

_PLUGIN = '''
from stoa_kernel import plugins

def _enter(salvus, namespace):
    namespace['answer'] = 42

def _handle(salvus, body):
    salvus.send({'html': body['text'], 'open': 'g'})
    try:
        salvus.namespace['work'](body['text'])
    except ZeroDivisionError as error:
        salvus.report(error)
    finally:
        salvus.send({'close': 'g'})

plugins.on_session(_enter)
plugins.handle('sample', _handle)
'''


class PluginsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.mkdtemp(prefix='kernel-plugin-')
        os.mkdir(os.path.join(cls.folder, 'sample_package'))
        for name, text in (('__init__.py', ''), ('plugin.py', _PLUGIN)):
            with open(os.path.join(cls.folder, 'sample_package', name), 'w') as file:
                file.write(text)
        cls.zygote = Zygote('--path', cls.folder)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.zygote.close()
        shutil.rmtree(cls.folder)

    def setUp(self) -> None:
        self.session = self.zygote.session()
        self.addCleanup(self.session.close)

    def begin(self, text: str, handler: str = 'sample') -> str:
        self.session.send(event='run', id=f'h-{text}', cell='c', cellNumber=1, handler=handler, body={'text': text})
        return f'h-{text}'

    def handled(self, text: str, handler: str = 'sample') -> Result:
        id = self.begin(text, handler)
        return Result(self.session.until('done'), id)

    def test_names(self) -> None:
        """[I-3] a plugin's package adds names to each session"""
        self.assertEqual(self.session.run('answer').stdout, '42\n')

    def test_handler(self) -> None:
        """[I-3] a run without code is carried out by the package; an unknown one is refused and the session goes on"""
        self.session.run('def work(text): print(text * 2)')
        self.assertEqual(self.handled('ab').messages, [{'html': 'ab', 'open': 'g'}, {'stdout': 'abab\n'}, {'close': 'g'}])
        wrong = self.handled('ab', 'nobody')
        self.assertEqual((wrong.status, wrong.error['name']), ('error', 'LookupError'))
        self.assertEqual(self.session.run('1 + 1').stdout, '2\n')

    def test_reported(self) -> None:
        """[I-1] an error that a package reports stands where it was reported, with the line of the cell, and fails the run"""
        self.session.run('def work(text):\n    return 1 // 0', cellNumber=1)
        result = self.handled('x')
        self.assertEqual((result.status, result.error['line']), ('error', 2))
        self.assertEqual([next(iter(message)) for message in result.messages], ['html', 'stderr', 'close'])

    def test_superseded(self) -> None:
        """[I-5] a run that is no longer wanted ends between two statements of the cell, never within one, and one of code does not"""
        self.session.run('def work(text):\n    print("begun", flush=True)\n    while True:\n        pass\n')
        id = self.begin('endless')
        while self.session.read().get('message', {}).get('stdout') != 'begun\n':
            pass
        self.session.send(event='stale', id='another')
        self.session.send(event='stale', id=id)
        self.assertEqual(self.session.until('done')[-1]['status'], 'superseded')
        self.session.begin_run('print("code", flush=True)\nimport time\ntime.sleep(0.2)\nprint("ended")', preparse=False)
        while self.session.read().get('message', {}).get('stdout') != 'code\n':
            pass
        self.session.send(event='stale', id='r2')
        self.assertEqual(self.session.until('done')[-1]['status'], 'ok')
