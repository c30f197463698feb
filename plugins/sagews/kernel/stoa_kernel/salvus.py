"""`salvus` (also `smc`): the object through which code in a cell speaks to its worksheet."""

import contextlib
import io
import os
import shutil
import sys
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional

from .cell import Html
from .interrupts import Interrupts
from .modes import Modes
from .namespace import Namespace
from .spool import Spool


class Salvus:
    """One per session. `sink` is the output of the run, or None between runs."""

    def __init__(self, namespace: Dict[str, Any], interrupts: Interrupts, spool: Spool) -> None:
        self.variables = namespace
        self.namespace = Namespace(namespace, self.report)
        self.modes: Modes
        self.executor: Any = None
        self.cell_id = ''
        self.data: Dict[str, Any] = {}
        self.typeset = False
        self.typeset_display = True
        self._interrupts = interrupts
        self.spool = spool
        self._output: Any = None
        self._drain: Callable[[], None] = lambda: None
        self._captures: List[Any] = []
        self._closers: List[Callable[[], None]] = []
        self._attached: Dict[str, float] = {}
        self._before: List[Callable[[], None]] = []
        self.code_decorators: List[str] = []
        self.prefix = self.postfix = ''
        self._initial: Dict[str, Any] = {}
        self._ask: Optional[Callable[[dict], Any]] = None
        self._reported: Optional[dict] = None
        self.runs = 0
        # What the groups of the cell's output began with before this run, for plugins that take up where they were.
        self.kept: List[dict] = []
        # The Jupyter kernels of notebooks, by name.
        self.kernels: Dict[str, Any] = {}
        # What pictures call that has no name in the worksheet.
        self.callbacks: List[Any] = []
        self.html_object = Html(self)

    def connect(self, drain: Callable[[], None], ask: Callable[[dict], Any], late: Callable[[dict], None]) -> None:
        """How to take what waits in the captured descriptors, how to ask the person, and how to say what came after a run."""
        self.late = late
        self._drain = drain
        self._ask = ask

    def begin(self, output: Any, cell_id: str) -> None:
        """A run begins: what is written goes to `output`. `runs` counts them."""
        if output is not None:
            self.runs += 1
            self._reported = None
        self._output = output
        self.cell_id = cell_id

    def text(self, kind: str, text: str) -> None:
        """Text from anywhere: into the innermost `%capture`, or out."""
        for parts, echo in reversed(self._captures):
            parts[kind].append(text)
            if not echo:
                return
        if self._output is not None:
            self._output.text(kind, text)

    def send(self, message: Dict[str, Any], always: bool = False) -> None:
        """A message of any kind, after everything that was written before it."""
        if self._output is not None:
            with self._interrupts:
                self._drain()
                self._output.message(message, always=always)

    @contextlib.contextmanager
    def captured(self, parts: Dict[str, list], echo: bool) -> Iterator[None]:
        """While inside, text is added to `parts` instead of being shown."""
        entry = (parts, echo)
        with self._interrupts:
            self._drain()
        self._captures.append(entry)
        try:
            yield
        finally:
            with self._interrupts:
                self._drain()
            if entry in self._captures:
                self._captures.remove(entry)

    def forget_captures(self) -> None:
        """The run has ended, whatever an interrupt has cut off."""
        self._captures.clear()

    def report(self, error: BaseException) -> None:
        """Show an error at this place of the output and go on; the run counts as failed nevertheless."""
        self._reported = self.executor.description(error)
        shown = {name: self._reported[name] for name in ('name', 'message', 'line', 'hint')}
        self.send({'stderr': self._reported['traceback'], 'traceback': shown}, always=True)

    def take_reported(self) -> Optional[dict]:
        """The error that was reported in this run, once."""
        reported, self._reported = self._reported, None
        return reported

    def write(self, kind: str, text: str) -> None:
        """What a stream does: descriptors first, then the text."""
        self._drain()
        self.text(kind, text)

    def stdout(self, text: Any) -> None:
        """Write text."""
        with self._interrupts:
            self.write('stdout', str(text))

    def stderr(self, text: Any) -> None:
        """Write text as an error."""
        with self._interrupts:
            self.write('stderr', str(text))

    def html(self, text: Any, hide: bool = False) -> None:
        """Show HTML."""
        self.send({'html': str(text)})
        if hide:
            self.hide('input')

    def md(self, text: Any, hide: bool = False) -> None:
        """Show Markdown."""
        self.send({'md': str(text)})
        if hide:
            self.hide('input')

    def html_mode(self, text: Optional[str] = None, hide: bool = False) -> Any:
        """`%html` and `%html(hide=True)`."""
        return (lambda inner: self.html(inner, hide=hide)) if text is None else self.html(text, hide=hide)

    def md_mode(self, text: Optional[str] = None, hide: bool = False) -> Any:
        """`%md` and `%md(hide=True)`."""
        return (lambda inner: self.md(inner, hide=hide)) if text is None else self.md(text, hide=hide)

    def latex_mode(self, text: str) -> None:
        """`%latex`: typeset the text, which may mix words and formulas between dollar signs."""
        self.md(text)

    def tex(self, obj: Any, display: bool = False) -> None:
        """Show a formula: a string of LaTeX, or the LaTeX of an object."""
        from .display import latex_of
        tex = obj if isinstance(obj, str) else latex_of(obj)
        self.send({'tex': {'tex': str(obj) if tex is None else tex, 'display': bool(display)}})

    def code(self, source: str, mode: Optional[str] = None, filename: Optional[str] = None, lineno: int = -1) -> None:
        """Show code, coloured as `mode` or as the name says."""
        self.send({'code': {'source': source, 'mode': mode, 'filename': filename, 'lineno': int(lineno)}})

    def file(self, filename: str, show: bool = True, done: bool = False, download: bool = False, once: bool = False, events: Any = None,
             raw: bool = False, text: Optional[str] = None) -> Any:
        """Show a file, or link to it if it is no picture; `text` says what it is. `download`, `raw`: always a link. `once`: not when the worksheet is
        opened again. With `show=False` nothing is seen, and the address of its content, as it is now, is returned for HTML: `.url`, and `.ttl` in seconds."""
        path = os.path.expanduser(filename)
        name = os.path.basename(path)
        target = self.spool.path(os.path.splitext(name)[1].lstrip('.') or 'bin')
        shutil.copyfile(path, target)
        message = self.spool.message(target, filename=name, text=text or name)
        if not show:
            self.send({'file': {**message['file'], 'hidden': True}}, always=True)
            return self.spool.address(target, name)
        if download or raw:
            message['file']['show'] = False
        self.send({**message, 'once': True} if once else message)
        return None

    def pdf(self, filename: str, **options: Any) -> None:
        """Show or link a PDF file."""
        self.file(filename)

    def hide(self, component: str) -> None:
        """Hide 'input' or 'output' of the cell."""
        self.send({'hide': _component(component)})

    def show(self, component: str) -> None:
        """Show 'input' or 'output' of the cell again."""
        self.send({'show': _component(component)})

    def clear(self) -> None:
        """Forget all output of the cell so far."""
        self.send({'clear': True})

    def delete_last_output(self) -> None:
        """Forget the last piece of output."""
        self.send({'delete_last': True})

    def typeset_mode(self, on: bool = True, display: bool = True) -> None:
        """Whether values are shown as formulas."""
        self.typeset = bool(on)
        self.typeset_display = bool(display)

    def default_mode(self, name: str) -> None:
        """See `default_mode` in the namespace."""
        self.variables['default_mode'](name)

    def preparse(self, code: str) -> str:
        """The Python that code becomes."""
        return self.executor.preparser(code)

    def execute(self, code: str, namespace: Any = None, preparse: bool = True, locals: Any = None, offset: int = 0) -> None:
        """Run code as a cell does, here and now."""
        self.executor.run(code, preparse=preparse, offset=offset)

    def execute_with_code_decorators(self, code_decorators: List[str], code: str, preparse: bool = True, namespace: Any = None, locals: Any = None) -> None:
        """Run code under the modes `code_decorators`, the first outermost."""
        if not code_decorators:
            self.execute(code, preparse=preparse)
            return
        first, *others = code_decorators
        self.modes.run(first, ' '.join([*(f'%{name}' for name in others), code]), 0)

    def raw_input(self, prompt: str = '', default: str = '', placeholder: str = '', input_width: Any = None, label_width: Any = None, type: Any = None) -> Any:
        """Ask the person for a text; `type` 'sage' evaluates it, any other callable converts it."""
        assert self._ask is not None
        with self._interrupts:
            self._drain()
        answer = self._ask({
            'prompt': str(prompt), 'value': str(default), 'placeholder': str(placeholder),
            'input_width': input_width, 'label_width': label_width, 'submitted': False,
        })
        if type is None or type is str:
            return answer
        return self.executor.evaluate(answer) if type == 'sage' else type(answer)

    def load(self, name: str) -> None:
        """Run a file in the namespace of the worksheet."""
        path = os.path.expanduser(name)
        if path.endswith(('.py', '.sage')):
            with open(path) as file:
                text = file.read()
            if path.endswith('.sage'):
                self.execute(text)
            else:
                exec(compile(text, path, 'exec', dont_inherit=True), self.variables)
            return
        load = self.variables.get('__stoa_sage_load__')
        if load is None:
            raise ValueError(f'{name!r} cannot be loaded: without Sage only .py and .sage files can.')
        load(path, self.variables)

    def attach(self, name: str) -> None:
        """Load a file now and whenever it has changed."""
        path = os.path.abspath(os.path.expanduser(name))
        self._attached[path] = os.stat(path).st_mtime
        self.load(path)

    def shielded(self) -> Interrupts:
        """A section in which an interrupt is put off until its end."""
        return self._interrupts

    def record(self, output: Any) -> None:
        """In a copy of the session's process: what is put out goes to `output`, and what the session captures is left to it."""
        self._drain = lambda: None
        self._output = output
        sys.stdout, sys.stderr = (_Writer(self, kind) for kind in ('stdout', 'stderr'))

    def is_initial(self, name: str) -> bool:
        """Whether a variable has the value that it had at the start."""
        return name in self._initial and self._initial[name] is self.variables.get(name)

    def before_cell(self, function: Callable[[], None]) -> None:
        """Call `function` before the code of each cell."""
        self._before.append(function)

    def ready(self) -> None:
        """A cell's code is about to run."""
        for function in self._before:
            function()
        self.load_changed()

    def load_changed(self) -> None:
        """Load the attached files that have changed."""
        for path, seen in list(self._attached.items()):
            try:
                now = os.stat(path).st_mtime
            except OSError:
                continue
            if now != seen:
                self._attached[path] = now
                self.load(path)

    def remember(self) -> None:
        """What `reset` goes back to: the namespace as it is now."""
        self._initial = dict(self.variables)

    def reset(self, names: Optional[List[str]] = None) -> None:
        """Put variables back; all of them if no names are given."""
        for name in list(self.variables) if names is None else names:
            if name.startswith('__') and names is None:
                continue
            if name in self._initial:
                self.variables[name] = self._initial[name]
            else:
                self.variables.pop(name, None)
        if names is None:
            self.variables.update({name: value for name, value in self._initial.items() if name not in self.variables})
            self.modes.default = 'sage'
            self.typeset = False

    def restore(self, names: Optional[Iterable[str]] = None) -> None:
        """Give variables their first values back, and leave the person's own."""
        self.variables.update({name: value for name, value in self._initial.items() if names is None or name in names})

    def on_close(self, closer: Callable[[], None]) -> None:
        """Call `closer` when the session ends."""
        self._closers.append(closer)

    def close(self) -> None:
        """The session ends."""
        for closer in reversed(self._closers):
            closer()
        self._closers.clear()


def _component(name: str) -> str:
    if name not in ('input', 'output'):
        raise ValueError(f"A cell has 'input' and 'output', not {name!r}.")
    return name


class _Writer(io.TextIOBase):
    """A stream of a copy of the session."""

    def __init__(self, salvus: Salvus, kind: str) -> None:
        self._salvus, self._kind = salvus, kind

    def write(self, text: str) -> int:
        """Write text."""
        self._salvus.text(self._kind, text)
        return len(text)
