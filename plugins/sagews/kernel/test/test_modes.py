"""Modes for other languages, forks, Jupyter kernels, and the functions that a worksheet has."""

import json
import os
import shutil

from .harness import KernelTest, Result, Zygote

NAMES = (
    'anaconda asy attach auto capture cell clear coffeescript cython default_mode delete_last_output fork fortran go help hide hideall input java '
    'javascript julia jupyter license load md mediawiki modes octave pandoc perl plot3d_using_matplotlib prun python_future_feature py3print_mode python '
    'python3 r raw_input reset restore ruby runfile sage_eval scala scala211 script search_doc search_src sh show show_identifiers singular_kernel '
    'time timeit typeset_mode var wiki smc salvus require html pretty_print view pretty_print_default sage_server').split()
METHODS = (
    'obj link open_tab close_tab threed d3_graph file python_future_feature default_mode cell_prefix cell_postfix execute execute_with_code_decorators html '
    'md pdf tex start_executing clear delete_last_output stdout stderr code javascript coffeescript raw_input hide show notify execute_javascript '
    'execute_coffeescript require typeset_mode project_info data cell_id namespace code_decorators').split()


class ModesTest(KernelTest):

    def test_names(self) -> None:
        """[W-6] every function of the reference is in the namespace, and every method in salvus"""
        self.assertEqual(self.ok(f'print([name for name in {NAMES!r} if name not in globals()])').stdout, '[]\n')
        self.assertEqual(self.ok(f'print([name for name in {METHODS!r} if not hasattr(salvus, name)])').stdout, '[]\n')

    def test_programs_that_are_missing(self) -> None:
        """[W-6] a mode whose program is not here says which one it needs"""
        for mode, program in (('asy', 'asy'), ('octave', 'octave'), ('julia', 'julia'), ('pandoc("rst")', 'pandoc'), ('scala', 'scala')):
            if shutil.which(program):
                continue
            result = self.run_code(f'%{mode}\nx')
            self.assertEqual(result.status, 'error')
            self.assertIn(program, result.error['message'])

    def test_compiled(self) -> None:
        """[W-6] programs in Go and Java run as they are or as the body of main"""
        for mode, program, short in (('go', 'go', 'fmt.Println(6 * 7)'), ('java', 'java', 'System.out.println(6 * 7);')):
            if shutil.which(program):
                self.assertEqual(self.ok(f'%{mode}\n{short}').stdout, '42\n')

    def test_sage_interfaces(self) -> None:
        """[W-6] the interfaces of Sage are modes that work after a fork, for one line and for a cell, and keep what they know"""
        if not self.sage:
            return
        for name, first, second, answer in (
            ('gp', 'a = 5;', 'a + 1', '6'), ('gap', 'a := 5;;', 'a + 1;', '6'), ('maxima', 'a : 5$', 'a + 1', '6'), ('singular', 'int a = 5;', 'a + 1;', '6'),
        ):
            with self.subTest(name):
                self.ok(f'%{name}\n{first}')
                self.assertIn(answer, self.ok(f'%{name} {second}').stdout)

    def test_interfaces_are_listed(self) -> None:
        """[W-6] modes() names the interfaces whose programs are here"""
        listed = self.ok('modes()').stdout.split()
        self.assertIn('%md', listed)
        if self.sage:
            self.assertIn('%gp', listed)

    def test_stacked_interfaces(self) -> None:
        """[W-6] modes are stacked over an interface"""
        if self.sage:
            self.assertRegex(self.ok('%time %gp 2 + 3').stdout, r'5\nCPU time')

    def test_prefix_and_postfix(self) -> None:
        """[W-6] code can be put before and behind each cell"""
        self.ok('salvus.cell_prefix("print(1)"); salvus.cell_postfix("print(3)")')
        self.assertEqual(self.ok('print(2)').stdout, '1\n2\n3\n')

    def test_restore(self) -> None:
        """[W-6] restore gives a name its first value back, and show_identifiers names one's own"""
        self.ok('show = 1; mine = 2')
        self.assertIn('mine', self.ok('show_identifiers()').stdout)
        self.ok("restore('show')")
        self.assertEqual(self.ok('print(callable(show), mine)').stdout, 'True 2\n')


