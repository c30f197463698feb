"""Functions that worksheets have besides modes: help, what is defined, a 3-D plot by Matplotlib."""

import builtins
import os
import re
import sys
from typing import Any, Dict

from .page import py3print_mode, python_future_feature


def install(salvus: Any, namespace: Dict[str, Any]) -> None:
    """Put them into a namespace; those that Sage has stay as they are."""

    def help(*topics: Any, **options: Any) -> None:
        """Without an argument: what to begin with. `help(object)` prints its documentation."""
        if topics or options:
            import pydoc
            pydoc.doc(*topics, output=sys.stdout) if sys.version_info >= (3, 12) else print(pydoc.render_doc(*topics, renderer=pydoc.plaintext))
            return
        print(
            'Type an expression and press Shift+Enter.\n'
            'name? shows the documentation of a name, name?? its source, Tab completes it.\n'
            'modes() lists the modes: a line such as %md or %sh says in what the text below it is written.\n'
            'show(object) shows plots, formulas and tables; show_identifiers() lists your variables.')

    def license() -> None:
        """Under which licences what runs here may be used."""
        print('Stoa is under the Apache License 2.0.')
        if 'sage.all' in sys.modules:
            print('SageMath is under the GNU General Public License, version 2 or later.')

    def show_identifiers() -> list:
        """The names that you have defined."""
        return [name for name in namespace if not name.startswith('_') and not salvus.is_initial(name)]

    def restore(names: Any = None) -> None:
        """Give variables back the values that they had at the start; all of them without an argument."""
        wanted = names.replace(',', ' ').split() if isinstance(names, str) else names
        salvus.restore(wanted)

    def sage_eval(source: Any, locals: Any = None, cmds: str = '', preparse: bool = True) -> Any:
        """The value of an expression that is given as text."""
        scope = {**namespace, **(locals or {})}
        if cmds:
            exec(salvus.preparse(cmds) if preparse else cmds, scope)
        return eval(salvus.preparse(str(source)) if preparse else str(source), scope)

    def search_src(string: str, *more: str, **options: Any) -> None:
        """Print the lines of SymPy's source in which all of these expressions are found."""
        module = sys.modules.get('sympy')
        if module is None:
            raise RuntimeError('There is neither Sage nor SymPy here whose source could be searched.')
        root = os.path.dirname(module.__file__)
        tests = [re.compile(text, 0 if options.get('case') else re.I) for text in (string, *more)]
        for folder, _, files in sorted(os.walk(root)):
            for name in sorted(files):
                if not name.endswith('.py'):
                    continue
                path = os.path.join(folder, name)
                with open(path, encoding='utf-8') as file:
                    for number, line in enumerate(file, 1):
                        if all(test.search(line) for test in tests):
                            print(f'{os.path.relpath(path, root)}:{number}:{line.rstrip()}')

    def search_doc(string: str, *more: str, **options: Any) -> None:
        """Search the documentation, which here stands in the source."""
        search_src(string, *more, **options)

    def plot3d_using_matplotlib(f: Any, xrange: Any, yrange: Any, plot_points: Any = 50, cmap: Any = None, **options: Any) -> Any:
        """A surface drawn by Matplotlib: `plot3d_using_matplotlib(f, (x, a, b), (y, c, d))` or with ranges `(a, b)` and a function of two numbers."""
        import matplotlib.pyplot as plt
        import numpy
        points = plot_points if isinstance(plot_points, (list, tuple)) else (plot_points, plot_points)
        (xs, first), (ys, second) = ((numpy.linspace(float(one[-2]), float(one[-1]), int(count)), one[0] if len(one) == 3 else None)
                                     for one, count in zip((xrange, yrange), points))
        if first is not None and hasattr(f, 'subs'):
            value = lambda a, b: float(f.subs({first: a, second: b}))
        else:
            value = lambda a, b: float(f(a, b))
        grid = numpy.meshgrid(xs, ys)
        heights = numpy.vectorize(value)(*grid)
        figure = plt.figure()
        axes = figure.add_subplot(projection='3d')
        axes.plot_surface(*grid, heights, cmap=cmap or 'viridis', **options)
        plt.close(figure)
        return figure

    functions = {
        'show_identifiers': show_identifiers, 'restore': restore, 'sage_eval': sage_eval, 'search_src': search_src, 'search_doc': search_doc,
    }
    for function in (help, license, plot3d_using_matplotlib, python_future_feature, py3print_mode):
        namespace[function.__name__] = function
    for name, function in functions.items():
        if name in ('restore', 'show_identifiers') or not callable(namespace.get(name)):
            namespace[name] = function
    namespace['require'] = salvus.require
    builtins.help = help
