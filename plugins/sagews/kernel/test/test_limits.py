"""Limits of output, and the pace at which it comes."""

import os

from .harness import KernelTest, Result


class LimitsTest(KernelTest):

    def text_of(self, limited: dict) -> str:
        with open(limited['path']) as file:
            return file.read()

    def test_within(self) -> None:
        """[W-9] 10,000 small prints are shown whole, in few messages"""
        result = self.ok('for i in range(10000): print(i)')
        self.assertEqual(result.stdout, ''.join(f'{i}\n' for i in range(10000)))
        self.assertEqual(result.of('limited'), [])
        # A first burst, then one for each 4096 characters or 50 ms; and while it is slow, the burst comes back.
        allowed = 20 + len(result.stdout) / 4096 + 2 * result.done['elapsed'] / 0.05
        self.assertLess(len(result.messages), allowed)

    def test_total(self) -> None:
        """[W-9] above the total the run goes on, all its text is in the file, and the message says so twice"""
        result = self.ok('for i in range(50000): print(i)\nz = 7', cell='c/../1')
        everything = ''.join(f'{i}\n' for i in range(50000))
        self.assertEqual(result.stdout, everything[:150_000])
        first, last = result.of('limited')
        self.assertEqual((first['complete'], last['complete'], last['size'], last['filename']), (False, True, len(everything), 'output-c____1.txt'))
        self.assertEqual((os.path.dirname(last['path']), self.text_of(last)), (self.zygote.spool, everything))
        self.assertIn('150000', last['reason'])
        self.assertEqual(self.ok('z').stdout, '7\n')

    def test_one_piece(self) -> None:
        """[W-9] a single print of 5 MB is cut with a note where, and what comes after it is shown"""
        result = self.ok("print('x' * 5_000_000)\nprint('after')", cell='big')
        self.assertTrue(result.stdout.startswith('x' * 40_000 + '\n[4960000 more characters are in output-big.txt]\n'), result.stdout[39_990:40_100])
        self.assertTrue(result.stdout.endswith('after\n'))
        self.assertEqual(len(self.text_of(result.of('limited')[-1])), 5_000_007)

    def test_spill_is_bounded(self) -> None:
        """[W-9] the file is bounded too, says so, and the run goes on"""
        result = self.ok("for i in range(100): print('y' * 10_000)\nprint('end')", limits={'total': 100, 'spill': 50_000})
        last = result.of('limited')[-1]
        self.assertLess(last['size'], 50_200)
        self.assertTrue(self.text_of(last).endswith('[The rest was dropped: this file may have 50000 bytes.]\n'))

    def test_messages(self) -> None:
        """[W-9] too many messages go to the file, but errors are always shown"""
        result = self.run_code('for i in range(20): html("h%d" % i)\n1 // 0', limits={'messages': 5})
        self.assertEqual(len(result.of('html')), 5)
        self.assertIn('h19', self.text_of(result.of('limited')[-1]))
        self.assertEqual(result.messages[-2]['traceback']['name'], 'ZeroDivisionError')

    def test_large_html(self) -> None:
        """[W-9] HTML above its limit is not cut in the middle but put into the file whole"""
        result = self.ok('html("<b>" + "z" * 50000)\nprint("after")')
        self.assertEqual((result.of('html'), result.stdout), ([], 'after\n'))
        self.assertIn('html', result.of('limited')[0]['reason'])
        self.assertEqual(len(self.text_of(result.of('limited')[-1])), 50_000 + 3 + 1 + 6)

    def test_adjustable(self) -> None:
        """[W-9] sage_server.MAX_OUTPUT and the others change the limits, and refuse nonsense"""
        self.ok('sage_server.MAX_OUTPUT = 10')
        self.assertEqual(self.ok('print("a" * 20)').stdout, 'a' * 10)
        self.assertEqual(self.run_code('sage_server.MAX_NOTHING = 1').error['name'], 'AttributeError')
        self.assertEqual(self.run_code('sage_server.MAX_OUTPUT = -1').error['name'], 'ValueError')

    def test_link_in_spool(self) -> None:
        """[W-9] a link planted under the file's name is replaced, not written through"""
        victim = os.path.join(self.zygote.folder, 'victim')
        with open(victim, 'w') as file:
            file.write('keep')
        os.symlink(victim, os.path.join(self.zygote.spool, 'output-trap.txt'))
        self.ok('print("a" * 20)', cell='trap', limits={'total': 3})
        with open(victim) as file:
            self.assertEqual(file.read(), 'keep')

    def test_subprocess_output(self) -> None:
        """[W-9] what commands write counts too"""
        result = self.ok('import os; r = os.system("seq 100000")')
        self.assertLessEqual(len(result.stdout), 150_000)
        self.assertEqual(len(self.text_of(result.of('limited')[-1])), 588_895)

    def test_first_piece_comes_at_once(self) -> None:
        """[W-2] the first output arrives while the cell still runs"""
        id = self.session.begin_run('print("first"); a = raw_input()')
        self.assertEqual(self.session.read()['message'], {'stdout': 'first\n'})
        self.assertIn('raw_input', self.session.read()['message'])
        self.session.send(event='raw_input', value='')
        self.assertEqual(Result(self.session.until('done'), id).status, 'ok')

    def test_pictures_beyond_the_limits(self) -> None:
        """[W-9] a picture that exceeds the limits leaves no file behind"""
        code = 'open("dot.svg", "w").write("<svg xmlns=\'http://www.w3.org/2000/svg\'/>")\nfor i in range(2000): salvus.file("dot.svg")'
        before = set(os.listdir(self.zygote.spool))
        result = self.ok(code)
        kept = {message['filename'] for message in result.of('limited')} | {os.path.basename(message['path']) for message in result.of('file')}
        self.assertLessEqual(set(os.listdir(self.zygote.spool)) - before, kept)
        self.assertLessEqual(len(kept), 257)

    def test_shown(self) -> None:
        """[W-9] it is told how much of the file is shown already, so that the rest can be asked for"""
        result = self.ok('print("ä" * 100)', limits={'stdout': 10})
        limited = result.of('limited')[-1]
        self.assertEqual(self.text_of(limited)[:10], result.stdout[:10])
        self.assertEqual(limited['shown'], len(('ä' * 10).encode()))
