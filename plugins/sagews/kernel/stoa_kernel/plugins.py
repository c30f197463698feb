"""What packages of other plugins add to sessions.

A plugin's `python` folder is on the kernels' path. Each package in it that has a module `plugin` is imported once, after the
mathematics and before sessions are forked; that module calls the functions here.
"""

import os
from typing import Any, Callable, Dict, List

_session_hooks: List[Callable[[Any, Dict[str, Any]], None]] = []
_handlers: Dict[str, Callable[[Any, dict], None]] = {}


def on_session(function: Callable[[Any, Dict[str, Any]], None]) -> None:
    """Call `function(salvus, namespace)` in each session forked from now on, before its first run: to put names into the namespace."""
    _session_hooks.append(function)


def handle(name: str, function: Callable[[Any, dict], None]) -> None:
    """Let `function(salvus, body)` carry out the runs that ask for the handler `name` instead of bringing code."""
    _handlers[name] = function


def enter(salvus: Any, namespace: Dict[str, Any]) -> None:
    """A session begins."""
    for hook in _session_hooks:
        hook(salvus, namespace)


def handler(name: str) -> Callable[[Any, dict], None]:
    """The handler of that name."""
    try:
        return _handlers[name]
    except KeyError:
        raise LookupError(f'No plugin here handles {name!r}.') from None


def modules_in(folder: str) -> List[str]:
    """The plugin modules of the packages in a folder."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [f'{name}.plugin' for name in names if name.isidentifier() and os.path.isfile(os.path.join(folder, name, 'plugin.py'))]
