"""Controls that hold text, a tick or nothing: `input_box`, `checkbox`, `text_control`, `button`."""

from typing import Any, Dict, Optional

from .colour import Color, colour_of, is_colour
from .control import Control, Evaluate, text


class InputBox(Control):
    """A line or some lines of text. What is typed is evaluated, unless `type` is `str`; any other `type` converts the result."""

    kind = 'input-box'

    def __init__(self, default: Any = None, label: Any = None, type: Any = None, nrows: int = 1, width: Optional[int] = None,
                 readonly: bool = False, submit_button: Optional[bool] = None) -> None:
        super().__init__(label)
        self._type = type
        self._nrows = max(1, int(nrows))
        self._width = None if width is None else int(width)
        self.readonly = bool(readonly)
        self._submit = self._nrows > 1 if submit_button is None else bool(submit_button)
        self._default = default
        self._text = _written(default)
        self._value: Any = None
        self._known = False

    def options(self) -> Dict[str, Any]:
        return {'nrows': self._nrows, 'width': self._width, 'submit_button': self._submit}

    def wire(self) -> str:
        return self._text

    def value(self) -> Any:
        return self._value

    def begin(self, evaluate: Evaluate) -> None:
        """Evaluate the default, once: a text stands for what it says, anything else for itself."""
        if not self._known:
            self._value = self._converted(evaluate(self._text) if self._evaluated(self._default) else self._default)
            self._known = True

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        typed = text(sent)
        # What was typed stays in the box even if it cannot be understood: the error is told beside it.
        self._text = typed
        self._value = typed if self._type is str else self._converted(evaluate(typed) if typed.strip() else None)
        self._known = True

    def assign(self, value: Any) -> None:
        self._text = _written(value)
        self._value = self._converted(value)
        self._known = True

    def _evaluated(self, default: Any) -> bool:
        return isinstance(default, str) and self._type is not str and not is_colour(default) and bool(default.strip())

    def _converted(self, value: Any) -> Any:
        if self._type is None or value is None:
            return '' if self._type is str else value
        if self._type is Color or getattr(self._type, '__name__', '') == 'Color':
            return colour_of(value)
        return self._type(value)


class Checkbox(Control):
    """Yes or no."""

    kind = 'checkbox'

    def __init__(self, default: Any = True, label: Any = None, readonly: bool = False) -> None:
        super().__init__(label)
        self._value = bool(default)
        self.readonly = bool(readonly)

    def wire(self) -> bool:
        return self._value

    def value(self) -> bool:
        return self._value

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        if not isinstance(sent, bool):
            raise ValueError(f'{sent!r:.60} is neither true nor false.')
        self._value = sent

    def assign(self, value: Any) -> None:
        self._value = bool(value)


class TextControl(Control):
    """HTML that is shown among the controls and cannot be changed in the page."""

    kind = 'text'

    def __init__(self, default: Any = '', label: Any = None, classes: Optional[str] = None) -> None:
        super().__init__(label)
        self._text = str(default)
        self._classes = classes
        self.readonly = True

    def options(self) -> Dict[str, Any]:
        return {'classes': self._classes}

    def wire(self) -> str:
        return self._text

    def value(self) -> str:
        return self._text

    def assign(self, value: Any) -> None:
        self._text = str(value)


class Button(Control):
    """Runs the function when it is pressed; `interact.changed()` tells that it was this one. Its value is always `default`."""

    kind = 'button'

    def __init__(self, default: Any = None, label: Any = None, classes: Optional[str] = None, width: Optional[int] = None, icon: Optional[str] = None) -> None:
        super().__init__(label)
        self._value = default
        self._classes = classes
        self._width = width
        self._icon = icon

    def options(self) -> Dict[str, Any]:
        return {'classes': self._classes, 'width': self._width, 'icon': self._icon}

    def describe(self, name: str) -> Dict[str, Any]:
        told = super().describe(name)
        if self.label is None and isinstance(self._value, str):
            told['label'] = self._value
        return told

    def wire(self) -> None:
        return None

    def value(self) -> Any:
        return self._value

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        if sent is not None:
            raise ValueError(f'A button is pressed, and not set to {sent!r:.60}.')

    def assign(self, value: Any) -> None:
        self._value = value


def _written(value: Any) -> str:
    return '' if value is None else value if isinstance(value, str) else repr(value)
