"""Which control a default value stands for."""

import itertools
import numbers
import sys
from typing import Any

from .boxes import Checkbox, InputBox
from .choices import Selector, Slider
from .colour import ColorSelector, is_colour
from .control import Control
from .grid import InputGrid

_MOST = 10_000
_BUTTONS = 5


def control_for(default: Any) -> Control:
    """The control of a parameter with this default, by the automatic rules; a control stands for itself."""
    if isinstance(default, Control):
        return default
    if default is None:
        return InputBox()
    if isinstance(default, bool):
        return Checkbox(default)
    if is_colour(default):
        return ColorSelector(default)
    if isinstance(default, str):
        return InputBox(default, type=str)
    if isinstance(default, list):
        return Selector(default, buttons=len(default) <= _BUTTONS)
    if _is_matrix(default):
        return _grid(default)
    if isinstance(default, tuple) and default:
        return _of_tuple(default)
    if isinstance(default, (range, set, frozenset)) or _iterates(default):
        return Slider(list(itertools.islice(default, _MOST)))
    return InputBox(default)


def _of_tuple(given: tuple) -> Control:
    if len(given) == 2:
        first, second = given
        if isinstance(first, str):
            control = control_for(second)
            control.label = first
            return control
        if not _is_number(second):
            control = control_for(second)
            control.assign(first)
            return control
        return Slider(first, second)
    if len(given) == 3 and all(_is_number(part) for part in given):
        return Slider(*given)
    return Slider(list(given))


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Number) or not hasattr(value, '__iter__') and not isinstance(value, Control)


def _is_matrix(value: Any) -> bool:
    return _of('sage.structure.element', 'Matrix', value) or _of('sympy', 'MatrixBase', value)


def _grid(matrix: Any) -> Control:
    if _of('sage.structure.element', 'Matrix', matrix):
        return InputGrid(matrix.nrows(), matrix.ncols(), [list(line) for line in matrix], to_value=matrix.parent())
    return InputGrid(matrix.rows, matrix.cols, matrix.tolist(), to_value=type(matrix))


def _iterates(value: Any) -> bool:
    # Polynomials and vectors can be iterated over too, and mean themselves.
    if _of('sage.structure.element', 'Element', value) or _of('sympy', 'Basic', value):
        return False
    return hasattr(value, '__next__') or hasattr(value, '__iter__') and not isinstance(value, (str, bytes, dict))


def _of(module: str, name: str, value: Any) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)
