"""How values become output: pictures, formulas, tables, text."""

import builtins
import html as escaping
import os
import shutil
import sys
from typing import Any, Callable, Dict, Optional

from .events import listening
from .networks import data_of
from .scenes import scene_of, write_scene
from .spool import Spool

_SVG_LIMIT = 1_000_000
_BITMAP_SCALE = 2
# Options of `show` that are not the plot's own: of scenes, of animations, and of the page.
_NOT_OF_PLOTS = frozenset((
    'renderer', 'viewer', 'spin', 'background', 'foreground', 'gif', 'delay', 'iterations', 'd3', 'width', 'height', 'events', 'done', 'frame_aspect_ratio'))
_NOT_OF_GRAPHS = frozenset(('renderer', 'viewer', 'spin', 'background', 'foreground', 'gif', 'delay', 'iterations', 'events', 'done', 'frame', 'aspect_ratio'))


def _loaded(module: str, name: str) -> Any:
    """A class if its module is loaded (else no object can be of it); never imports."""
    return getattr(sys.modules.get(module), name, ())


def _is(obj: Any, *names: str) -> bool:
    kinds = (_loaded(*name.rsplit('.', 1)) for name in names)
    return any(isinstance(obj, kind) for kind in kinds if kind != ())


def is_picture(obj: Any) -> bool:
    """Whether the value of an expression is shown as a picture rather than as text."""
    return _is_plot2d(obj) or _is_plot3d(obj) or _is(obj, 'sage.plot.animate.Animation') or _is_figure(obj) or _is_sympy_plot(obj)


def _is_plot2d(obj: Any) -> bool:
    return _is(obj, 'sage.plot.graphics.Graphics', 'sage.plot.multigraphics.MultiGraphics')


def _is_plot3d(obj: Any) -> bool:
    return _is(obj, 'sage.plot.plot3d.base.Graphics3d')


def _is_figure(obj: Any) -> bool:
    return _is(obj, 'matplotlib.figure.Figure')


def _is_sympy_plot(obj: Any) -> bool:
    return _is(obj, 'sympy.plotting.backends.base_backend.Plot', 'sympy.plotting.plot.BaseBackend', 'sympy.plotting.plot.Plot', 'sympy.plotting.plot.PlotGrid')


def _is_sage(obj: Any) -> bool:
    return _is(obj, 'sage.structure.sage_object.SageObject') or 'sage.all' in sys.modules and isinstance(obj, (int, float, complex, bool))


def _is_sympy(obj: Any) -> bool:
    return _is(obj, 'sympy.core.basic.Basic', 'sympy.matrices.matrixbase.MatrixBase', 'sympy.matrices.matrices.MatrixBase', 'sympy.matrices.common.MatrixCommon')


def latex_of(obj: Any) -> Optional[str]:
    """LaTeX for a mathematical object, or a list, tuple, set or dict that holds one; None for all others."""
    if 'sage.all' in sys.modules:
        from sage.misc.latex import latex
        if _is_sage(obj) or (isinstance(obj, (list, tuple, set, frozenset, dict)) and _holds(obj, _is_sage)):
            return str(latex(obj)).replace('\\Bold{', '\\mathbf{')
    if 'sympy' in sys.modules:
        if _is_sympy(obj) or isinstance(obj, (int, float, complex)) or (
                isinstance(obj, (list, tuple, set, frozenset, dict)) and _holds(obj, lambda item: _is_sympy(item) or isinstance(item, (int, float)))):
            import sympy
            return sympy.latex(obj)
    return None


def _holds(collection: Any, test: Callable[[Any], bool]) -> bool:
    items = [*collection, *collection.values()] if isinstance(collection, dict) else collection
    return bool(items) and any(test(item) or (isinstance(item, (list, tuple, set, frozenset, dict)) and _holds(item, test)) for item in items)


def table_html(rows: Any, header: Any = False) -> str:
    """An HTML table; cells with LaTeX are put between dollar signs."""
    lines = [list(row) if isinstance(row, (list, tuple)) else [row] for row in rows]
    heading = None
    if header is True and lines:
        heading, lines = lines[0], lines[1:]
    elif header:
        heading = list(header)
    body = ''.join('<tr>' + ''.join(f'<td>{_cell(cell)}</td>' for cell in line) + '</tr>' for line in lines)
    top = '<thead><tr>' + ''.join(f'<th>{_cell(cell)}</th>' for cell in heading) + '</tr></thead>' if heading is not None else ''
    return f'<table class="table">{top}<tbody>{body}</tbody></table>'


