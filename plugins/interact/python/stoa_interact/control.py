"""What every control is: a value, how it is written for the page, and the registry of all kinds."""

from typing import Any, Callable, Dict, List, Optional

Evaluate = Callable[[str], Any]
_makers: Dict[str, Callable[..., 'Control']] = {}


class Control:
    """One control of an interact. `kind` names the module that draws it in the page.

    A kind of one's own is a subclass with `kind`, `options`, `wire`, `value` and `receive`, given to `register` under the name
    that people write; the page's part is an ES module added to the extension point `Controls` under the same `kind`.
    """

    kind = ''

    def __init__(self, label: Any = None) -> None:
        self.label = label
        self.by: Optional[str] = None
        self.error: Optional[str] = None
        self.readonly = False

    def options(self) -> Dict[str, Any]:
        """What the page needs besides the value; only what JSON knows."""
        return {}

    def wire(self) -> Any:
        """The value as the page knows it: an index, a text, a list of texts."""
        raise NotImplementedError

    def value(self) -> Any:
        """The value as the function gets it."""
        raise NotImplementedError

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        """Take what somebody set in the page. Raises what the text deserves; the old value then stays."""
        raise NotImplementedError

    def assign(self, value: Any) -> None:
        """Take a value that code has set: `interact.x = value`."""
        raise NotImplementedError

    def describe(self, name: str) -> Dict[str, Any]:
        """The whole control as it stands in the worksheet."""
        told: Dict[str, Any] = {'control_type': self.kind, 'var': name, 'label': name if self.label is None else str(self.label), **self.options()}
        told['default'] = self.wire()
        if self.readonly:
            told['readonly'] = True
        if self.by is not None:
            told['by'] = self.by
        if self.error is not None:
            told['error'] = self.error
        return told

    def __repr__(self) -> str:
        return f'<control {self.kind}: {self.value()!r:.80}>'


def register(name: str, make: Callable[..., Control]) -> None:
    """Make `name(…)` a control in every session forked from now on; `make` is its class, or a function that returns one of its class."""
    if not name.isidentifier():
        raise ValueError(f'{name!r} cannot be the name of a control: it is not an identifier.')
    _makers[name] = make


def registered() -> Dict[str, Callable[..., Control]]:
    """What makes a control, by the names that people write."""
    return dict(_makers)


def names() -> List[str]:
    """Those names, sorted."""
    return sorted(_makers)


def whole_number(sent: Any, below: int) -> int:
    """`sent` if it is an index into `below` things; else an error that says so."""
    if isinstance(sent, bool) or not isinstance(sent, int) or not 0 <= sent < below:
        raise ValueError(f'{sent!r:.60} is not the position of one of {below} values.')
    return sent


def text(sent: Any) -> str:
    """`sent` if it is a text; else an error that says so."""
    if not isinstance(sent, str):
        raise ValueError(f'{sent!r:.60} is not a text.')
    return sent
