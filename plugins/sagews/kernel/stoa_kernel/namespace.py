"""`salvus.namespace`: the variables of a worksheet, and functions that are called when they change."""

from collections.abc import MutableMapping
from typing import Any, Callable, Dict, Iterable, Iterator, List, Tuple

_EVENTS = ('change', 'initialize', 'del')
_NONE = object()


class Namespace(MutableMapping):
    """The variables by their names. Changes are noticed after each statement of a cell and after each run of a control, whoever made them."""

    def __init__(self, variables: Dict[str, Any], report: Callable[[BaseException], None]) -> None:
        self._variables = variables
        self._report = report
        self._hearing: Dict[Tuple[str, str], List[Callable[..., Any]]] = {}
        self._seen: Dict[str, Any] = {}
        self._telling = False

    def __getitem__(self, name: str) -> Any:
        return self._variables[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._variables[name] = value

    def __delitem__(self, name: str) -> None:
        del self._variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._variables))

    def __len__(self) -> int:
        return len(self._variables)

    def on(self, event: str, name: str, function: Callable[..., Any]) -> None:
        """Call `function` when a variable gets another value (`change`) or its first one (`initialize`), with the value; or is deleted (`del`)."""
        if event not in _EVENTS:
            raise ValueError(f'{event!r} is no event of a variable; there are {", ".join(_EVENTS)}.')
        self._seen.setdefault(name, self._variables.get(name, _NONE))
        self._hearing.setdefault((event, name), []).append(function)

    def off(self, event: str, name: str, function: Callable[..., Any]) -> None:
        """Call it no more."""
        hearing = self._hearing.get((event, name), [])
        if function in hearing:
            hearing.remove(function)

    def set(self, name: str, value: Any, do_not_trigger: Iterable[Callable[..., Any]] = ()) -> None:
        """Set a variable and call at once the functions that wait for it, but for those of `do_not_trigger`."""
        self._variables[name] = value
        self._tell(name, tuple(do_not_trigger))

    def look(self) -> None:
        """Call the functions whose variables have changed since the last look."""
        if self._telling:
            return
        self._telling = True
        try:
            for name in list(self._seen):
                self._tell(name, ())
        finally:
            self._telling = False

    def _tell(self, name: str, silent: Tuple[Callable[..., Any], ...]) -> None:
        if name not in self._seen:
            return
        before, now = self._seen[name], self._variables.get(name, _NONE)
        if before is now:
            return
        self._seen[name] = now
        events = ('del',) if now is _NONE else ('initialize', 'change') if before is _NONE else ('change',)
        for event in events:
            for function in list(self._hearing.get((event, name), ())):
                if function in silent:
                    continue
                try:
                    function(*(() if now is _NONE else (now,)))
                except Exception as error:
                    self._report(error)