class ForkTest(KernelTest):

    def late(self) -> dict:
        message = self.session.read()
        assert message is not None and message['event'] == 'late', message
        return message

    def test_fork(self) -> None:
        """[W-6] %fork runs apart: its output comes later into its group, and what it changed is there in the next cell"""
        begun = self.ok('%fork\nq = 7\nprint("apart", q)\nlater = [q]', cell='c1')
        group = begun.messages[0]['open']
        late = self.late()
        self.assertEqual((late['cell'], late['group']), ('c1', group))
        self.assertEqual(late['messages'], [{'stdout': 'apart 7\n', 'open': group}, {'close': group}])
        self.assertEqual(self.ok('print(q, later, fork.children())').stdout, '7 [7] {}\n')

    def test_fork_fails(self) -> None:
        """[W-6] an error in a fork is told where it stands, and one that is killed says so"""
        self.ok('%fork\n1/0')
        self.assertEqual(self.late()['messages'][0]['traceback']['line'], 2)
        self.ok('%fork\nimport time; time.sleep(600)')
        self.ok('fork.kill(list(fork.children())[0])')
        self.assertIn('was ended', self.late()['messages'][0]['stderr'])

    def test_fork_has_its_own_shell(self) -> None:
        """[W-6] the shell of a fork is its own, and the worksheet's goes on"""
        self.ok('!WORD=one')
        self.ok('%fork\n!WORD=two; echo $WORD')
        self.assertEqual(self.late()['messages'][0]['stdout'], 'two\n')
        self.assertEqual(self.ok('!echo $WORD').stdout, 'one\n')


class PageTest(KernelTest):

    def test_programs(self) -> None:
        """[W-7] programs for the page are messages; what they are given becomes plain JSON"""
        self.assertEqual(self.ok('%javascript print(1)').messages, [{'javascript': {'code': 'print(1)', 'coffeescript': False, 'obj': None}}])
        sent = self.ok('salvus.javascript("x", once=True, obj={"a": [2, 1/2]})').messages
        self.assertEqual(sent, [{'javascript': {'code': 'x', 'coffeescript': False, 'obj': {'a': [2, 0.5]}}, 'once': True}])
        self.assertTrue(self.ok('%coffeescript(once=True)\nx = 1').messages[0]['once'])

    def test_execute(self) -> None:
        """[W-8] code that a program asks for runs with what it sends along"""
        id = 'e1'
        self.session.send(event='run', id=id, handler='execute', body={'code': 'print(salvus.data["n"] + 1)', 'data': {'n': 4}})
        self.assertEqual(Result(self.session.until('done'), id).stdout, '5\n')

    def test_link(self) -> None:
        """[W-7] a link to a file says where it lies from the worksheet"""
        self.assertEqual(self.ok('salvus.link("sub/a.txt", label="a")').messages, [{'link': {'path': 'sub/a.txt', 'label': 'a'}}])

    def test_scene(self) -> None:
        """[W-7] a scene is written as its surfaces, lines, points and words"""
        if not self.sage:
            return
        message = self.ok("show(sphere() + line3d([(0,0,0),(1,1,1)], thickness=3) + point3d((1,2,3)) + text3d('hi', (0,0,2)), frame=False)").messages[-1]['file']
        self.assertTrue(message['filename'].endswith('.sage3d'))
        with open(message['path']) as file:
            scene = json.load(file)
        self.assertEqual(sorted({one['kind'] for one in scene['objects']}), ['line', 'point', 'surface', 'text'])
        self.assertEqual(scene['options']['frame'], False)
        self.assertEqual(len(scene['box']), 2)

    def test_graph(self) -> None:
        """[W-7] a graph is sent with its vertices, edges, places and parts"""
        if not self.sage:
            return
        data = self.ok('show(Graph([(0, 1, "a"), (1, 2, "b")]), vertex_partition=[[0], [1, 2]], edge_labels=True)').messages[-1]['d3']['data']
        self.assertEqual([(node['name'], node['group']) for node in data['nodes']], [('0', 0), ('1', 1), ('2', 1)])
        self.assertEqual([(link['source'], link['target'], link['name']) for link in data['links']], [(0, 1, 'a'), (1, 2, 'b')])
        self.assertTrue(data['edge_labels'])


