"""The Matplotlib backend of a session: draws with Agg, and `plt.show()` shows all open figures in the cell."""

from typing import Any, Callable

from matplotlib import _pylab_helpers
from matplotlib.backend_bases import FigureManagerBase as FigureManager
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

__all__ = ['FigureCanvas', 'FigureManager', 'show', 'show_with']

_show: Callable[[Any], None] = lambda figure: None


def show_with(function: Callable[[Any], None]) -> None:
    """How a session shows a figure."""
    global _show
    _show = function


def show(*args: Any, **options: Any) -> None:
    """Show all open figures and close them."""
    try:
        for manager in _pylab_helpers.Gcf.get_all_fig_managers():
            _show(manager.canvas.figure)
    finally:
        _pylab_helpers.Gcf.destroy_all()
