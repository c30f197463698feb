"""`cell` and `html`: the cell that runs, and HTML in its output."""

import html as escaping
from typing import Any


class Cell:
    """`cell`: the cell that is running."""

    def __init__(self, salvus: Any) -> None:
        self._salvus = salvus

    def id(self) -> str:
        """The id of the cell."""
        return self._salvus.cell_id

    def hide(self, component: str = 'input') -> None:
        """Hide 'input' or 'output'."""
        self._salvus.hide(component)

    def show(self, component: str = 'input') -> None:
        """Show 'input' or 'output' again."""
        self._salvus.show(component)

    def hideall(self) -> None:
        """Hide both."""
        self._salvus.hide('input')
        self._salvus.hide('output')


class Html:
    """`html`: show HTML, tables and frames."""

    def __init__(self, salvus: Any) -> None:
        self._salvus = salvus

    def __call__(self, text: Any = None, hide: bool = False) -> Any:
        """Show HTML. `%html(hide=True)` hides the cell's text too."""
        if text is None:
            return lambda inner: self(inner, hide=hide)
        self._salvus.html(text, hide=hide)
        return None

    def table(self, rows: Any, header: Any = False) -> None:
        """Show rows of a table; `header` True takes the first row as heading, a list is one."""
        from .display import table_html
        self._salvus.html(table_html(rows, header))

    def iframe(self, url: str, width: int = 640, height: int = 480) -> None:
        """Show another page in a frame."""
        self._salvus.html(f'<iframe src="{escaping.escape(str(url))}" width="{int(width)}" height="{int(height)}"></iframe>')
