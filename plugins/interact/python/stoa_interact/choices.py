"""Controls that choose among values: `slider`, `range_slider`, `selector`."""

import math
import numbers
from typing import Any, Dict, Iterable, List, Optional, Tuple

from .control import Control, Evaluate, whole_number


class Slider(Control):
    """A value out of a row: from `start` to `stop` by `step`, both ends included, or a list."""

    kind = 'slider'

    def __init__(self, start: Any, stop: Any = None, step: Any = None, default: Any = None, label: Any = None, display_value: bool = True,
                 max_steps: int = 500, step_size: Any = None, range: bool = False, width: Optional[int] = None, animate: bool = True) -> None:
        super().__init__(label)
        self._values = row(start, stop, step if step_size is None else step_size, max(2, int(max_steps)))
        self._display = bool(display_value)
        self._width = width
        self._animate = bool(animate)
        self._at = nearest(self._values, default) if default is not None else 0

    def options(self) -> Dict[str, Any]:
        return {'vals': labels(self._values), 'display_value': self._display, 'width': self._width, 'animate': self._animate}

    def wire(self) -> int:
        return self._at

    def value(self) -> Any:
        return self._values[self._at]

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        self._at = whole_number(sent, len(self._values))

    def assign(self, value: Any) -> None:
        self._at = nearest(self._values, value)


class RangeSlider(Slider):
    """Two values of a row; the function gets them as a pair, the lesser first. At first it is the whole row."""

    kind = 'range-slider'

    def __init__(self, start: Any, stop: Any = None, step: Any = None, default: Any = None, label: Any = None, display_value: bool = True,
                 max_steps: int = 500, step_size: Any = None, range: bool = True, width: Optional[int] = None, animate: bool = True) -> None:
        super().__init__(start, stop, step, None, label, display_value, max_steps, step_size, True, width, animate)
        self._ends = (0, len(self._values) - 1)
        if default is not None:
            self.assign(default)

    def wire(self) -> List[int]:  # type: ignore[override]
        return list(self._ends)

    def value(self) -> Tuple[Any, Any]:
        return self._values[self._ends[0]], self._values[self._ends[1]]

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        if not isinstance(sent, list) or len(sent) != 2:
            raise ValueError(f'{sent!r:.60} is not a pair of positions.')
        low, high = sorted(whole_number(end, len(self._values)) for end in sent)
        self._ends = (low, high)

    def assign(self, value: Any) -> None:
        if not isinstance(value, (tuple, list)) or len(value) != 2:
            raise ValueError(f'A range has two ends, not {value!r:.60}.')
        low, high = sorted(nearest(self._values, end) for end in value)
        self._ends = (low, high)


def slider(*args: Any, **options: Any) -> Slider:
    """`slider(start, stop, step, default)` or `slider(list)`; `range=True` chooses two ends."""
    ranged = options.get('range', args[8] if len(args) > 8 else False)
    return RangeSlider(*args, **options) if ranged else Slider(*args, **options)


class Selector(Control):
    """One of some values, as a menu or as buttons. `values` are values or pairs of a value and its label."""

    kind = 'selector'

    def __init__(self, values: Iterable[Any], label: Any = None, default: Any = None, nrows: Optional[int] = None, ncols: Optional[int] = None,
                 width: Optional[int] = None, buttons: bool = False, button_classes: Any = None) -> None:
        super().__init__(label)
        listed = list(values)
        if not listed:
            raise ValueError('A selector needs at least one value.')
        pairs = all(isinstance(item, (tuple, list)) and len(item) == 2 for item in listed) and any(isinstance(item[1], str) for item in listed)
        self._values = [item[0] for item in listed] if pairs else listed
        self._labels = [str(item[1]) for item in listed] if pairs else [str(item) for item in listed]
        self._nrows = None if nrows is None else int(nrows)
        self._ncols = None if ncols is None else int(ncols)
        self._width = width
        self._buttons = bool(buttons) or nrows is not None or ncols is not None
        self._classes = button_classes
        self._at = 0 if default is None else self._place(default)

    def _place(self, value: Any) -> int:
        for at, own in enumerate(self._values):
            if own is value or same(own, value):
                return at
        raise ValueError(f'{value!r:.60} is not one of the values {", ".join(self._labels)[:200]}.')

    def options(self) -> Dict[str, Any]:
        return {
            'buttons': self._buttons, 'lbls': self._labels, 'nrows': self._nrows, 'ncols': self._ncols, 'width': self._width,
            'button_classes': self._classes,
        }

    def wire(self) -> int:
        return self._at

    def value(self) -> Any:
        return self._values[self._at]

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        self._at = whole_number(sent, len(self._values))

    def assign(self, value: Any) -> None:
        self._at = self._place(value)


def row(start: Any, stop: Any, step: Any, most: int) -> List[Any]:
    """The values of a slider, at most about `most` of them."""
    if stop is None:
        values = list(start) if hasattr(start, '__iter__') else list(range(int(start) + 1))
    elif step is None:
        values = _even(start, stop, most)
    else:
        if step == 0 or (stop - start) / step < 0:
            raise ValueError(f'A slider cannot go from {start} to {stop} in steps of {step}.')
        count = int(math.floor(float((stop - start) / step) + 1e-9))
        skip = max(1, math.ceil(count / most))
        values = [start + at * step for at in range(0, count + 1, skip)]
        if values[-1] != stop:
            values.append(stop)
        return values
    if not values:
        raise ValueError('A slider needs at least one value.')
    if len(values) > most:
        skip = math.ceil((len(values) - 1) / (most - 1))
        values = [*values[:-1:skip], values[-1]]
    return values


def _even(start: Any, stop: Any, most: int) -> List[Any]:
    width = float(stop - start)
    if width <= 0:
        raise ValueError(f'A slider goes from the lesser to the greater value, not from {start} to {stop}.')
    # A step of 1, 2 or 5 times a power of ten, so that the values are readable.
    ten = 10.0 ** math.floor(math.log10(width / most))
    step = next(factor * ten for factor in (1, 2, 5, 10) if factor * ten * most >= width * (1 - 1e-9))
    digits = max(0, 1 - math.floor(math.log10(step)))
    count = int(math.floor(width / step + 1e-9))
    values = [round(float(start) + at * step, digits) for at in range(count + 1)]
    values[0] = round(float(start), 12)
    if abs(values[-1] - float(stop)) > step * 1e-6:
        values.append(float(stop))
    return values


def nearest(values: List[Any], wanted: Any) -> int:
    """The position of `wanted`, or of what comes nearest to it."""
    for at, value in enumerate(values):
        if same(value, wanted):
            return at
    try:
        return min(range(len(values)), key=lambda at: abs(float(values[at]) - float(wanted)))
    except (TypeError, ValueError):
        raise ValueError(f'{wanted!r:.60} is not one of the values of this slider.') from None


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, whatever they are."""
    try:
        return bool(one == other)
    except Exception:
        return False


def labels(values: List[Any]) -> List[str]:
    """The values of a slider as they are shown: reals without the noise of their last digits, all with the same number of decimals."""
    texts = [shown(value) for value in values]
    if not any(_is_real(value) for value in values) or not all(isinstance(value, numbers.Real) for value in values) or any('e' in text or 'n' in text or '/' in text for text in texts):
        return texts
    decimals = max(len(text.partition('.')[2]) for text in texts)
    return [f'{float(value):.{decimals}f}' for value in values]


def shown(value: Any) -> str:
    """One value as its label."""
    return f'{float(value):.8g}' if _is_real(value) else str(value)


def _is_real(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational)
