"""Colours: Sage's where Sage is, else a text of the form `#rrggbb` that Matplotlib takes."""

import re
import sys
from typing import Any, Tuple

from .control import Control, Evaluate, text

_HEX = re.compile(r'#[0-9a-f]{6}$')
_NAMED = {
    'black': '#000000', 'white': '#ffffff', 'red': '#ff0000', 'green': '#008000', 'blue': '#0000ff', 'yellow': '#ffff00', 'cyan': '#00ffff',
    'magenta': '#ff00ff', 'orange': '#ffa500', 'purple': '#800080', 'brown': '#a52a2a', 'pink': '#ffc0cb', 'gray': '#808080', 'grey': '#808080',
}


class Color(str):
    """A colour where there is no Sage: `Color('red')`, `Color('#ff0000')`, `Color(1, 0, 0)`. It is its own text `#rrggbb`."""

    def __new__(cls, *parts: Any) -> 'Color':
        return super().__new__(cls, _hex_of(parts[0] if len(parts) == 1 else parts))

    def html_color(self) -> str:
        """The text `#rrggbb`."""
        return str(self)

    def rgb(self) -> Tuple[float, float, float]:
        """Red, green and blue from 0 to 1."""
        return tuple(int(self[at:at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def sage_colour() -> Any:
    """Sage's class of colours, or None."""
    return getattr(sys.modules.get('sage.plot.colors'), 'Color', None)


def is_colour(value: Any) -> bool:
    """Whether this is a colour rather than a text that may name one."""
    sage = sage_colour()
    return isinstance(value, Color) or sage is not None and isinstance(value, sage)


def colour_of(value: Any) -> Any:
    """The colour that a text, a triple or a colour means."""
    kind = sage_colour() or Color
    if isinstance(value, kind):
        return value
    return kind(*value) if isinstance(value, (tuple, list)) else kind(str(value))


def _hex_of(value: Any) -> str:
    if isinstance(value, (tuple, list)) and len(value) == 3:
        return '#' + ''.join(f'{round(255 * min(1.0, max(0.0, float(part)))):02x}' for part in value)
    name = str(value).strip().lower()
    if _HEX.match(name):
        return name
    if re.match(r'#[0-9a-f]{3}$', name):
        return '#' + ''.join(2 * letter for letter in name[1:])
    if name in _NAMED:
        return _NAMED[name]
    matplotlib = sys.modules.get('matplotlib.colors')
    if matplotlib is not None:
        try:
            return str(matplotlib.to_hex(name))
        except ValueError:
            pass
    raise ValueError(f'{value!r:.60} is not a colour. Write a name such as blue, or #rrggbb.')


class ColorSelector(Control):
    """A colour."""

    kind = 'color-selector'

    def __init__(self, default: Any = 'blue', label: Any = None, readonly: bool = False, widget: Any = None, hide_box: bool = False) -> None:
        super().__init__(label)
        self._value = colour_of(default)
        self.readonly = bool(readonly)
        self._hide_box = bool(hide_box)

    def options(self) -> dict:
        return {'hide_box': self._hide_box}

    def wire(self) -> str:
        return str(self._value.html_color())

    def value(self) -> Any:
        return self._value

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        self._value = colour_of(text(sent))

    def assign(self, value: Any) -> None:
        self._value = colour_of(value)