def _cell(value: Any) -> str:
    tex = None if isinstance(value, (str, int, float)) else latex_of(value)
    return escaping.escape(str(value)) if tex is None else f'${escaping.escape(tex)}$'


class Display:
    """Shows values in one session."""

    def __init__(self, salvus: Any, spool: Spool) -> None:
        self._salvus = salvus
        self._spool = spool

    def hook(self, obj: Any) -> None:
        """`sys.displayhook`: the value of an expression that stands alone."""
        if obj is None:
            return
        builtins._ = obj  # type: ignore[attr-defined]
        if is_picture(obj) or self._salvus.typeset or _is(obj, 'pandas.core.frame.DataFrame', 'pandas.DataFrame', 'sage.misc.html.HtmlFragment'):
            self.show(obj, display=self._salvus.typeset_display)
        else:
            sys.stdout.write(f'{obj!r}\n')

    def show(self, *objs: Any, display: bool = True, svg: bool = True, **options: Any) -> None:
        """Show objects: plots and figures as pictures, mathematics as formulas, tables as tables, the rest as text.

        `display` sets formulas on their own line; `svg=False` makes plots bitmaps; `viewer='tachyon'` makes scenes still pictures;
        `d3=False` draws graphs as plots; `gif=True` makes animations pictures; `events={'click': f}` calls f with the point clicked on.
        `width` and `height` in pixels say how large a picture is shown. Other options go to the plot; those that are for another kind are passed over."""
        for obj in objs:
            if not self._show_picture(obj, svg, dict(options)):
                self._show_value(obj, display)

    def _show_picture(self, obj: Any, svg: bool, options: dict) -> bool:
        if _is_plot2d(obj):
            self._plot2d(obj, svg, options)
        elif _is_plot3d(obj):
            self._plot3d(obj, options)
        elif _is(obj, 'sage.plot.animate.Animation'):
            self._animation(obj, options)
        elif _is_figure(obj):
            self.figure(obj, svg=svg, options=options)
        elif _is_sympy_plot(obj):
            self._sympy_plot(obj, svg)
        elif _is(obj, 'matplotlib.axes._axes.Axes', 'matplotlib.axes.Axes'):
            self.figure(obj.figure, svg=svg, options=options)
        elif _is(obj, 'sage.graphs.generic_graph.GenericGraph'):
            self._graph(obj, svg, options)
        elif _is(obj, 'matplotlib.animation.Animation'):
            self._film(obj)
        elif isinstance(obj, (list, tuple)) and any(is_picture(item) for item in obj):
            self.show(*obj, svg=svg, **options)
        else:
            return False
        return True

    def _show_value(self, obj: Any, display: bool) -> None:
        if _is(obj, 'sage.misc.html.HtmlFragment'):
            self._salvus.html(obj)
        elif _is(obj, 'pandas.core.frame.DataFrame', 'pandas.DataFrame'):
            self._salvus.html(obj.to_html())
        elif isinstance(obj, str):
            print(obj)
        else:
            tex = latex_of(obj)
            if tex is None:
                print(repr(obj))
            else:
                self._salvus.send({'tex': {'tex': tex, 'display': bool(display)}})

    def figure(self, figure: Any, svg: bool = True, options: Optional[Dict[str, Any]] = None) -> None:
        """Show a Matplotlib figure."""
        shown = options or {}
        about = listening(self._salvus, figure, shown['events']) if shown.get('events') else {}
        # The place of the axes in the picture is known only where nothing is cut off at its edges.
        tight = {} if about else {'bbox_inches': _box(figure)}
        self._bounded(lambda path, bitmap: figure.savefig(path, dpi=96 * _BITMAP_SCALE if bitmap else figure.dpi, **tight), svg, _title(figure), shown, about)

    def _graph(self, graph: Any, svg: bool, options: dict) -> None:
        if not options.pop('d3', True):
            self._plot2d(graph.plot(), svg, options)
            return
        data = data_of(graph, **{name: value for name, value in options.items() if name not in _NOT_OF_GRAPHS})
        self._salvus.send({'d3': {'viewer': 'graph', 'data': data}})

    def _plot2d(self, plot: Any, svg: bool, options: dict) -> None:
        kept = {name: value for name, value in options.items() if name not in _NOT_OF_PLOTS}
        if options.get('events') and hasattr(plot, 'matplotlib'):
            from matplotlib.backends.backend_agg import FigureCanvasAgg
            figure = plot.matplotlib(**kept)
            FigureCanvasAgg(figure)
            self.figure(figure, svg=svg, options=options)
            return
        self._bounded(lambda path, bitmap: plot.save(path, **{**({'dpi': 96 * _BITMAP_SCALE} if bitmap else {}), **kept}), svg, repr(plot), options)

    def _bounded(self, save: Callable[[str, bool], None], svg: bool, text: str, options: Optional[Dict[str, Any]] = None, about: Optional[Dict[str, Any]] = None) -> None:
        if svg:
            path = self._spool.path('svg')
            save(path, False)
            if os.path.getsize(path) <= _SVG_LIMIT:
                self._salvus.send({**sized(self._spool.message(path, text=text), options), **(about or {})})
                return
            os.unlink(path)
        path = self._spool.path('png')
        save(path, True)
        self._salvus.send({**sized(self._spool.message(path, text=text, scale=_BITMAP_SCALE), options), **(about or {})})

    def _plot3d(self, plot: Any, options: dict) -> None:
        viewer = options.pop('viewer', 'threejs')
        if viewer != 'tachyon' and hasattr(plot, 'threejs_repr'):
            path = self._spool.path('sage3d')
            write_scene(path, scene_of(plot, options))
            self._salvus.send(self._spool.message(path, text=repr(plot)))
            return
        path = self._spool.path('png')
        kept = {name: value for name, value in options.items() if name in ('figsize', 'zoom', 'aspect_ratio', 'frame', 'axes')}
        try:
            plot.save_image(path, **kept)
        except Exception as error:
            raise RuntimeError(f'This scene could not be drawn by tachyon, which draws still pictures of scenes: {error}') from error
        self._salvus.send(self._spool.message(path, text=f'{plot!r} (a still picture)'))

    def _animation(self, animation: Any, options: dict) -> None:
        film = not options.get('gif') and shutil.which('ffmpeg') is not None
        path = self._spool.path('webm' if film else 'gif')
        kept = {name: value for name, value in options.items() if name in ('delay', 'iterations')}
        animation.save(path, **kept)
        self._salvus.send(sized(self._spool.message(path, text=repr(animation)), options))

    def _film(self, animation: Any) -> None:
        # Matplotlib's own animations.
        film = shutil.which('ffmpeg') is not None
        path = self._spool.path('webm' if film else 'gif')
        animation.save(path, writer='ffmpeg' if film else 'pillow', **({'codec': 'libvpx'} if film else {}))
        self._salvus.send(self._spool.message(path, text='Animation'))

    def _sympy_plot(self, plot: Any, svg: bool) -> None:
        self._bounded(lambda path, bitmap: plot.save(path), svg, str(plot))
        close = getattr(getattr(plot, '_backend', plot), 'close', None)
        if callable(close):
            close()


def sized(message: Dict[str, Any], options: Optional[Dict[str, Any]]) -> Dict[str, Any]:
    """The message of a picture with the width and height that were asked for; one of them keeps the proportions."""
    width, height = ((options or {}).get(name) for name in ('width', 'height'))
    about = message['file']
    own = about['width'], about['height']
    if width:
        about['width'] = round(float(width))
        if not height and all(own):
            about['height'] = round(own[1] * float(width) / own[0])
    if height:
        about['height'] = round(float(height))
        if not width and all(own):
            about['width'] = round(own[0] * float(height) / own[1])
    return message


def _box(figure: Any) -> Any:
    """What a figure covers, with a margin. Matplotlib's own 'tight' draws a figure once to find out, which takes as long as showing it; a layout
    that is made while drawing needs that."""
    from matplotlib import rcParams
    try:
        if figure.get_layout_engine() is None:
            return figure.get_tightbbox().padded(rcParams['savefig.pad_inches'])
    except Exception:
        # An older Matplotlib, or an artist that knows its place only when it has been drawn.
        pass
    return 'tight'


def _title(figure: Any) -> str:
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    return 'Figure: ' + ', '.join(titles) if titles else 'Figure'
