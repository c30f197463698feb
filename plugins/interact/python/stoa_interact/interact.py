"""`interact`: the decorator, and the door to the controls from inside and outside the function."""

import json
from typing import Any, Callable, Dict, List, Optional

from . import control
from .panel import Panel


class Gone(LookupError):
    """An interact that this session does not have: the cell was run again, or it belongs to another session."""


class InteractFunction:
    """What the decorator returns: `f.x` reads a control, `f.x = …` sets or adds one, `del f.x` takes it away, `f(x=…)` calls."""

    def __init__(self, panel: Panel, function: Callable[..., Any]) -> None:
        self.__dict__.update(_panel=panel, __doc__=function.__doc__, __name__=getattr(function, '__name__', 'interact'), __wrapped__=function)

    def __call__(self, **values: Any) -> Any:
        """Set controls, and call the function with what they hold now; its output comes where this is called."""
        for name, value in values.items():
            self._panel.set(name, value)
        try:
            return self._panel.call()
        finally:
            self._panel.changed = []

    def changed(self) -> List[str]:
        """The names of the controls that changed since the function ran before."""
        return list(self._panel.changed)

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(name)
        return self._panel.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._panel.set(name, value)

    def __delattr__(self, name: str) -> None:
        self._panel.delete(name)

    def __dir__(self) -> List[str]:
        return ['changed', *self._panel.controls]

    def __repr__(self) -> str:
        return f'<interact {self.__dict__["__name__"]}({", ".join(self._panel.controls)})>'


class Controls:
    """`interact.controls`: all controls, for completion."""

    def __getattr__(self, name: str) -> Any:
        try:
            return control.registered()[name]
        except KeyError:
            raise AttributeError(f'There is no control {name!r}; there are {", ".join(control.names())}.') from None

    def __dir__(self) -> List[str]:
        return control.names()

    def __repr__(self) -> str:
        return 'Controls: ' + ', '.join(control.names())


class Interact:
    """One per session. `@interact`, `@interact(layout=…)`, and inside the function `interact.x`, `interact.changed()`."""

    def __init__(self, salvus: Any) -> None:
        self.__dict__.update(_salvus=salvus, _stack=[], _panels={}, _runs={}, controls=Controls())

    def __call__(self, f: Optional[Callable[..., Any]] = None, layout: Any = None, width: Any = None, style: Any = None, update_args: Any = None,
                 auto_update: bool = True, flicker: bool = False, output: bool = True) -> Any:
        """Make controls for the arguments of a function, run it now and whenever one of them is moved.

        layout: rows of names, or (name, width, label), the widths in twelfths and '' for the output; or a dict of top, bottom, left, right.
        update_args: the controls that run the function. auto_update=False: only a button does. output=False: what it writes is not shown.
        """
        options = {'layout': layout, 'width': width, 'style': style, 'update_args': update_args, 'auto_update': auto_update, 'flicker': flicker, 'output': output}
        if f is None:
            return lambda function: self(function, **options)
        function = f.__wrapped__ if isinstance(f, InteractFunction) else f
        panel = Panel(self._salvus, self._stack, function, **options)
        self._keep(panel)
        result = InteractFunction(panel, function)
        panel.restore(self._salvus.kept)
        panel.show()
        return result

    def changed(self) -> List[str]:
        """The names of the controls that were changed, so that the function runs now; empty at its first run."""
        return list(self._current().changed)

    def handle(self, body: Dict[str, Any]) -> None:
        """Take values from the page: `{interact, move, values, apart}`; `apart` names whoever looks alone."""
        panel = self._panels.get(str(body.get('interact')))
        if panel is None:
            raise Gone('This interact belongs to an earlier run of its cell.')
        values = {str(name): sent for name, sent in (body.get('values') or {}).items() if isinstance(sent, dict)}
        alone = body.get('apart')
        try:
            if isinstance(alone, str):
                panel.apart(alone, values)
            else:
                panel.receive(values, body.get('move'))
        finally:
            self._forget()

    def set_var(self, told: Any) -> None:
        """What a program in the page asks for, as JSON: `{id, var, default}` sets a control, as the page knows its value, without running the function."""
        panel, name, given = self._named(told)
        if name in panel.controls and ('default' in given or 'value' in given):
            panel.put(name, given.get('default', given.get('value')))

    def del_var(self, told: Any) -> None:
        """`{id, var}` takes a control away."""
        panel, name, _ = self._named(told)
        panel.delete(name)

    def _named(self, told: Any) -> Any:
        given = json.loads(told) if isinstance(told, str) else dict(told)
        name = str(given.get('var') or given.get('name') or '')
        panels = [one for one in self._panels.values() if given.get('id') in (None, one.id) and name in one.controls]
        if not panels:
            raise Gone(f'There is no interact here with a control {name!r}.')
        return ([one for one in panels if one.cell == self._salvus.cell_id] or panels)[-1], name, given

    def _current(self) -> Panel:
        if not self._stack:
            raise RuntimeError('interact.x and interact.changed() have a meaning while the function of an interact runs; outside, use the function’s own name.')
        return self._stack[-1]

    def _keep(self, panel: Panel) -> None:
        salvus = self._salvus
        if self._stack:
            panel.parent = self._stack[-1]
            panel.parent.children.append(panel)
        elif self._runs.get(panel.cell) != salvus.runs:
            # A new run of the cell: what it showed before is no longer in the worksheet.
            for old in [one for one in self._panels.values() if one.cell == panel.cell]:
                del self._panels[old.id]
            self._runs[panel.cell] = salvus.runs
        self._panels[panel.id] = panel

    def _forget(self) -> None:
        """Let go of nested interacts that a new run of the outer one has replaced."""
        living: Dict[str, Panel] = {}

        def reach(panel: Panel) -> None:
            living[panel.id] = panel
            for one in (panel, *panel.beside.values()):
                for child in one.children:
                    reach(child)

        for panel in self._panels.values():
            if panel.parent is None:
                reach(panel)
        self._panels.clear()
        self._panels.update(living)

    def __getattr__(self, name: str) -> Any:
        if name.startswith('_'):
            raise AttributeError(name)
        return self._current().get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._current().set(name, value)

    def __delattr__(self, name: str) -> None:
        self._current().delete(name)

    def __dir__(self) -> List[str]:
        return ['changed', 'controls', *(self._stack[-1].controls if self._stack else [])]

