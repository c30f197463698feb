"""Where controls and output stand: rows of items, each so many twelfths wide."""

from typing import Any, Dict, List, Sequence, Union

# An item as the page gets it: [name, width, label], where the name '' is the output; or a stack of rows.
Item = Union[List[Any], Dict[str, Any]]
_WHOLE = 12


def laid_out(layout: Any, names: Sequence[str], output: bool) -> List[List[Item]]:
    """The rows of a layout. Names that it leaves out get rows of their own, and so does the output unless `output` is False."""
    if layout is None:
        rows: List[List[Item]] = []
    elif isinstance(layout, dict):
        rows = _around(layout)
    elif isinstance(layout, (list, tuple)):
        rows = [_row(line) for line in layout]
    else:
        raise TypeError(f'A layout is a list of rows or a dict of top, bottom, left and right, not {layout!r:.60}.')
    placed = set(_names(rows))
    rows.extend([[name, _WHOLE, None]] for name in names if name not in placed)
    if output and '' not in placed:
        rows.append([['', _WHOLE, None]])
    return [row for row in rows if row]


def _row(line: Any) -> List[Item]:
    items = [line] if isinstance(line, str) or _is_item(line) else list(line)
    share = max(1, _WHOLE // max(1, len(items)))
    return [_item(item, share) for item in items]


def _is_item(line: Any) -> bool:
    return isinstance(line, tuple) and bool(line) and isinstance(line[0], str) and all(not isinstance(part, (tuple, list)) for part in line) and (
        len(line) == 1 or len(line) <= 3 and not isinstance(line[1], str))


def _item(item: Any, share: int) -> List[Any]:
    if isinstance(item, str):
        return [item, share, None]
    parts = list(item)
    name = parts[0]
    width = int(parts[1]) if len(parts) > 1 and parts[1] is not None else share
    if not isinstance(name, str) or not 1 <= width <= _WHOLE:
        raise ValueError(f'In a layout stand names, or (name, width from 1 to 12, label), not {item!r:.60}.')
    return [name, width, None if len(parts) < 3 or parts[2] is None else str(parts[2])]


def _around(layout: Dict[str, Any]) -> List[List[Item]]:
    unknown = set(layout) - {'top', 'bottom', 'left', 'right'}
    if unknown:
        raise ValueError(f'A layout has top, bottom, left and right, not {", ".join(sorted(map(str, unknown)))}.')
    side = {place: [_row(line) for line in layout.get(place, [])] for place in ('top', 'left', 'right', 'bottom')}
    middle: List[Item] = []
    for place in ('left', 'right'):
        if place == 'right':
            middle.append(['', _WHOLE - 4 * sum(1 for beside in ('left', 'right') if side[beside]), None])
        if side[place]:
            middle.append({'width': 4, 'rows': side[place]})
    return [*side['top'], middle, *side['bottom']]


def _names(rows: List[List[Item]]) -> List[str]:
    found: List[str] = []
    for row in rows:
        for item in row:
            found.extend(_names(item['rows']) if isinstance(item, dict) else [item[0]])
    return found
