"""A worksheet's `salvus` for tests: it keeps the messages that are sent, and evaluates in a namespace."""

import importlib.util
from typing import Any, Dict, List

HAS_SAGE = importlib.util.find_spec('sage') is not None
if HAS_SAGE:
    import sage.all  # noqa: F401
else:
    import sympy  # noqa: F401

from stoa_kernel.namespace import Namespace  # noqa: E402
from stoa_interact import plugin  # noqa: E402,F401
from stoa_interact.control import registered  # noqa: E402
from stoa_interact.interact import Interact  # noqa: E402


class Executor:
    """Evaluates as a cell does."""

    def __init__(self, namespace: Dict[str, Any]) -> None:
        self._namespace = namespace

    def evaluate(self, text: str) -> Any:
        return eval(text, self._namespace)


class FakeSalvus:
    """Keeps what is sent."""

    def __init__(self) -> None:
        variables: Dict[str, Any] = {'secret': 42, **registered()}
        self.namespace = Namespace(variables, self.report)
        self.executor = Executor(variables)
        self.cell_id = 'cell'
        self.runs = 1
        self.kept: List[Dict[str, Any]] = []
        self.sent: List[Dict[str, Any]] = []
        self.errors: List[BaseException] = []

    def preparse(self, code: str) -> str:
        return code

    def html(self, text: str) -> None:
        self.sent.append({'html': text})

    def send(self, message: Dict[str, Any], always: bool = False) -> None:
        self.sent.append(message)

    def report(self, error: BaseException) -> None:
        self.errors.append(error)


def session() -> Any:
    """A session's `salvus` and its `interact`."""
    salvus = FakeSalvus()
    return salvus, Interact(salvus)


def moved(interact: Any, id: str, by: str = 'Ada', trusted: bool = True, **values: Any) -> None:
    """Somebody sets controls in the page."""
    interact.handle({'interact': id, 'move': 1, 'values': {name: {'value': value, 'by': by, 'trusted': trusted} for name, value in values.items()}})


def described(salvus: Any) -> Dict[str, Any]:
    """The interact as the worksheet has it last, by the names of its controls."""
    for message in reversed(salvus.sent):
        told = message.get('interact') or (message.get('message') or {}).get('interact')
        if told:
            return {**told, 'by_name': {one['var']: one for one in told['controls']}}
    raise AssertionError('nothing was shown')
