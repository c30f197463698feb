"""The `%` modes: a registry that other packages extend, and the rules by which modes are found and stacked.

A mode is a callable that takes the text (a string it returns is run as code), an object with `eval(code, locals)` (what it
returns is printed), or one with `before(code)` and `after(code)` around code that runs as usual.
"""

import builtins
import inspect
from typing import Any, Callable, Dict, List

from .blocks import mode_line

_registry: Dict[str, Any] = {}
_around: set = set()


def register(name: str, mode: Any, around: bool = False) -> None:
    """Make `%name` a mode in every session forked from now on. `around`: it runs the text itself, through `salvus.execute`,
    and so wraps the modes that follow it instead of taking what they return."""
    if not name.isidentifier():
        raise ValueError(f'{name!r} cannot be the name of a mode: it is not an identifier.')
    _registry[name] = mode
    if around:
        _around.add(name)
    else:
        _around.discard(name)


def registered() -> List[str]:
    """The names of all modes, sorted."""
    return sorted(_registry)


def begins_with_mode(code: str) -> bool:
    """Whether the first line of code names a mode that is registered, so that a cell of another language is not meant."""
    first = code.lstrip().split('\n', 1)[0]
    # What begins with an exclamation mark means the opposite in R and elsewhere.
    line = mode_line(first) if first.startswith('%') else None
    return line is not None and line[0].split('(', 1)[0] in _registry


class Modes:
    """Runs mode blocks in one session. `execute(code, offset)` runs code, `evaluate(expression)` gives a value."""

    def __init__(self, namespace: Dict[str, Any], execute: Callable[..., None], evaluate: Callable[[str], Any]) -> None:
        self._namespace = namespace
        self._execute = execute
        self._evaluate = evaluate
        self.default = 'sage'

    def find(self, expression: str) -> Any:
        """The mode of `name` or `name(…)`. A name of the person's own wins over a mode, unless it is an ordinary module or value."""
        name = expression.split('(', 1)[0]
        if name in _registry and not self._is_users(name):
            if expression == name:
                return _registry[name]
            # Evaluated in the person's namespace, so that arguments may use variables, with the mode under its own name.
            return _Shadow(self._namespace, name, _registry[name]).evaluate(self._evaluate, expression)
        if name.isidentifier() and not self.is_known(name):
            raise NameError(f'there is no mode %{name}; modes() prints those there are')
        return self._evaluate(expression)

    def _is_users(self, name: str) -> bool:
        value = self._namespace.get(name)
        return value is not None and getattr(value, '__module__', None) == '__main__' and callable(value)

    def is_known(self, expression: str) -> bool:
        """Whether `%expression` means something."""
        name = expression.split('(', 1)[0]
        return name in _registry or name in self._namespace or hasattr(builtins, name) or not name

    def run(self, expression: str, text: str, offset: int) -> None:
        """Apply the mode to `text`, whose first line is line `offset + 1` of the cell."""
        if expression.split('(', 1)[0] not in _around:
            first, _, below = text.partition('\n')
            inner = mode_line(first) if first.startswith('%') else None
            if inner and self.is_known(inner[0]):
                name, rest = inner
                body, start = (rest, offset) if rest else (below, offset + 1)
                if name.split('(', 1)[0] in _around:
                    # `%md %hide text` is the same as `%hide %md text`.
                    self.run(name, f'%{expression}\n{body}', start - 1)
                    return
                result = self._apply(self.find(name), body, start)
                if isinstance(result, str):
                    self._again(self._apply(self.find(expression), result, start))
                return
        self._again(self._apply(self.find(expression), text, offset))

    def _again(self, result: Any) -> None:
        if isinstance(result, str) and result:
            self._execute(result, offset=0)

    def _apply(self, mode: Any, text: str, offset: int) -> Any:
        before, after = _hook(mode, 'before'), _hook(mode, 'after')
        if before or after:
            changed = before(text) if before else None
            text = changed if isinstance(changed, str) else text
            try:
                self._execute(text, offset=offset)
            finally:
                if after:
                    after(text)
            return None
        if callable(getattr(mode, 'eval', None)) and not isinstance(mode, type):
            result = mode.eval(text, locals=self._namespace)
            if result is not None:
                print(result)
            return None
        if not callable(mode):
            raise TypeError(f'This is not a mode: {mode!r:.80}. A mode is a function of the text, or an object with eval, before or after.')
        if getattr(mode, 'takes_offset', False):
            return mode(text, offset=offset)
        return mode(text)


def _hook(mode: Any, name: str) -> Any:
    # Not by getattr: the interfaces of Sage have an attribute of every name.
    return getattr(mode, name) if callable(inspect.getattr_static(mode, name, None)) else None


class _Shadow:
    """Puts a mode under its name in the namespace while its arguments are evaluated."""

    def __init__(self, namespace: Dict[str, Any], name: str, mode: Any) -> None:
        self._namespace, self._name, self._mode = namespace, name, mode

    def evaluate(self, evaluate: Callable[[str], Any], expression: str) -> Any:
        missing = object()
        old = self._namespace.get(self._name, missing)
        self._namespace[self._name] = self._mode
        try:
            return evaluate(expression)
        finally:
            if old is missing:
                del self._namespace[self._name]
            else:
                self._namespace[self._name] = old
