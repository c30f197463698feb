"""Modes for other languages: `%fortran`, `%cython`, `%go`, `%java`, `%r`, `%julia`, `%octave`, `%asy`, `%pandoc` and their kin."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from typing import Any, Callable, Dict, List, Optional

from . import jupyter
from .scripts import ScriptError, run_script

_JAVA_CLASS = re.compile(r'\bpublic\s+(?:final\s+)?class\s+(\w+)')


def program(*names: str, what: str) -> str:
    """The path of the first of these programs that is here."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise ScriptError(f'{what} needs the program {" or ".join(names)}, which is not here. Install it, or ask whoever looks after this machine.')


def modes(salvus: Any, namespace: Dict[str, Any]) -> Dict[str, Callable[..., Any]]:
    """The modes, by name; each is a function that worksheets have too."""

    def tell(status: int) -> None:
        if status:
            salvus.stderr(f'(exit code {status})\n')

    def compiled(code: str, filename: str, commands: Callable[[str, str], List[List[str]]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, filename)
            with open(path, 'w') as file:
                file.write(code + '\n')
            for command in commands(path, folder):
                status = run_script(command, '')
                if status:
                    tell(status)
                    return

    def go(code: str) -> None:
        """Run a program in Go. Without a `package` line the text stands in `main`."""
        go_program = program('go', what='%go')
        if not re.search(r'^\s*package\s', code, re.M):
            code = f'package main\n\nimport "fmt"\n\nvar _ = fmt.Sprint\n\nfunc main() {{\n{code}\n}}' if 'func main' not in code else f'package main\n{code}'
        compiled(code, 'main.go', lambda path, _: [[go_program, 'run', path]])

    def java(code: str) -> None:
        """Run a program in Java. Without a class the text stands in `main`."""
        java_program = program('java', what='%java')
        if 'class ' not in code:
            code = f'public class Main {{ public static void main(String[] arguments) {{\n{code}\n}} }}'
        name = (_JAVA_CLASS.search(code) or [None, 'Main'])[1]
        # Running a source file needs the compiler, but no separate step.
        compiled(code, f'{name}.java', lambda path, _: [[java_program, path]])

    def fortran(code: str) -> None:
        """Compile subroutines and functions in Fortran; they can be called from Python afterwards."""
        name = f'stoa_fortran_{os.getpid()}_{next(counter)}'
        folder = tempfile.mkdtemp()
        salvus.on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
        fixed = not re.search(r'^\s{0,4}[^\sCc*!\d]', code, re.M)
        source = os.path.join(folder, f'{name}.{"f" if fixed else "f90"}')
        with open(source, 'w') as file:
            file.write(code + '\n')
        done = subprocess.run(
            [sys.executable, '-m', 'numpy.f2py', '-c', '-m', name, source], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise ScriptError(f'This could not be compiled:\n{(done.stdout + done.stderr).strip()[-4000:]}')
        sys.path.insert(0, folder)
        try:
            module = __import__(name)
        finally:
            sys.path.remove(folder)
        namespace.update({key: value for key, value in vars(module).items() if not key.startswith('_')})

    def cython(code: Optional[str] = None, **options: Any) -> Any:
        """Compile code in Cython and put its names into the worksheet."""
        if code is None:
            return lambda text: cython(text, **options)
        if 'sage.all' in sys.modules:
            from sage.misc.cython import cython_compile
            kept = {key: value for key, value in options.items() if key not in ('silent', 'annotate')}
            with warnings.catch_warnings():
                warnings.simplefilter('ignore')
                cython_compile(code, **kept)
            return None
        try:
            import pyximport
        except ImportError:
            raise ScriptError('%cython needs the Python package Cython, which is not installed here (pip install cython).') from None
        name = f'stoa_cython_{os.getpid()}_{next(counter)}'
        folder = tempfile.mkdtemp()
        salvus.on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
        path = os.path.join(folder, f'{name}.pyx')
        with open(path, 'w') as file:
            file.write(code + '\n')
        module = pyximport.load_module(name, path, build_inplace=False, language_level=3)
        namespace.update({key: value for key, value in vars(module).items() if not key.startswith('_')})
        return None

    def asy(code: str) -> None:
        """Draw with Asymptote."""
        asy_program = program('asy', what='%asy')
        target = salvus.spool.path('svg')
        compiled(code, 'picture.asy', lambda path, _: [[asy_program, '-f', 'svg', '-o', target[:-4], path]])
        if os.path.exists(target):
            salvus.send(salvus.spool.message(target, text='A drawing by Asymptote'))

    def pandoc(fmt: str = 'markdown') -> Callable[[str], None]:
        """`%pandoc('mediawiki')`: show text that is written in a format which pandoc knows."""
        def run(text: str) -> None:
            command = [program('pandoc', what='%pandoc'), '-f', fmt, '-t', 'html', '--mathjax']
            done = subprocess.run(command, input=text, capture_output=True, text=True)
            if done.returncode:
                raise ScriptError(f'pandoc says: {done.stderr.strip()[-2000:]}')
            salvus.html(done.stdout)
        return run

    def mediawiki(text: Optional[str] = None, hide: bool = True) -> Any:
        """`%mediawiki`, `%wiki`: show text in the markup of MediaWiki, and hide the input."""
        if text is None:
            return lambda inner: mediawiki(inner, hide=hide)
        pandoc('mediawiki')(text)
        if hide:
            salvus.hide('input')
        return None

    def octave(code: str) -> None:
        """Run code in Octave: in its Jupyter kernel if there is one, else a program of its own for each cell."""
        if not through_kernel('octave', ['octave'], code):
            tell(run_script([program('octave-cli', 'octave', what='%octave'), '--no-gui', '--quiet', '-'], code + '\n'))

    def r(code: str) -> None:
        """Run code in R, which keeps its variables: in its Jupyter kernel if there is one, else through Sage, else one program a cell."""
        if through_kernel('r', ['ir'], code):
            return
        interface = getattr(sys.modules.get('sage.interfaces.all'), 'r', None)
        if interface is None:
            tell(run_script([program('Rscript', what='%r'), '-'], code + '\n'))
            return
        text = interface.eval(code)
        if text.strip():
            print(text)

    def julia(code: str) -> None:
        """Run code in Julia: in its Jupyter kernel if there is one, else a program of its own for each cell."""
        if not through_kernel('julia', ['julia*'], code):
            tell(run_script([program('julia', what='%julia'), '-'], code + '\n'))

    def scala(code: str) -> None:
        """Run code in Scala: in its Jupyter kernel if there is one, else a program of its own for each cell."""
        if not through_kernel('scala', ['scala*', 'almond'], code):
            program('scala', what='%scala')
            compiled(code, 'Main.scala', lambda path, _: [['scala', path]])

    def only_kernel(name: str, kernels: List[str], title: str) -> Callable[[str], None]:
        def run(code: str) -> None:
            if not through_kernel(name, kernels, code):
                raise ScriptError(f'%{name} runs in the Jupyter kernel of {title}, and none was found here.')
        run.__doc__ = f'Run code in the Jupyter kernel of {title}.'
        return run

    started: Dict[str, jupyter.Kernel] = {}

    def through_kernel(name: str, kernels: List[str], code: str) -> bool:
        if name not in started:
            kernel = jupyter.first_of(kernels)
            if kernel is None:
                return False
            started[name] = jupyter.Kernel(salvus, kernel)
        started[name](code)
        return True

    counter = iter(range(1_000_000))
    return {
        'go': go, 'java': java, 'fortran': fortran, 'cython': cython, 'asy': asy, 'pandoc': pandoc, 'mediawiki': mediawiki, 'wiki': mediawiki,
        'octave': octave, 'r': r, 'julia': julia, 'scala': scala, 'scala211': scala,
        'singular_kernel': only_kernel('singular_kernel', ['singular*'], 'Singular'),
        'anaconda': only_kernel('anaconda', ['anaconda*'], 'Anaconda'),
    }


def interfaces() -> List[str]:
    """The names of Sage's interfaces whose programs are here; each is a mode."""
    module = sys.modules.get('sage.interfaces.all')
    return [name for name, command in _INTERFACES.items() if module is not None and hasattr(module, name) and shutil.which(command)]


_INTERFACES = {
    'axiom': 'axiom', 'fricas': 'fricas', 'gap': 'gap', 'giac': 'giac', 'gp': 'gp', 'kash': 'kash', 'lisp': 'ecl', 'macaulay2': 'M2', 'magma': 'magma',
    'maple': 'maple', 'mathematica': 'math', 'mathics': 'mathics', 'matlab': 'matlab', 'maxima': 'ecl', 'mupad': 'mupkern', 'mwrank': 'mwrank',
    'polymake': 'polymake', 'scilab': 'scilab', 'singular': 'Singular',
}
