"""Completion, docstrings and source code, from the live namespace."""

import inspect
import keyword
import re
import sys
from typing import Any, Dict, List, Optional, Tuple

from . import modes
from .preparse import Preparser

_MAX_MATCHES = 2000
_CHAIN = re.compile(r'(?:[A-Za-z_]\w*|\)|\]|\d+)(?:\.[A-Za-z_]\w*|\[[^\[\]()]*\])*\.?\w*$')
_NAME = re.compile(r'[A-Za-z_]\w*$')
_DOTTED = re.compile(r'[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*')


class Completion:
    """Looks at the namespace of one session. Only names, attributes, plain subscripts and numbers are evaluated, never a call."""

    def __init__(self, namespace: Dict[str, Any], preparser: Preparser) -> None:
        self._namespace = namespace
        self._preparser = preparser

    def complete(self, code: str, cursor: int) -> Tuple[int, List[str]]:
        """Where the replaced text starts, and what may stand there."""
        line = code[:cursor].rpartition('\n')[2]
        mode = re.match(r'%([A-Za-z_]\w*)?$', line)
        if mode:
            prefix = mode.group(1) or ''
            return cursor - len(prefix), [name for name in modes.registered() if name.startswith(prefix)]
        name = _NAME.search(line)
        prefix = name.group() if name else ''
        start = cursor - len(prefix)
        before = line[:len(line) - len(prefix)]
        if before.endswith('.'):
            target = _CHAIN.search(before[:-1])
            found, value = self._value(target.group()) if target else (False, None)
            names = _attributes(value) if found else []
        elif not prefix:
            names = []
        else:
            names = [*self._namespace, *vars(__import__('builtins')), *keyword.kwlist]
        matches = sorted({name for name in names if isinstance(name, str) and name.startswith(prefix) and (prefix.startswith('_') or not name.startswith('_'))})
        return start, matches[:_MAX_MATCHES]

    def introspect(self, code: str, cursor: int, detail: str) -> dict:
        """What is known of the name at the cursor, or of the function in whose brackets it stands."""
        target = _target(code, cursor)
        found, value = self._value(target) if target else (False, None)
        empty = {'target': target or '', 'kind': 'none', 'text': '', 'signature': None, 'filename': None, 'line': None}
        return {**empty, **describe(value, detail)} if found else empty

    def _value(self, expression: str) -> Tuple[bool, Any]:
        try:
            code = self._preparser(expression.strip())
            return True, eval(compile(code, '<completion>', 'eval', dont_inherit=True), self._namespace)
        except Exception:  # whatever the person's properties raise, there is nothing to complete
            return False, None


def _attributes(value: Any) -> List[str]:
    for names in (lambda: dir(value), lambda: dir(type(value))):
        try:
            return list(names())
        except Exception:
            continue
    return []


def _target(code: str, cursor: int) -> Optional[str]:
    for found in _DOTTED.finditer(code):
        if found.start() <= cursor <= found.end():
            return found.group()
    depth = 0
    for position in range(min(cursor, len(code)) - 1, -1, -1):
        letter = code[position]
        if letter in ')]}':
            depth += 1
        elif letter in '([{':
            if depth == 0 and letter == '(':
                name = re.search(_DOTTED.pattern + r'$', code[:position])
                return name.group() if name else None
            depth -= 1
    return None


def describe(value: Any, detail: str) -> dict:
    """`kind`, `text`, `signature`, `filename`, `line` of an object; `detail` is docstring or source."""
    text = _quiet(_source if detail == 'source' else _docstring, value)
    if not text:
        return {'signature': _quiet(_signature, value)}
    filename, line = _quiet(_place, value) or (None, None)
    return {'kind': detail, 'text': text, 'signature': _quiet(_signature, value), 'filename': filename, 'line': line}


def _quiet(function: Any, value: Any) -> Any:
    try:
        return function(value)
    except Exception:
        return None


def _sage() -> Any:
    if 'sage.all' not in sys.modules:
        return None
    from sage.misc import sageinspect
    return sageinspect


def _docstring(value: Any) -> Optional[str]:
    sage = _sage()
    return sage.sage_getdoc(value) if sage else inspect.getdoc(value)


def _source(value: Any) -> Optional[str]:
    sage = _sage()
    found = _quiet(sage.sage_getsource, value) if sage else None
    return found or inspect.getsource(value if _has_code(value) else type(value))


def _has_code(value: Any) -> bool:
    return any(test(value) for test in (inspect.ismodule, inspect.isclass, inspect.ismethod, inspect.isfunction, inspect.iscode))


def _signature(value: Any) -> Optional[str]:
    if not callable(value):
        return None
    try:
        return str(inspect.signature(value))
    except (ValueError, TypeError):
        sage = _sage()
        return inspect.formatargspec(*sage.sage_getargspec(value)[:4]) if sage and hasattr(inspect, 'formatargspec') else None


def _place(value: Any) -> Tuple[Optional[str], Optional[int]]:
    sage = _sage()
    if sage:
        return sage.sage_getfile(value) or None, sage.sage_getsourcelines(value)[1] + 1
    target = value if _has_code(value) else type(value)
    return inspect.getsourcefile(target), inspect.getsourcelines(target)[1]
