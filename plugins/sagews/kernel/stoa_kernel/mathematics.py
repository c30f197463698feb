"""The mathematics: Sage if it can be imported, else SymPy, NumPy and Matplotlib. Imported once, by the zygote."""

import importlib
import importlib.util
import os
import random
import shutil
import sys
from typing import Any, Callable, Dict, List, Optional

from .preparse import Preparser

_INSTALL_SAGE = 'apt-get install sagemath'
# Names of SymPy that would hide something better known.
_UNWANTED = {'test', 'doctest'}


class Mathematics:
    """What was imported: `sage` is its version or None; `names` go into each namespace; `notes` are for the person."""

    def __init__(self) -> None:
        self.sage: Optional[str] = None
        self.names: Dict[str, Any] = {}
        self.notes: List[str] = []

    def load(self) -> None:
        """Import everything. Failing imports become notes, never errors."""
        os.environ['MPLBACKEND'] = 'module://stoa_kernel.figures'
        # A crash is reported by the zygote; the debugger that cysignals would start takes long and helps nobody here.
        os.environ.setdefault('CYSIGNALS_CRASH_QUIET', '1')
        self._load()
        if 'matplotlib' in sys.modules:
            importlib.import_module('stoa_kernel.figures')

    def _load(self) -> None:
        if importlib.util.find_spec('sage') is not None:
            try:
                self._load_sage()
                return
            except Exception as error:
                self.notes.append(f'SageMath is installed but cannot be imported ({type(error).__name__}: {error}).')
        else:
            self.notes.append(f'SageMath is not installed here; cells run in Python with SymPy, NumPy and Matplotlib. To add Sage: {_INSTALL_SAGE}')
        self._load_plain()

    def _load_sage(self) -> None:
        # Sage imports much of itself and of Matplotlib late; a first plot here saves every session from it.
        import sage.all_cmdline
        import sage.repl.interpreter
        from sage.repl.load import load
        from sage.version import version
        self.names = {name: value for name, value in vars(sage.all_cmdline).items() if not name.startswith('_')}
        self.names['__stoa_sage_load__'] = load
        try:
            _warm_sage()
        except Exception as error:
            self.notes.append(f'Plots of Sage do not work here ({type(error).__name__}: {error}).')
        self.sage = str(version)

    def _load_plain(self) -> None:
        for module, name in (('numpy', 'np'), ('matplotlib.pyplot', 'plt'), ('sympy', None)):
            try:
                loaded = importlib.import_module(module)
            except ImportError as error:
                self.notes.append(f'{module.split(".")[0]} cannot be imported ({error}).')
                continue
            if name:
                self.names[name] = loaded
                self.names[module.split('.')[0]] = sys.modules[module.split('.')[0]]
            else:
                self._take_sympy(loaded)

    def _take_sympy(self, sympy: Any) -> None:
        hidden = set(dir(__import__('builtins'))) | _UNWANTED
        self.names.update({name: getattr(sympy, name) for name in sympy.__all__ if name not in hidden})
        self.names['sympy'] = sympy
        self.names['x'] = sympy.Symbol('x')
        # A plot is shown as the value of its expression, not while it is made.
        from sympy.plotting.plot import unset_show
        unset_show()

    def enter(self, namespace: Dict[str, Any]) -> Preparser:
        """Prepare a freshly forked session: fill `namespace`, draw new random seeds; returns its preparser."""
        namespace.update(self.names)
        random.seed()
        if 'numpy' in sys.modules:
            sys.modules['numpy'].random.seed()
        if self.sage is None:
            preparser = Preparser(None, lambda: False)
            namespace['preparser'] = preparser.switch
            if 'sympy' in sys.modules:
                namespace['var'] = _sympy_var(namespace)
                sys.modules['sympy'].core.random.seed()
            return preparser
        from sage.misc import randstate
        from sage.repl import interpreter, user_globals
        from sage.repl.preparse import preparse
        randstate.set_random_seed()
        user_globals.set_globals(namespace)
        return Preparser(preparse, lambda: bool(interpreter._do_preparse))


def _warm_sage() -> None:
    import tempfile

    from sage.all import SR, latex, plot, sin
    from sage.misc.sageinspect import sage_getdoc
    x = SR.var('x')
    sage_getdoc(sin)
    latex((x + 1) ** 2)
    with tempfile.TemporaryDirectory() as folder:
        plot(sin(x), (x, 0, 1)).save(os.path.join(folder, 'plot.svg'))


def _sympy_var(namespace: Dict[str, Any]) -> Callable[..., Any]:
    def var(*names: Any, **options: Any) -> Any:
        """Make symbols and put them into the worksheet's namespace: var('x y'), var('x, y'), var('x', 'y')."""
        import sympy
        texts = [str(name) for given in names for name in (given if isinstance(given, (list, tuple)) else [given])]
        symbols = sympy.symbols(' '.join(texts).replace(',', ' ').split(), **options)
        for symbol in symbols:
            namespace[symbol.name] = symbol
        return symbols[0] if len(symbols) == 1 else tuple(symbols)
    return var


def remove_temporary(pid: int) -> None:
    """Remove what Sage kept in its temporary folder for a session that has ended."""
    misc = sys.modules.get('sage.misc.misc')
    if misc is None:
        return
    mine = str(misc.SAGE_TMP).rstrip('/')
    if os.path.basename(mine) == str(os.getpid()):
        shutil.rmtree(os.path.join(os.path.dirname(mine), str(pid)), ignore_errors=True)
