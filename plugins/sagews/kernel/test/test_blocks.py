"""The division of cells into blocks."""

import unittest

from stoa_kernel.blocks import Block, divide, logical_lines, strip_prompts
from stoa_kernel.preparse import powers


def texts(code: str) -> list:
    return [block.text for block in divide(code)]


class DivideTest(unittest.TestCase):

    def test_each_statement_is_a_block(self) -> None:
        """[W-12] each top-level statement is a block that knows its line"""
        self.assertEqual(divide('a = 1\n\n# note\nb = 2'), [Block('code', 'a = 1\n\n# note', 1), Block('code', 'b = 2', 4)])

    def test_branches_stay_together(self) -> None:
        """[W-12] if/elif/else, try/except/else/finally, for/else and loops with comments between stay in one block"""
        for code in (
            'if a:\n  b\nelif c:\n  d\nelse:\n  e', 'try:\n  a\nexcept E:\n  b\nelse:\n  c\nfinally:\n  d', 'for a in b:\n  c\n\n# note\n\nelse:\n  d',
            'while a:\n    b\n\n    c',
        ):
            self.assertEqual(texts(code), [code])

    def test_decorators(self) -> None:
        """[W-12] decorators belong to the function or class below, also over several lines"""
        code = '@one\n@two(1,\n 2)\n# note\ndef f():\n    pass'
        self.assertEqual(texts(code + '\nf()'), [code, 'f()'])

    def test_strings_and_continuations(self) -> None:
        """[W-12] strings, brackets and backslashes go on over lines whatever stands at their beginning"""
        for code in ('a = """x\nif b:\n%md\n!ls"""', "a = '''\nelse\n'''", 'a = [1,\n%2,\n3]', 'a = 1 + \\\n2', "a = 'x\\\n%md'", 'a = "#" # "\'("'):
            self.assertEqual(texts(code + '\nb'), [code, 'b'])

    def test_sage_syntax(self) -> None:
        """[W-12] code that is not Python before the preparser is divided all the same"""
        lines = ['R.<x> = QQ[]', 'f(x) = x^2', '[1..5]', '5.factor()', '2^3']
        self.assertEqual(texts('\n'.join(lines)), lines)

    def test_broken_string(self) -> None:
        """[W-12] an unclosed string does not swallow the lines below it"""
        self.assertEqual(texts("a = 'x\nb = 2"), ["a = 'x", 'b = 2'])

    def test_mode_takes_the_rest(self) -> None:
        """[W-6] a mode alone on its line takes the rest of the cell, also with a comment behind it"""
        self.assertEqual(divide('a\n%md  # text\n# T\n%x'), [Block('code', 'a', 1), Block('mode', '# T\n%x', 3, 'md')])

    def test_mode_takes_its_line(self) -> None:
        """[W-6] a mode with text behind it takes that line, and its arguments may hold blanks"""
        self.assertEqual(divide('%f(1, "a b") x y\nb'), [Block('mode', 'x y', 1, 'f(1, "a b")'), Block('code', 'b', 2)])
        self.assertEqual(divide('%(a + b) c'), [Block('mode', 'c', 1, '(a + b)')])

    def test_indented_mode(self) -> None:
        """[W-6] an indented mode is a call at that place"""
        self.assertEqual(texts('for i in a:\n    %sh ls'), ["for i in a:\n    salvus.execute_with_code_decorators(['sh'], 'ls')"])

    def test_shell_and_questions(self) -> None:
        """[W-6] !command is %sh, and name? and name?? are questions"""
        self.assertEqual(divide('!ls -l\na.b?\nc??'), [Block('mode', 'ls -l', 1, 'sh'), Block('help', 'a.b', 2, '?'), Block('help', 'c', 3, '??')])

    def test_prompts(self) -> None:
        """[W-12] pasted prompts are taken off, and code without them is left alone"""
        self.assertEqual(strip_prompts('sage: a = 1\nsage: if a:\n....:     b\n'), 'a = 1\nif a:\n    b\n')
        self.assertEqual(strip_prompts('>>> def f():\n...     return 1\n>>> f()'), 'def f():\n    return 1\nf()')
        self.assertEqual(strip_prompts('a\n>>> b'), 'a\n>>> b')

    def test_logical_lines(self) -> None:
        """[W-12] logical lines keep their newlines"""
        self.assertEqual(logical_lines('f(1,\n  2)\nb'), ['f(1,\n  2)', 'b'])

    def test_powers(self) -> None:
        """[W-3] without Sage, preparser(True) makes ^ a power outside strings and comments"""
        self.assertEqual(powers('a^b^"^"  # ^\nc ^= 2'), 'a**b**"^"  # ^\nc **= 2')
