"""The modes and functions that every worksheet has. Each takes the session's `salvus` object, the door to its output."""

import os
import time as clock
import timeit as stopwatch
from typing import Any, Callable, Dict, Optional

from . import jupyter, languages, modes, names, page, plugins, scripts
from .forking import Fork
from .shell import Shell, ShellError


def install(salvus: Any, namespace: Dict[str, Any]) -> None:
    """Register the modes of one session and put the functions of the same names into its namespace."""
    shell = Shell()
    salvus.on_close(shell.close)

    present = set(modes.registered())

    def add(name: str, function: Callable[..., Any], around: bool = False) -> None:
        # A mode that a plugin has registered stays.
        if name not in present:
            modes.register(name, function, around=around)

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        function.takes_offset = True  # type: ignore[attr-defined]
        add(function.__name__, function, around=True)
        return public(function)

    def public(function: Callable[..., Any]) -> Callable[..., Any]:
        namespace[function.__name__] = function
        return function

    def mode(function: Callable[..., Any]) -> None:
        add(function.__name__, function)
        public(function)

    @around
    def time(code: str, offset: int = 0) -> None:
        """Run code and say how long it took."""
        cpu, wall = clock.process_time(), clock.monotonic()
        try:
            salvus.execute(code, offset=offset)
        finally:
            print(f'CPU time: {clock.process_time() - cpu:.2f} s, Wall time: {clock.monotonic() - wall:.2f} s')

    @around
    def auto(code: str, offset: int = 0) -> None:
        """Run code; the worksheet runs such cells by itself when it starts."""
        salvus.execute(code, offset=offset)

    @around
    def hide(code: str = 'input', offset: int = 0) -> None:
        """`%hide`: run code and hide it. `hide('input')`, `hide('output')`: hide that part of the cell."""
        if code in ('input', 'output'):
            salvus.hide(code)
            return
        salvus.hide('input')
        salvus.execute(code, offset=offset)

    @around
    def hideall(code: str = '', offset: int = 0) -> None:
        """Run code and hide both it and its output."""
        salvus.hide('input')
        salvus.hide('output')
        salvus.execute(code, offset=offset)

    @around
    def python(code: str, offset: int = 0) -> None:
        """Run code as Python, without the preparser."""
        salvus.execute(code, preparse=False, offset=offset)

    add('python3', python, around=True)
    namespace['python3'] = python

    def sage(code: str, offset: int = 0) -> None:
        """Run code as usual, whatever the default mode is."""
        salvus.execute(code, offset=offset)

    # In Sage the name `sage` is the library, so this one is only a mode.
    sage.takes_offset = True  # type: ignore[attr-defined]
    add('sage', sage, around=True)

    def raw(code: str) -> None:
        """Text that is kept and shows nothing, as the raw cells of notebooks."""

    add('raw', raw)

    def capture(code: Optional[str] = None, stdout: Any = None, stderr: Any = None, append: bool = False, echo: bool = False, offset: int = 0) -> Any:
        """`%capture(stdout='name', stderr='name')`: run code and put what it writes into variables (or into objects with `write`)."""
        if code is None:
            def with_options(text: str, offset: int = 0) -> None:
                capture(text, stdout=stdout, stderr=stderr, append=append, echo=echo, offset=offset)
            with_options.takes_offset = True  # type: ignore[attr-defined]
            return with_options
        parts: Dict[str, list] = {'stdout': [], 'stderr': []}
        with salvus.captured(parts, echo=echo):
            salvus.execute(code, offset=offset)
        for target, text in ((stdout, ''.join(parts['stdout'])), (stderr, ''.join(parts['stderr']))):
            if isinstance(target, str):
                namespace[target] = (namespace.get(target) or '') + text if append else text
            elif target is not None:
                target.write(text)
        return None

    around(capture)

    def sh(code: str) -> None:
        """Run code in bash. One bash serves the whole session, so directories and variables stay."""
        try:
            status = shell.run(code)
        except ShellError as error:
            raise RuntimeError(str(error)) from None
        if status:
            salvus.stderr(f'(exit code {status})\n')

    mode(sh)

    def timeit(code: Optional[str] = None, preparse: bool = True, number: int = 0, repeat: int = 3, precision: int = 3, seconds: bool = False) -> Any:
        """`%timeit code` or `timeit('code')`: run code many times and say how long one run takes."""
        if code is None:
            return lambda text: timeit(text, preparse=preparse, number=number, repeat=repeat, precision=precision, seconds=seconds)
        text = salvus.preparse(code.strip()) if preparse else code.strip()
        timer = stopwatch.Timer(text, globals=namespace)
        loops = number or timer.autorange()[0]
        best = min(timer.repeat(repeat=repeat, number=loops)) / loops
        if seconds:
            return best
        unit, factor = next(((unit, factor) for unit, factor in (('s', 1), ('ms', 1e3), ('\u00b5s', 1e6)) if best * factor >= 1), ('ns', 1e9))
        print(f'{loops} loops, best of {repeat}: {best * factor:.{precision}g} {unit} per loop')
        return None

    mode(timeit)

    def default_mode(name: str = 'sage') -> None:
        """Run cells that begin with no mode in this mode from now on; `%default_mode sage` ends it."""
        name = name.strip().lstrip('%')
        if name and not salvus.modes.is_known(name):
            raise ValueError(f'There is no mode {name!r}. The modes are {", ".join(modes.registered())}.')
        salvus.modes.default = name or 'sage'

    mode(default_mode)

    def typeset_mode(on: Any = True, display: bool = True) -> None:
        """From now on show the value of each expression as a formula; `typeset_mode(False)` ends it."""
        salvus.typeset_mode(str(on).strip() not in ('False', 'false', 'off', '0'), display=display)

    mode(typeset_mode)

    def file(path: str) -> Callable[[str], None]:
        """`%file('name')`: write the text below into a file."""
        def write(text: str) -> None:
            with open(os.path.expanduser(path), 'w') as target:
                target.write(text + '\n')
        return write

    add('file', file)

    def var(text: str) -> None:
        """`%var x,y`: make symbolic variables."""
        # Evaluated there, since Sage's var puts the variables into the globals of whoever calls it.
        eval(f'var({", ".join(text.replace(",", " ").split())!r})', namespace)

    add('var', var)

    def load(*names: str) -> None:
        """Run the files `names` as if their text stood here: .py and .sage, and with Sage whatever Sage can load."""
        for name in names:
            for path in [name] if os.path.exists(os.path.expanduser(name.strip())) else name.split():
                salvus.load(path.strip())

    mode(load)
    add('runfile', load)
    namespace['runfile'] = load

    def attach(*names: str) -> None:
        """Load files now, and again before a cell whenever they have changed."""
        for name in names:
            salvus.attach(name.strip())

    mode(attach)

    def reset(names: Any = None) -> None:
        """Put the namespace back as it was at the start, or only the variables named."""
        salvus.reset(names.replace(',', ' ').split() if isinstance(names, str) and names.strip() else names or None)

    mode(reset)

    for name, function in scripts.modes(salvus).items():
        add(name, function, around=name == 'prun')
        namespace[name] = function

    for name, function in languages.modes(salvus, namespace).items():
        add(name, function)
        namespace[name] = function
    for name, function in page.methods(salvus).items():
        setattr(salvus, name, function)
    for name in ('javascript', 'coffeescript'):
        add(name, getattr(salvus, name))
        namespace[name] = getattr(salvus, name)
    fork = Fork(salvus, namespace, salvus.late)
    salvus.before_cell(fork.take_over)
    add('fork', fork, around=True)
    namespace['fork'] = fork
    for name, function in jupyter.modes(salvus).items():
        if name != 'jupyter':
            add(name, function)
        namespace.setdefault(name, function)
    names.install(salvus, namespace)
    plugins.handle('execute', page.execute)

    def modes_list() -> None:
        """Print the names of the modes."""
        print('\n'.join(f'%{name}' for name in sorted({*modes.registered(), *languages.interfaces()})))

    namespace['modes'] = modes_list
    namespace['clear'] = salvus.clear
    namespace['delete_last_output'] = salvus.delete_last_output
    add('html', salvus.html_mode)
    add('md', salvus.md_mode)
    add('latex', salvus.latex_mode)
