"""Runs: values, errors, modes, and what stays between cells."""

import os

from .harness import KernelTest


class RunTest(KernelTest):

    def test_values(self) -> None:
        """[W-12] the value of each expression is shown, None is not, and _ is the last one"""
        self.assertEqual(self.ok('1 + 1; "a"\nNone\nfor i in range(2):\n    i\n_ + 5').stdout, "2\n'a'\n0\n1\n6\n")

    def test_non_ascii(self) -> None:
        """[W-12] non-ASCII text goes in and out unchanged in code, output, Markdown, HTML, shell and errors"""
        text = 'Grüße, Привет, 你好, 𝔘, ﷽'
        self.assertEqual(self.ok(f'ä = "{text}"; print(ä)').stdout, text + '\n')
        self.assertEqual(self.ok(f'%md **{text}**').of('md'), [f'**{text}**'])
        self.assertEqual(self.ok(f'%html\n<i>{text}</i>').of('html'), [f'<i>{text}</i>'])
        self.assertEqual(self.ok(f'%sh echo "{text}"').stdout, text + '\n')
        self.assertIn(text, self.run_code(f'raise ValueError("{text}")').stderr)

    def test_surrogates_and_nul(self) -> None:
        """[W-12] text that UTF-8 or the protocol cannot hold is replaced, not fatal"""
        self.assertEqual(self.ok(r'print("a\udc80b\0c")').stdout, 'a?b\ufffdc\n')

    def test_traceback_lines(self) -> None:
        """[W-12] a traceback names the lines of the worksheet's cells, also of functions from earlier cells"""
        self.ok('\ndef f(n):\n    return 1 // n', cellNumber=1)
        result = self.run_code('a = 5\nf(\n  0)', cellNumber=2)
        self.assertEqual((result.status, result.error['name'], result.error['line']), ('error', 'ZeroDivisionError', 2))
        self.assertIn('cell 1, line 3, in f\n    return 1 // n', result.stderr)
        self.assertTrue(result.stderr.startswith('Error in lines 2-3\n'))
        self.assertNotIn('stoa_kernel', result.stderr)
        self.assertEqual(result.messages[-1]['traceback'], {name: result.error[name] for name in ('name', 'message', 'line', 'hint')})

    def test_line_below_continuations(self) -> None:
        """[W-12] lines are counted truly below backslashes, long strings and multi-line calls"""
        code = 'def g():\n    a = 1 + \\\n        2\n    b = """x\n\n"""\n    c = max(1,\n      2)\n    return 1 // 0\ng()'
        self.assertIn('cell 4, line 9, in g', self.run_code(code, cellNumber=4).stderr)

    def test_library_frames_folded(self) -> None:
        """[W-12] frames of libraries are folded to the innermost one"""
        result = self.run_code('import json\njson.loads("{")')
        self.assertRegex(result.stderr, r'cell, line 2\n    json.loads\("\{"\)\n  \(\d frames? of libraries\)\n  json/decoder.py, line \d+, in raw_decode\nJSONDecodeError')

    def test_blocks_before_the_error_have_run(self) -> None:
        """[W-12] the blocks above a syntax error run, as they do above any error"""
        result = self.run_code('print("first")\nx = = 2\nprint("third")')
        self.assertEqual((result.stdout, result.error['name'], result.error['line']), ('first\n', 'SyntaxError', 2))

    def test_hints(self) -> None:
        """[W-12] common slips are explained in words"""
        for code, words in (
            ('print "a"', 'Python 2'), ('print x, 2', 'Python 2'), ('q = 5x', 'write 5*x'), ('2(3)', 'to multiply'), ('a = \u201cb\u201d', 'curly quotes'), ('w', "var('w')"),
        ):
            with self.subTest(code):
                self.assertIn(words, self.run_code(code).error['hint'])

    def test_broken_error(self) -> None:
        """[W-12] an error that cannot say what it is does not break the session"""
        self.assertEqual(self.run_code('class E(Exception):\n    def __str__(self): raise E\nraise E').error['name'], 'E')
        self.assertEqual(self.run_code('class R:\n    def __repr__(self): raise ValueError(7)\nR()').error['message'], '7')
        self.assertEqual(self.run_code('def f(): f()\nf()').error['name'], 'RecursionError')
        self.assertEqual(self.run_code('exit()').error['name'], 'SystemExit')
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_cause(self) -> None:
        """[W-12] what led to an error is told first"""
        result = self.run_code('try:\n    [][1]\nexcept IndexError as error:\n    raise KeyError(3) from error')
        self.assertLess(result.stderr.index('IndexError'), result.stderr.index('which led to'))

    def test_var(self) -> None:
        """[W-12] var('x','y'), var('x y') and %var make variables"""
        self.ok("var('r', 's'); var('t u'); %var v".replace('; %', '\n%'))
        self.assertEqual(self.ok('r + s + t + u + v - s - t - u - v').stdout.strip(), 'r')

    def test_time_stacks(self) -> None:
        """[W-6] %time tells times, and stacks over other modes"""
        self.assertRegex(self.ok('%time 1 + 1').stdout, r'^2\nCPU time: [\d.]+ s, Wall time: [\d.]+ s\n$')
        result = self.ok('%time %hide %md *a*')
        self.assertEqual((result.of('hide'), result.of('md')), (['input'], ['*a*']))
        self.assertRegex(result.stdout, '^CPU time')
        self.assertEqual(self.ok('%md\n%hide\ntext').messages, [{'hide': 'input'}, {'md': 'text'}])

    def test_hide_and_auto(self) -> None:
        """[W-12] %hide hides the input, %hideall the output too, and both run the code; %auto runs it"""
        self.assertEqual(self.ok('%hide\n1 + 1').messages, [{'hide': 'input'}, {'stdout': '2\n'}])
        self.assertEqual(self.ok('%hideall\n1 + 1').messages, [{'hide': 'input'}, {'hide': 'output'}, {'stdout': '2\n'}])
        self.assertEqual(self.ok('%auto\n1 + 1').stdout, '2\n')
        self.assertEqual(self.ok('%md(hide=True) a').messages, [{'md': 'a'}, {'hide': 'input'}])

    def test_python_mode(self) -> None:
        """[W-6] %python runs code without the preparser, and preparse false does so for a run"""
        self.assertEqual(self.ok('%python\n2 ^ 3').stdout, '1\n')
        self.assertEqual(self.ok('2 ^ 3', preparse=False).stdout, '1\n')

    def test_error_line_in_mode(self) -> None:
        """[W-12] an error under a mode names the line of the cell"""
        self.assertEqual(self.run_code('a = 1\n%time\n\nb = 1 // 0').error['line'], 4)

    def test_shell(self) -> None:
        """[W-6] %sh keeps its directory and variables, separates errors, tells exit codes, and has an empty input"""
        self.ok("%sh\ncd /\nA='b c'")
        result = self.ok('%sh pwd; echo "$A"; echo e >&2; cat; (exit 3)')
        self.assertEqual((result.stdout, result.stderr), ('/\nb c\n', 'e\n(exit code 3)\n'))
        self.ok('!exit 1')
        self.assertEqual(self.ok('!echo "again: $A"').stdout, 'again: \n')
        self.assertEqual(self.ok("%sh\nif true; then\n  cat <<'END'\nx\nEND\nfi").stdout, 'x\n')

    def test_user_modes(self) -> None:
        """[W-6] functions, objects with eval, and objects with before and after are modes"""
        self.ok('def up(text): print(text.upper())\ndef code(text): return "print(%r)" % text\n'
                'class E:\n    def eval(self, code, locals=None): return code[::-1]\n'
                'class B:\n    def before(self, code): print("("); return code + "+1"\n    def after(self, code): print(")")\ne = E(); b = B()')
        self.assertEqual(self.ok('%up a b').stdout, 'A B\n')
        self.assertEqual(self.ok('%code x').stdout, 'x\n')
        self.assertEqual(self.ok('%e abc').stdout, 'cba\n')
        self.assertEqual(self.ok('%b 1').stdout, '(\n2\n)\n')
        self.assertEqual(self.ok('%up %code y').stdout, "PRINT('Y')\n")
        self.assertEqual(self.ok('for i in range(2):\n    %up a').stdout, 'A\nA\n')
        self.assertIn('no mode %nothing', self.run_code('%nothing a').error['message'])

    def test_default_mode(self) -> None:
        """[W-6] %default_mode applies to cells that begin with no mode, until %default_mode sage"""
        self.ok('%default_mode md')
        self.assertEqual(self.ok('a *b*').of('md'), ['a *b*'])
        self.assertEqual(self.ok('%python 1').stdout, '1\n')
        self.ok('%default_mode sage')
        self.assertEqual(self.ok('1').stdout, '1\n')
        self.assertEqual(self.run_code('%default_mode nothing').error['name'], 'ValueError')

    def test_capture(self) -> None:
        """[W-6] %capture puts what Python, commands and errors write into variables"""
        self.assertEqual(self.ok("%capture(stdout='o', stderr='e')\nimport os, sys\nprint(1)\n_ = os.system('echo 2')\nr = sys.stderr.write('3')").messages, [])
        self.assertEqual(self.ok('o, e').stdout, "('1\\n2\\n', '3')\n")
        self.assertEqual(self.ok("%capture(stdout='o', append=True, echo=True) print(4)").stdout, '4\n')
        self.assertEqual(self.ok('o').stdout, "'1\\n2\\n4\\n'\n")

    def test_capture_ends_with_its_run(self) -> None:
        """[W-6] an error inside %capture does not swallow what comes after"""
        self.assertEqual(self.run_code("%capture(stdout='o') 1 // 0").status, 'error')
        self.assertEqual(self.ok('1').stdout, '1\n')

    def test_timeit(self) -> None:
        """[W-6] %timeit and timeit() say how long code takes"""
        for code in ('%timeit(number=10) sum(range(10))', 'timeit("sum(range(10))", number=10)'):
            self.assertRegex(self.ok(code).stdout, r'^10 loops, best of 3: [\d.e+]+ (ns|\u00b5s|ms) per loop\n$')

    def test_questions(self) -> None:
        """[W-10] name? shows the docstring, name?? the source, with the lines of the worksheet"""
        self.ok('def f(a, b=2):\n    "What f does."\n    return a')
        self.assertEqual(self.ok('f?').of('code')[0]['source'], 'f(a, b=2)\n\nWhat f does.' + ('\n' if self.sage else ''))
        self.assertEqual(self.ok('f??').of('code')[0]['source'].strip(), 'def f(a, b=2):\n    "What f does."\n    return a')
        self.assertEqual(self.run_code('nothing?').error['name'], 'NameError')

    def test_files(self) -> None:
        """[W-6] %file writes, load runs and attach runs again what has changed"""
        folder = self.zygote.folder
        self.ok(f"%file('{folder}/a.py')\nloaded = 1")
        self.assertEqual(self.ok(f'load("{folder}/a.py"); loaded').stdout, '1\n')
        self.ok(f'attach("{folder}/a.py")')
        with open(f'{folder}/a.py', 'w') as file:
            file.write('loaded = 22')
        os.utime(f'{folder}/a.py', (1, 1))
        self.assertEqual(self.ok('loaded').stdout, '22\n')

    def test_reset(self) -> None:
        """[W-6] reset() puts everything back, reset('a') one name"""
        self.ok('a = 1; b = 2; len = 3; show = 4')
        self.ok('reset("a")')
        self.assertEqual(self.ok('"a" in globals(), b').stdout, '(False, 2)\n')
        self.ok('reset()')
        self.assertEqual(self.ok('"b" in globals(), len([]), callable(show)').stdout, '(False, 0, True)\n')

    def test_input(self) -> None:
        """[W-7] raw_input asks the person and goes on with the answer"""
        id = self.session.begin_run('print(raw_input("name? ", default="d") + "!")')
        asked = self.session.read()
        self.assertEqual(asked['message']['raw_input']['prompt'], 'name? ')
        self.assertEqual(asked['message']['raw_input']['submitted'], False)
        self.session.send(event='raw_input', value='Ö')
        messages = self.session.until('done')
        self.assertEqual((messages[0]['message'], messages[-1]['id']), ({'stdout': 'Ö!\n'}, id))
        self.assertEqual(self.session.ask(event='raw_input', value='late')['code'], 'bad_message')

    def test_cell(self) -> None:
        """[W-7] cell and salvus speak to the cell that runs; __file__ and __SAGEWS__ are there"""
        result = self.ok('cell.id()\ncell.hide(); cell.show("output"); clear(); delete_last_output(); salvus.stdout("s"); salvus.code("c", mode="python")', cell='c1')
        self.assertEqual(result.messages, [
            {'stdout': "'c1'\n"}, {'hide': 'input'}, {'show': 'output'}, {'clear': True}, {'delete_last': True}, {'stdout': 's'},
            {'code': {'source': 'c', 'mode': 'python', 'filename': None, 'lineno': -1}}])
        self.assertEqual(self.ok('__SAGEWS__, __name__, __file__').stdout, f"(True, '__main__', '{self.zygote.folder}/a.sagews')\n")

    def test_pasted_session(self) -> None:
        """[W-12] a pasted session with prompts runs"""
        self.assertEqual(self.ok('sage: a = 3\nsage: if a:\n....:     a + 1').stdout, '4\n')

    def test_forked_copies(self) -> None:
        """[W-2] a process forked by a cell prints into it and does not speak for the session"""
        result = self.ok('import os\nif os.fork() == 0:\n    print("child")\nelse:\n    r = os.wait()\n    print("parent")')
        self.assertEqual(result.stdout, 'child\nparent\n')
        self.assertEqual(self.ok('import multiprocessing\nwith multiprocessing.Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))').stdout, '[1, 2]\n')

    def test_c_fork(self) -> None:
        """[W-2] nor does a process that C code forks, as Sage does to end programs"""
        fork = 'import ctypes, os\npid = ctypes.PyDLL(None).fork()\nif pid:\n    r = os.waitpid(pid, int(0))\nprint("both" if pid else "child")'
        result = self.ok(f'{fork}\nshow(x)\nraise_here = 1 if pid else 1/int(0)')
        self.assertEqual(sorted(result.stdout.split()), ['both', 'child'])
        self.assertEqual((len(result.of('tex')), result.of('traceback')), (1, []))
        self.assertEqual(self.ok('1 + 1').stdout, '2\n')

    def test_order(self) -> None:
        """[W-2] what Python, commands and C code print comes in the order it was printed"""
        code = 'import os, ctypes\nfor i in range(20):\n    print("p%d" % i)\n    r = os.system("echo s%d" % i)\nctypes.CDLL(None).puts(b"c")\nprint("end")'
        result = self.ok(code.replace('ctypes.CDLL', 'r = ctypes.CDLL'))
        self.assertEqual(result.stdout, ''.join(f'p{i}\ns{i}\n' for i in range(20)) + 'c\nend\n')

    def test_runs_sent_ahead(self) -> None:
        """[W-2] runs sent ahead are executed in order, each with one done"""
        ids = [self.session.begin_run(f'print({number})') for number in range(20)]
        for number, id in enumerate(ids):
            messages = self.session.until('done')
            self.assertEqual((messages[-1]['id'], messages[0]['message']), (id, {'stdout': f'{number}\n'}))
