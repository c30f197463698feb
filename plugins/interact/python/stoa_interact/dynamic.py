"""`dynamic`: controls that are linked to variables of the worksheet."""

import inspect
from typing import Any, Callable, Dict

from .boxes import InputBox

_links: Dict[str, Callable[[Any], None]] = {}


def maker(salvus: Any) -> Callable[..., Any]:
    """The function `dynamic` of one session."""

    def dynamic(*names: str, **controls: Any) -> Any:
        """`dynamic('x', t=(1..10))`: a control for each variable. Moving it sets the variable, and setting the variable moves it.

        A variable that is only named gets a box with what it holds now; what stands behind `=` says which control it is, as in an interact."""
        wanted = {name: InputBox(salvus.namespace.get(name)) for text in names for name in text.replace(',', ' ').split()}
        wanted.update(controls)
        for name in wanted:
            if not name.isidentifier():
                raise ValueError(f'{name!r} cannot be the name of a variable.')

        def assign(**values: Any) -> None:
            for name, value in values.items():
                salvus.namespace.set(name, value, do_not_trigger=[_links[name]] if name in _links else [])

        parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default) for name, default in wanted.items()]
        assign.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        assign.__name__ = 'dynamic'
        for name in wanted:
            if name in _links:
                salvus.namespace.off('change', name, _links.pop(name))
        shown = salvus.interact(assign, output=False)
        for name in wanted:
            _links[name] = _link(shown, name)
            salvus.namespace.on('change', name, _links[name])
        return None

    return dynamic


def _link(shown: Any, name: str) -> Callable[[Any], None]:
    return lambda value: setattr(shown, name, value)
