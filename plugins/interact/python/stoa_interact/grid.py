"""`input_grid`: boxes in rows and columns."""

from typing import Any, Dict, List, Optional

from .control import Control, Evaluate, text


class InputGrid(Control):
    """A grid of boxes; the function gets a list of rows, or what `to_value` makes of it."""

    kind = 'input-grid'

    def __init__(self, nrows: int, ncols: int, default: Any = 0, label: Any = None, to_value: Any = None, width: Optional[int] = 5) -> None:
        super().__init__(label)
        self._nrows, self._ncols = int(nrows), int(ncols)
        if not 0 < self._nrows <= 50 or not 0 < self._ncols <= 50:
            raise ValueError(f'A grid has 1 to 50 rows and columns, not {nrows} and {ncols}.')
        self._to_value = to_value
        self._width = width
        self._set(default)

    def _set(self, value: Any) -> None:
        rows = self._rows_of(value)
        self._rows = rows
        self._texts = [entry if isinstance(entry, str) else str(entry) for line in rows for entry in line]

    def _rows_of(self, value: Any) -> List[List[Any]]:
        if hasattr(value, 'rows') or hasattr(value, 'tolist'):
            value = [list(line) for line in (value.rows() if hasattr(value, 'rows') and callable(value.rows) else value.tolist())]
        if not isinstance(value, (list, tuple)):
            return [[value] * self._ncols for _ in range(self._nrows)]
        flat = [entry for line in value for entry in line] if value and all(isinstance(line, (list, tuple)) for line in value) else list(value)
        if len(flat) != self._nrows * self._ncols:
            raise ValueError(f'A grid of {self._nrows} by {self._ncols} has {self._nrows * self._ncols} entries, not {len(flat)}.')
        return [flat[at * self._ncols:(at + 1) * self._ncols] for at in range(self._nrows)]

    def options(self) -> Dict[str, Any]:
        return {'nrows': self._nrows, 'ncols': self._ncols, 'width': self._width}

    def wire(self) -> List[str]:
        return list(self._texts)

    def begin(self, evaluate: Evaluate) -> None:
        """Evaluate the entries that were given as text."""
        self._rows = [[evaluate(entry) if isinstance(entry, str) and entry.strip() else entry for entry in line] for line in self._rows]

    def value(self) -> Any:
        rows = [list(line) for line in self._rows]
        return rows if self._to_value is None else self._to_value(rows)

    def receive(self, sent: Any, evaluate: Evaluate) -> None:
        if not isinstance(sent, list) or len(sent) != self._nrows * self._ncols:
            raise ValueError(f'A grid of {self._nrows} by {self._ncols} needs {self._nrows * self._ncols} texts.')
        self._texts = [text(entry) for entry in sent]
        values = [evaluate(entry) if entry.strip() else 0 for entry in self._texts]
        rows = [values[at * self._ncols:(at + 1) * self._ncols] for at in range(self._nrows)]
        if self._to_value is not None:
            self._to_value([list(line) for line in rows])
        self._rows = rows

    def assign(self, value: Any) -> None:
        self._set(value)
