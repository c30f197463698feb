"""What code in a cell may ask of the page: programs in JavaScript, links, notes. These become methods of `salvus`."""

import html as escaping
import json
import os
from typing import Any, Callable, Dict, Optional


def methods(salvus: Any) -> Dict[str, Callable[..., Any]]:
    """The functions, by the names that they have in `salvus`."""

    def javascript(code: Optional[str] = None, once: bool = False, coffeescript: bool = False, obj: Any = None) -> Any:
        """Run a program in the page, in a frame that reaches nothing else: it knows `cell`, `worksheet`, `print` and `obj`.

        `once`: only when the cell has been run, and not again when the worksheet is opened. `%javascript(once=True)` is a mode."""
        if code is None:
            return lambda text: javascript(text, once=once, coffeescript=coffeescript, obj=obj)
        message = {'javascript': {'code': str(code), 'coffeescript': bool(coffeescript), 'obj': plain(obj)}}
        salvus.send({**message, 'once': True} if once else message)
        return None

    def coffeescript(code: Optional[str] = None, once: bool = False, obj: Any = None) -> Any:
        """Run a program in CoffeeScript in the page; see `javascript`."""
        return javascript(code, once=once, coffeescript=True, obj=obj)

    def obj(value: Any, **_: Any) -> None:
        """Send a value, as JSON, to whoever runs this code by a program."""
        salvus.send({'obj': json.dumps(plain(value))})

    def link(filename: str, label: Optional[str] = None, foreground: bool = True, cls: str = '') -> None:
        """Show a link that opens a file of the project."""
        # The page knows where the worksheet is, and not what folders are called here.
        folder = os.path.dirname(salvus.namespace.get('__file__') or '') or os.getcwd()
        path = os.path.relpath(os.path.expanduser(filename), folder)
        salvus.send({'link': {'path': path, 'label': str(label or filename)}})

    def open_tab(filename: str, foreground: bool = True) -> None:
        """Nothing opens by itself: a link to the file is shown instead."""
        link(filename)

    def notify(type: str = 'info', title: str = '', message: str = '', timeout: Any = None, **_: Any) -> None:
        """Show a note in the output."""
        text = f'<b>{escaping.escape(str(title))}</b> ' if title else ''
        salvus.html(f'{text}{escaping.escape(str(message))}')

    def require(filename: str) -> None:
        """Run a file (.py, .sage, .pyx, .spyx) in the worksheet."""
        salvus.load(filename)

    def project_info() -> Dict[str, str]:
        """Where this worksheet lies."""
        return {'path': salvus.namespace.get('__file__', ''), 'home': os.path.expanduser('~')}

    def cell_prefix(prefix: Optional[str] = None) -> str:
        """Code to run before each cell; without an argument, what it is."""
        if prefix is not None:
            salvus.prefix = str(prefix)
        return salvus.prefix

    def cell_postfix(postfix: Optional[str] = None) -> str:
        """Code to run after each cell; without an argument, what it is."""
        if postfix is not None:
            salvus.postfix = str(postfix)
        return salvus.postfix

    def threed(scene: Any, **options: Any) -> None:
        """Show a scene in three dimensions; see `show`."""
        salvus.namespace['show'](scene, **options)

    def d3_graph(graph: Any, **options: Any) -> None:
        """Show a graph whose vertices can be dragged; see `show`."""
        salvus.namespace['show'](graph, d3=True, **options)

    return {
        'javascript': javascript, 'coffeescript': coffeescript, 'execute_javascript': javascript, 'execute_coffeescript': coffeescript,
        'obj': obj, 'link': link, 'open_tab': open_tab, 'close_tab': lambda filename: None, 'notify': notify, 'require': require,
        'project_info': project_info, 'cell_prefix': cell_prefix, 'cell_postfix': cell_postfix, 'threed': threed, 'd3_graph': d3_graph,
        'start_executing': lambda: None, 'python_future_feature': python_future_feature,
    }


def plain(value: Any) -> Any:
    """A value as JSON can hold it: numbers of Sage become numbers, what else is unknown becomes text."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    for kind in (int, float):
        try:
            number = kind(value)
            if number == value:
                return number
        except (TypeError, ValueError, OverflowError, ArithmeticError):
            continue
    return str(value)


def python_future_feature(feature: Any = None, enable: Any = None) -> Any:
    """All that Python 2 called the future is here: says so when asked, and changes nothing."""
    if feature is None:
        return ['absolute_import', 'division', 'print_function', 'unicode_literals', 'with_statement']
    if enable is False:
        raise ValueError(f'{feature!r} cannot be switched off: this is Python 3.')
    return True


def py3print_mode(enable: Any = None) -> bool:
    """`print` is a function, since this is Python 3."""
    return python_future_feature('print_function', enable)


def execute(salvus: Any, body: Dict[str, Any]) -> None:
    """What a program in the page asks to be run; `salvus.data` is what it sends along."""
    salvus.data = body.get('data')
    salvus.execute(str(body.get('code', '')), preparse=bool(body.get('preparse', True)))
