"""What somebody who may not edit can type into a box: literals, arithmetic and mathematical functions, never code.

The text is parsed by Python's own parser and only the nodes named here are carried out; names stand for constants, for functions of a
short list and for symbols. Nothing is looked up in the worksheet, no attribute is read and no other function is called.
"""

import ast
import math
import operator
import sys
from typing import Any, Callable, Dict, Optional

_LONGEST = 2000
_DEEPEST = 60
_LARGEST_POWER = 10_000
_LARGEST_BITS = 100_000
_BINARY: Dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}
_UNARY: Dict[type, Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
_FUNCTIONS = frozenset((
    'sin', 'cos', 'tan', 'cot', 'sec', 'csc', 'asin', 'acos', 'atan', 'arcsin', 'arccos', 'arctan', 'sinh', 'cosh', 'tanh', 'exp', 'log', 'ln',
    'sqrt', 'abs',
))
_CONSTANTS = frozenset(('pi', 'e', 'I', 'i', 'oo', 'infinity'))


class TypedError(ValueError):
    """What was typed is more than a value."""


def evaluate(typed: str) -> Any:
    """The value of a literal or of an arithmetical expression; `^` is a power."""
    source = typed.strip()
    if len(source) > _LONGEST:
        raise TypedError(f'At most {_LONGEST} characters can be typed here, not {len(source)}.')
    try:
        tree = ast.parse(source.replace('^', '**'), mode='eval')
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise TypedError(f'“{_cut(source)}” is not a number, a text or a formula.') from None
    return _Values().of(tree.body, 0)


class _Values:
    """Carries out the nodes that are allowed."""

    def of(self, node: ast.AST, depth: int) -> Any:
        if depth > _DEEPEST:
            raise TypedError('This formula is nested too deeply.')
        rule = getattr(self, f'_{type(node).__name__.lower()}', None)
        if rule is None:
            raise TypedError(f'Only values and formulas can be typed here; “{_cut(ast.unparse(node))}” is code. An editor of the project may type it.')
        return rule(node, depth + 1)

    def _constant(self, node: ast.Constant, depth: int) -> Any:
        if node.value is None or isinstance(node.value, (bool, str)):
            return node.value
        if isinstance(node.value, (int, float)):
            return _number(node.value)
        raise TypedError(f'{node.value!r:.40} cannot be typed here.')

    def _list(self, node: ast.List, depth: int) -> Any:
        return [self.of(item, depth) for item in node.elts]

    def _tuple(self, node: ast.Tuple, depth: int) -> Any:
        return tuple(self.of(item, depth) for item in node.elts)

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Any:
        work = _UNARY.get(type(node.op))
        if work is None:
            raise TypedError(f'“{_cut(ast.unparse(node))}” is not arithmetic.')
        return work(_calculable(self.of(node.operand, depth)))

    def _binop(self, node: ast.BinOp, depth: int) -> Any:
        left, right = (_calculable(self.of(side, depth)) for side in (node.left, node.right))
        if isinstance(node.op, ast.Pow):
            return _power(left, right)
        work = _BINARY.get(type(node.op))
        if work is None:
            raise TypedError(f'“{_cut(ast.unparse(node))}” is not arithmetic.')
        if isinstance(node.op, ast.Mult) and _bits(left) + _bits(right) > _LARGEST_BITS:
            raise TypedError('This number is too large.')
        return work(left, right)

    def _name(self, node: ast.Name, depth: int) -> Any:
        if node.id in _CONSTANTS:
            return _constant(node.id)
        if len(node.id) > 40 or node.id.startswith('_') or node.id in _FUNCTIONS:
            raise TypedError(f'“{_cut(node.id)}” is not a variable.')
        try:
            symbol = _symbol(node.id)
        except ValueError:
            raise TypedError(f'“{_cut(node.id)}” is not a variable.') from None
        if symbol is None:
            raise TypedError(f'There are no symbols here, so “{_cut(node.id)}” means nothing.')
        return symbol

    def _call(self, node: ast.Call, depth: int) -> Any:
        if not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS or node.keywords or len(node.args) != 1:
            raise TypedError(f'“{_cut(ast.unparse(node))}” is not a formula of {", ".join(sorted(_FUNCTIONS))}.')
        return _function(node.func.id)(_calculable(self.of(node.args[0], depth)))


def _calculable(value: Any) -> Any:
    if isinstance(value, (str, list, tuple, bool)) or value is None:
        raise TypedError(f'{value!r:.40} cannot be calculated with.')
    return value


def _power(base: Any, exponent: Any) -> Any:
    try:
        size: Optional[float] = abs(float(exponent))
    except (TypeError, ValueError, OverflowError):
        size = None
    if size is not None and (size > _LARGEST_POWER or size * max(1, _bits(base)) > _LARGEST_BITS):
        raise TypedError('This power is too large.')
    return base ** exponent


def _bits(value: Any) -> int:
    length = getattr(value, 'bit_length', None) or getattr(value, 'nbits', None)
    if callable(length):
        return int(length())
    # SymPy's integers have neither.
    return int(getattr(value, 'p', 0)).bit_length()


def _number(value: Any) -> Any:
    if 'sage.all' in sys.modules:
        from sage.all import RR, ZZ
        return ZZ(value) if isinstance(value, int) else RR(value)
    if 'sympy' in sys.modules and isinstance(value, int):
        import sympy
        return sympy.Integer(value)
    return value


def _symbol(name: str) -> Any:
    if 'sage.all' in sys.modules:
        from sage.all import SR
        return SR.var(name)
    if 'sympy' in sys.modules:
        import sympy
        return sympy.Symbol(name)
    return None


def _library() -> Any:
    return sys.modules.get('sage.all') or sys.modules.get('sympy') or math


def _constant(name: str) -> Any:
    library = _library()
    other = {'i': 'I', 'e': 'E' if library is sys.modules.get('sympy') else 'e', 'infinity': 'oo'}.get(name, name)
    found = getattr(library, other, None)
    if found is None:
        found = {'I': 1j, 'oo': math.inf}.get(other)
    return found


def _function(name: str) -> Any:
    library = _library()
    python = {'arcsin': 'asin', 'arccos': 'acos', 'arctan': 'atan', 'ln': 'log'}
    if name == 'abs':
        return abs
    return getattr(library, name, None) or getattr(library, python.get(name, name), None) or _missing(name)


def _missing(name: str) -> Any:
    raise TypedError(f'{name} is not known here.')


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + '…'
