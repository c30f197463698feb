"""The automatic rules, layouts, and what may be typed without being an editor."""

import unittest

from stoa_interact import typed
from stoa_interact.automatic import control_for
from stoa_interact.layout import laid_out

from .kit import HAS_SAGE


class RulesTest(unittest.TestCase):

    def test_automatic(self) -> None:
        """[I-1] each kind of default value becomes its control"""
        cases = (
            (None, 'input-box'), ('text', 'input-box'), (True, 'checkbox'), ([1, 2], 'selector'), (list(range(9)), 'selector'), ((0, 1), 'slider'),
            ((0, 10, 2), 'slider'), ((1, 2, 3, 4), 'slider'), (range(5), 'slider'), (iter('abc'), 'slider'), (5, 'input-box'), (('label', True), 'checkbox'),
            ((3, [1, 3]), 'selector'), ((4, (0, 10)), 'slider'),
        )
        for default, kind in cases:
            with self.subTest(default):
                self.assertEqual(control_for(default).kind, kind)
        self.assertEqual([control_for(list(range(n))).options()['buttons'] for n in (5, 6)], [True, False])
        self.assertEqual((control_for(('label', True)).label, control_for((3, [1, 3])).value()), ('label', 3))
        self.assertEqual(control_for((0, 10, 2)).options()['vals'], ['0', '2', '4', '6', '8', '10'])
        self.assertEqual(control_for(n for n in range(3)).options()['vals'], ['0', '1', '2'])

    def test_endless(self) -> None:
        """[I-1] of an endless generator the first ten thousand values are taken"""
        import itertools
        self.assertEqual(control_for(itertools.count()).options()['vals'][-1], '9999')

    def test_layout(self) -> None:
        """[I-1] layouts: none, rows of names, widths and labels, the output among them, and the four sides of old"""
        self.assertEqual(laid_out(None, ['a', 'b'], True), [[['a', 12, None]], [['b', 12, None]], [['', 12, None]]])
        self.assertEqual(laid_out([['a', 'b']], ['a', 'b', 'c'], False), [[['a', 6, None], ['b', 6, None]], [['c', 12, None]]])
        self.assertEqual(
            laid_out([[('a', 3), ('', 9)], [('b', 12, 'text')]], ['a', 'b'], True), [[['a', 3, None], ['', 9, None]], [['b', 12, 'text']]])
        self.assertEqual(
            laid_out({'top': ['a'], 'left': ['b']}, ['a', 'b'], True), [[['a', 12, None]], [{'width': 4, 'rows': [[['b', 12, None]]]}, ['', 8, None]]])
        with self.assertRaisesRegex(ValueError, '13'):
            laid_out([[('a', 13)]], ['a'], True)

    def test_typed_values(self) -> None:
        """[P-5] whoever may not edit can type numbers, texts, lists and formulas"""
        self.assertEqual(typed.evaluate('2 + 3*4^2'), 50)
        self.assertEqual(typed.evaluate("['a', (1, -2)]"), ['a', (1, -2)])
        self.assertEqual(float(typed.evaluate('sqrt(9)')), 3.0)
        self.assertEqual(str(typed.evaluate('x^2 + 1')).replace('**', '^'), 'x^2 + 1')
        self.assertTrue(abs(float(typed.evaluate('2*pi')) - 6.28319) < 1e-4)
        self.assertEqual(str(typed.evaluate('1/3')), '1/3')

    def test_typed_code(self) -> None:
        """[P-5] and nothing that is code: no call of other functions, no attribute, no name of the worksheet, nothing that never ends"""
        for wrong in (
            "__import__('os').system('true')", '(1).__class__', 'secret()', '[x for x in (1,)]', 'lambda: 1', "open('f')", 'a if b else c', 'f"{1}"', '__builtins__',
            '9**9**9', '10**100000000', "'a'*10**9", '(x := 1)', '{1: 2}', 'x[0]', 'sin(x, y)', "sin('a')", 'exec', '1 if', '-' * 99 + '1', 'sin',
            '2**9999 * ' * 3 + '2**9999 ** 9',
        ):
            with self.subTest(wrong[:40]):
                try:
                    value = typed.evaluate(wrong)
                except typed.TypedError:
                    continue
                # The name of a function that is not called is a symbol like any other.
                self.assertEqual(str(value), wrong)
                self.assertTrue(wrong.isidentifier())

    @unittest.skipUnless(HAS_SAGE, 'needs SageMath')
    def test_sage_numbers(self) -> None:
        """[P-5] in Sage what is typed is Sage's"""
        from sage.all import QQ, SR
        self.assertEqual(typed.evaluate('1/3').parent(), QQ)
        self.assertEqual(typed.evaluate('x + y').parent(), SR)
