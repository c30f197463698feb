"""Interacts and `dynamic` in a real session of the kernel, as cells write them and as the page moves them."""

import importlib.util
import os
import unittest
from typing import Any, Dict, List

_KERNEL = os.path.join(os.path.dirname(__file__), '..', '..', '..', 'sagews', 'kernel', 'test', 'harness.py')
_SPEC = importlib.util.spec_from_file_location('kernel_harness', _KERNEL)
assert _SPEC is not None and _SPEC.loader is not None
harness = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(harness)


class SessionTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls) -> None:
        cls.zygote = harness.Zygote('--path', os.path.join(os.path.dirname(__file__), '..', '..', 'python'))
        cls.addClassCleanup(cls.zygote.close)

    def setUp(self) -> None:
        self.session = self.zygote.session()
        self.addCleanup(self.session.close)
        self.messages: List[Dict[str, Any]] = []

    def ok(self, code: str, cell: str = 'c1') -> Any:
        result = self.session.run(code, cell=cell)
        self.assertEqual(result.status, 'ok', result.stderr)
        self.messages.extend(result.messages)
        return result

    def move(self, id: str, trusted: bool = True, **values: Any) -> Any:
        self.session.send(event='run', id='m', cell='c1', handler='interact', body={
            'interact': id, 'move': 1, 'values': {name: {'value': value, 'by': 'Ada', 'trusted': trusted} for name, value in values.items()}})
        result = harness.Result(self.session.until('done'), 'm')
        self.messages.extend(result.messages)
        return result

    def controls(self, id: str) -> Dict[str, Any]:
        """The controls of an interact as they were told last."""
        for message in reversed(self.messages):
            told = message.get('interact') or (message.get('message') or {}).get('interact')
            if told and told['id'] == id:
                return {one['var']: one for one in told['controls']}
        raise AssertionError(f'{id} was not shown')

    def opened(self, result: Any) -> List[str]:
        return result.of('open')

    def test_signatures(self) -> None:
        """[I-1] interact and its nine controls take every argument that worksheets give, in their order"""
        self.ok('import inspect\nnames = lambda f: [p.name for p in inspect.signature(f).parameters.values()]')
        wanted = {
            'interact': 'f layout width style update_args auto_update flicker output',
            'input_box': 'default label type nrows width readonly submit_button',
            'checkbox': 'default label readonly',
            'color_selector': 'default label readonly widget hide_box',
            'text_control': 'default label classes',
            'button': 'default label classes width icon',
            'range_slider': 'start stop step default label display_value max_steps step_size range width animate',
            'selector': 'values label default nrows ncols width buttons button_classes',
            'input_grid': 'nrows ncols default label to_value width',
        }
        for name, arguments in wanted.items():
            self.assertEqual(self.ok(f'print(*names({name}))').stdout.split(), arguments.split(), name)
        shown = self.ok(
            '@interact(layout=[["a", ("b", 4, "B")], [""]], width="50%", style="color:red", update_args=["a"], flicker=True, output=False)\n'
            'def f(a=slider(0, 10, 1, animate=False), b=button("go", icon="fa-play", width=2, classes="btn-primary"), '
            'c=color_selector("red", widget="farbtastic", hide_box=True), d=range_slider(0, 9, 1, (2, 5))): print(a, d)')
        told = shown.of('interact')[0]
        self.assertEqual((told['width'], told['style'], told['flicker']), ('50%', 'color:red', True))
        self.assertEqual([control.get('icon') or control.get('animate') for control in told['controls']][:2], [False, 'fa-play'])
        self.assertEqual(told['controls'][2]['default'], '#ff0000')
        self.assertNotIn('', [item[0] for row in told['layout'][2:] for item in row])

    def test_inside(self) -> None:
        """[I-2] interact.x is read, set, added and deleted while the function runs, and interact.changed() names what moved"""
        first = self.ok(
            '@interact\ndef f(n=slider(0, 5, 1), k=2):\n'
            '    print(interact.changed(), interact.n)\n'
            '    if interact.n == 3:\n        interact.n = 4\n        interact.extra = slider(0, 9, 1, 5)\n        del interact.k\n'
            '        print(sorted(dir(interact)))')
        id, = self.opened(first)
        self.assertEqual(first.stdout, '[] 0\n')
        moved = self.move(id, n=3)
        self.assertIn("['n'] 3\n", moved.stdout)
        self.assertEqual((sorted(self.controls(id)), self.controls(id)['n']['default'], self.controls(id)['extra']['default']), (['extra', 'n'], 4, 5))
        self.ok('f.n = 1; del f.extra; print(f.n, f.changed())', cell='c2')
        self.assertEqual(sorted(self.controls(id)), ['n'])

    def test_nested(self) -> None:
        """[I-1] an interact within another, several in one cell, with update_args and auto_update=False"""
        shown = self.ok(
            '@interact\ndef outer(kind=["a", "b"]):\n    @interact\n    def inner(n=slider(1, 3, 1)): print(kind, n)\n'
            '@interact(auto_update=False)\ndef patient(n=(1, 9, 1)): print("patient", n)\n'
            '@interact(update_args=["go"])\ndef picky(go=button("Go"), n=(1, 9, 1)): print("picky", n)')
        outer, inner, patient, picky = self.opened(shown)
        self.assertEqual(self.move(inner, n=2).stdout, 'a 3\n')
        self.assertEqual(self.move(outer, kind=1).stdout, 'b 1\n')
        self.assertEqual(self.move(inner, n=0).error['name'], 'Gone')
        self.assertEqual((self.move(patient, n=4).stdout, self.move(patient, auto_update=None).stdout), ('', 'patient 5\n'))
        self.assertEqual((self.move(picky, n=2).stdout, self.move(picky, go=None).stdout), ('', 'picky 3\n'))

    def test_exercise(self) -> None:
        """[I-6] an exercise in a cell of its own mode asks, checks and asks anew"""
        shown = self.ok('%exercise\nquestion = "What is 2+3?"\nanswer = 5\nhints = "count"')
        id, = self.opened(shown)
        self.assertIn('Not right', str(self.move(id, attempt='4').messages))
        self.assertIn('Right, at attempt 2', str(self.move(id, attempt='5').messages))
        self.assertIn('count', str(self.move(id, hint=None).messages))
        self.move(id, another=None)
        self.assertEqual(self.controls(id)['attempt']['default'], '')

    def test_dynamic(self) -> None:
        """[I-2] dynamic links variables and controls both ways, in whichever cell they are set"""
        shown = self.ok("x = 7\ndynamic('x', t=slider(1, 10, 1))")
        id, = self.opened(shown)
        self.assertEqual([self.controls(id)[name]['default'] for name in ('x', 't')], ['7', 0])
        self.assertEqual(self.ok('print(x, t)', cell='c2').stdout, '7 1\n')
        self.move(id, t=4)
        self.assertEqual(self.ok('print(x, t)', cell='c2').stdout, '7 5\n')
        set_ = self.ok('t = 9; x = 12', cell='c2')
        self.assertEqual([message['cell'] for message in set_.messages if 'amend' in message][-1], 'c1')
        self.assertEqual([self.controls(id)[name]['default'] for name in ('x', 't')], ['12', 8])
        self.ok("dynamic('x')")
        self.assertEqual(len(self.ok('x = 13', cell='c2').of('amend')), 1, 'the old link is gone')

    def test_program(self) -> None:
        """[I-2] a program in the page sets and takes away a control"""
        id, = self.opened(self.ok('@interact\ndef f(n=slider(0, 9, 1), k=1): print(n)'))
        self.session.send(event='run', id='p', cell='c1', handler='execute', body={'code': 'salvus.set_interact_var(\'{"var": "n", "default": 6}\')'})
        self.messages.extend(harness.Result(self.session.until('done'), 'p').messages)
        self.assertEqual(self.controls(id)['n']['default'], 6)
        self.ok('salvus.del_interact_var({"id": "' + id + '", "var": "k"}); print(f.n)', cell='c2')
        self.assertEqual(sorted(self.controls(id)), ['n'])

    def test_namespace(self) -> None:
        """[W-7] salvus.namespace tells of variables that change, are made and are deleted, and can be set in silence"""
        self.ok('y = 1\nlog = []\nhear = lambda v: log.append(v)\nsalvus.namespace.on("change", "y", hear)\n'
                'salvus.namespace.on("initialize", "z", lambda v: log.append(("new", v)))\nsalvus.namespace.on("del", "y", lambda: log.append("gone"))')
        self.assertEqual(self.ok('y = 2\nz = 5\nsalvus.namespace.set("y", 3, do_not_trigger=[hear])\nsalvus.namespace["y"] = 4').stdout, '')
        self.assertEqual(self.ok('def f():\n    global y\n    y = 5\nf()\ndel y\nlog').stdout, "[2, ('new', 5), 4, 5, 'gone']\n")