class JupyterTest(KernelTest):

    def test_unknown(self) -> None:
        """[W-6] a kernel that is not here is named, or what would be needed to speak to one"""
        self.ok('none_such = jupyter("none-such")')
        self.assertRegex(self.run_code('%none_such 1').error['message'], 'none-such|jupyter_client')

    def test_kernel(self) -> None:
        """[W-6] a Jupyter kernel becomes a mode that keeps its state, tells errors and can be interrupted"""
        if 'python3' not in self.ok('jupyter()').stdout or not self.sage:
            return
        self.ok('k = jupyter("python3")')
        self.assertEqual(self.ok('%k\na = 5\nprint(a)\na + 1').stdout, '5\n6\n')
        self.assertIn('ZeroDivisionError', self.run_code('%k a / 0').error['message'])
        self.assertEqual(self.ok('%k a').stdout, '5\n')
        id = self.session.begin_run('%k\nprint("begun", flush=True)\nimport time\nwhile True: time.sleep(0.01)')
        while 'begun' not in str(self.session.read()):
            pass
        control = self.zygote.connect()
        self.addCleanup(control.close)
        control.send(event='signal', pid=self.session.started['pid'], signal='INT')
        self.assertEqual(Result(self.session.until('done'), id).status, 'interrupted')
        self.assertEqual(self.ok('%k a').stdout, '5\n')

    def test_notebook(self) -> None:
        """[W-19] code of a notebook in another language runs in its kernel, completes there, and says which kernel is missing"""
        if not self.sage:
            return
        if 'ir:' in self.ok('jupyter()').stdout:
            written = {'name': 'ir43', 'language': 'R', 'title': 'R 4.3'}
            self.assertEqual(self.ok('f <- function(x) x^2\ncat(!TRUE, f(7))', kernel=written).stdout, 'FALSE 49')
            self.assertEqual(self.ok('f(3)', kernel=written).of('html'), ['9'])
            self.assertEqual(self.ok('%md\n*text*', kernel=written).of('md'), ['*text*'])
            self.assertEqual(self.ok('%sage\nprint(2^3)', kernel=written).stdout, '8\n')
            answer = self.session.ask(event='complete', id='q', code='seq_al', cursor=6, kernel=written)
            self.assertIn('seq_along', answer['matches'])
            self.assertIn('not found', self.run_code('nothing_such', kernel=written).stderr)
        missing = self.run_code('println(1)', kernel={'name': 'julia-1.9', 'language': 'julia', 'title': 'Julia 1.9.3'})
        self.assertEqual(missing.status, 'error')
        self.assertRegex(missing.error['message'], 'written for the Jupyter kernel “Julia 1.9.3” .julia-1.9., which is not on this machine; found are: .*python3')

    def test_found(self) -> None:
        """[W-6] a kernel that lies in a folder of Jupyter's becomes a mode under its own name"""
        zygote = Zygote()
        self.addCleanup(zygote.close)
        folder = os.path.join(zygote.folder, 'kernels', 'my-kernel')
        os.makedirs(folder)
        with open(os.path.join(folder, 'kernel.json'), 'w') as file:
            json.dump({'display_name': 'Mine', 'argv': []}, file)
        session = zygote.session(env={'JUPYTER_PATH': zygote.folder})
        self.addCleanup(session.close)
        self.assertIn('%my_kernel\n', session.run('modes()').stdout)
        self.assertIn('my-kernel: Mine\n', session.run('jupyter()').stdout)
