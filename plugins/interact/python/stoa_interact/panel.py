"""One interact as it stands in a worksheet: its controls, what changed, and the running of its function."""

import copy
import inspect
import uuid
from typing import Any, Callable, Dict, List, Optional, Tuple

from stoa_kernel.page import plain
from stoa_kernel.superseding import Superseded

from . import typed
from .automatic import control_for
from .boxes import Button
from .control import Control, Evaluate
from .layout import laid_out


class Panel:
    """The controls of one function, shown once. Its output is what the function writes, between an opening and a closing message."""

    def __init__(self, salvus: Any, stack: List['Panel'], function: Callable[..., Any], layout: Any = None, width: Any = None, style: Any = None,
                 update_args: Any = None, auto_update: bool = True, flicker: bool = False, output: bool = True) -> None:
        self.id = str(uuid.uuid4())
        self.cell = salvus.cell_id
        self.parent: Optional[Panel] = None
        self.children: List[Panel] = []
        # By who looks alone.
        self.beside: Dict[str, Panel] = {}
        self.controls: Dict[str, Control] = {}
        self.changed: List[str] = []
        self.shown = False
        # The number of the last movement, and who made it.
        self.move: Optional[int] = None
        self.moved: Optional[Dict[str, Any]] = None
        self._salvus = salvus
        self._stack = stack
        self._function = function
        self._layout, self._width, self._style = layout, width, style
        self._flicker, self._output = bool(flicker), bool(output)
        self._passed, auto_update, defaults = _parameters(function, auto_update)
        self._update_args: Optional[List[str]] = None if update_args is None else list(update_args)
        for name, default in defaults:
            self._put(name, control_for(default))
        if not auto_update:
            self._put('auto_update', Button('Update', width=2))
            self._update_args = ['auto_update']

    def describe(self) -> Dict[str, Any]:
        """All that the page needs."""
        told = {
            'controls': [plain(control.describe(name)) for name, control in self.controls.items()], 'id': self.id, 'width': plain(self._width),
            'layout': laid_out(self._layout, list(self.controls), self._output), 'style': self._style, 'flicker': self._flicker,
        }
        if self.move is not None:
            told['move'] = self.move
        if self.moved is not None:
            told['moved'] = self.moved
        return told

    def show(self) -> None:
        """Run the function for the first time, or again with what was set; its output stands between the two messages."""
        self.children.clear()
        self.beside.clear()
        self.shown = True
        self._salvus.send({'interact': self.describe(), 'open': self.id}, always=True)
        try:
            self.call()
        except Exception as error:
            self._salvus.report(error)
        finally:
            self.changed = []
            self._salvus.send({'close': self.id}, always=True)

    def call(self) -> Any:
        """Call the function with the values of now."""
        self._stack.append(self)
        try:
            return self._function(**{name: self.controls[name].value() for name in self._passed if name in self.controls})
        finally:
            self._stack.pop()

    def receive(self, values: Dict[str, Dict[str, Any]], move: Optional[int] = None) -> None:
        """Take values that people set: `{name: {value, by, trusted}}`. Runs the function unless that was not asked for."""
        wrong, taken = False, False
        before = ({name: copy.copy(control) for name, control in self.controls.items()}, list(self.changed), self.move, self.moved)
        self.move = move
        for name, sent in values.items():
            control = self.controls.get(name)
            if control is None or control.readonly:
                continue
            try:
                control.receive(sent.get('value'), self._evaluate if sent.get('trusted') is True else typed.evaluate)
                control.error, taken = None, True
            except Exception as error:
                control.error, wrong = f'{error}' or type(error).__name__, True
            control.by = str(sent['by']) if sent.get('by') else None
            self.moved = {'by': control.by, 'var': name}
            if name not in self.changed:
                self.changed.append(name)
        if wrong or not taken or not self._runs():
            self.amend()
            return
        changed = list(self.changed)
        try:
            self.show()
        except Superseded:
            # The newer values come with the next run; what changed until now has changed for that one too.
            self.changed = changed
            raise
        except KeyboardInterrupt:
            # What did not come to its end is not kept, here as in the worksheet.
            self.controls, self.changed, self.move, self.moved = before
            raise

    def restore(self, kept: List[Dict[str, Any]]) -> None:
        """Take up the values of an interact that the worksheet had at this place, if it has the same controls; it is then taken out of `kept`.

        Whoever typed them, they are values and no code: what is more than that is left at its default."""
        for at, message in enumerate(kept):
            told = message.get('interact')
            controls = told.get('controls') if isinstance(told, dict) else None
            if isinstance(controls, list) and self._is_like(controls):
                del kept[at]
                for one, (name, control) in zip(controls, list(self.controls.items())):
                    self._restore(name, control, one)
                moved = told.get('moved')
                self.moved = moved if isinstance(moved, dict) else None
                return

    def _is_like(self, controls: List[Any]) -> bool:
        return len(controls) == len(self.controls) and all(
            isinstance(one, dict) and one.get('var') == name and one.get('control_type') == control.kind
            for one, (name, control) in zip(controls, self.controls.items()))

    def _restore(self, name: str, control: Control, told: Dict[str, Any]) -> None:
        changing = ('default', 'by', 'error')
        if control.readonly or {key: value for key, value in told.items() if key not in changing} != {
                key: value for key, value in plain(control.describe(name)).items() if key not in changing}:
            return
        tried = copy.copy(control)
        try:
            tried.receive(told.get('default'), typed.evaluate)
        except Exception:
            return
        tried.by = told['by'] if isinstance(told.get('by'), str) else None
        self.controls[name] = tried

    def apart(self, who: str, values: Dict[str, Dict[str, Any]]) -> None:
        """The same for somebody who looks alone: what the panel itself holds stays as it is."""
        alone = copy.copy(self)
        alone.controls = {name: copy.copy(control) for name, control in self.controls.items()}
        alone.children, alone.changed, alone.beside = [], [], {}
        self.beside[who] = alone
        alone.receive(values)

    def get(self, name: str) -> Any:
        """The value of a control."""
        return self._control(name).value()

    def set(self, name: str, value: Any) -> None:
        """Set a control's value, or put a control in its place; what is not there is added, by the automatic rules."""
        known = self.controls.get(name)
        if known is None or isinstance(value, Control):
            self._put(name, control_for(value))
        else:
            known.assign(value)
            known.error = known.by = None
        if name not in self.changed:
            self.changed.append(name)
        self.amend()

    def put(self, name: str, sent: Any) -> None:
        """Take a value as the page knows it, and run nothing."""
        self._control(name).receive(sent, typed.evaluate)
        self.amend()

    def delete(self, name: str) -> None:
        """Take a control away."""
        self._control(name)
        del self.controls[name]
        self.amend()

    def amend(self) -> None:
        """Tell the worksheet how the controls are now."""
        if self.shown:
            self._salvus.send({'amend': self.id, 'cell': self.cell, 'message': {'interact': self.describe(), 'open': self.id}}, always=True)

    def _control(self, name: str) -> Control:
        try:
            return self.controls[name]
        except KeyError:
            raise AttributeError(f'This interact has no control {name!r}; it has {", ".join(self.controls) or "none"}.') from None

    def _put(self, name: str, control: Control) -> None:
        begin: Optional[Callable[[Evaluate], None]] = getattr(control, 'begin', None)
        if begin is not None:
            begin(self._evaluate)
        self.controls[name] = control

    def _evaluate(self, text: str) -> Any:
        return self._salvus.executor.evaluate(text.strip())

    def _runs(self) -> bool:
        return self._update_args is None or any(name in self._update_args for name in self.changed)


def _parameters(function: Callable[..., Any], auto_update: bool) -> Tuple[List[str], bool, List[Tuple[str, Any]]]:
    names, defaults = [], []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise TypeError(f'{name!r} can only be given by position, so it cannot have a control.')
        # As Sage has it elsewhere: a parameter of this name says when the function runs.
        if name == 'auto_update' and isinstance(parameter.default, bool):
            auto_update = parameter.default
            continue
        names.append(name)
        defaults.append((name, None if parameter.default is parameter.empty else parameter.default))
    return names, auto_update, defaults
