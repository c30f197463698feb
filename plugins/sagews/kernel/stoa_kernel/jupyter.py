"""Jupyter kernels as modes: `jupyter('name')`, and each kernel that is found on the machine under its own name."""

import base64
import json
import os
import re
import subprocess
import sys
import time
from typing import Any, Callable, Dict, List, Optional

_ESCAPES = re.compile(r'\x1b\[[0-9;?]*[A-Za-z]')
_PICTURES = (('image/svg+xml', 'svg'), ('image/png', 'png'), ('image/jpeg', 'jpg'), ('image/gif', 'gif'), ('application/pdf', 'pdf'))
_STARTUP_SECONDS = 60
_PATIENCE_SECONDS = 5


class JupyterError(Exception):
    """The kernel's code failed, or there is no such kernel."""


def found() -> Dict[str, str]:
    """The kernels of this machine: their names, and what they call themselves. Only looks at folders, so it costs next to nothing."""
    return {name: str(about.get('display_name') or name) for name, about in _specifications().items()}


def languages() -> Dict[str, str]:
    """The languages that they say they are for."""
    return {name: str(about.get('language') or '') for name, about in _specifications().items()}


def _specifications() -> Dict[str, Dict[str, Any]]:
    home = os.path.expanduser('~')
    folders = [
        *(os.path.join(path, 'kernels') for path in os.environ.get('JUPYTER_PATH', '').split(os.pathsep) if path),
        os.path.join(os.environ.get('JUPYTER_DATA_DIR') or os.path.join(home, '.local', 'share', 'jupyter'), 'kernels'),
        os.path.join(home, 'Library', 'Jupyter', 'kernels'),
        *(os.path.join(root, 'share', 'jupyter', 'kernels') for root in (sys.prefix, '/usr/local', '/usr')),
    ]
    kernels: Dict[str, Dict[str, Any]] = {}
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            try:
                with open(os.path.join(folder, name, 'kernel.json')) as file:
                    about = json.load(file)
            except (OSError, ValueError):
                continue
            if isinstance(about, dict):
                kernels.setdefault(name, about)
    return kernels


class Kernel:
    """A mode that runs text in a Jupyter kernel, which starts with the first text and keeps its state until the session ends."""

    def __init__(self, salvus: Any, name: str) -> None:
        self.name = name
        self._salvus = salvus
        self._manager: Any = None
        self._client: Any = None
        salvus.on_close(self.stop)

    def __call__(self, code: str) -> None:
        """Run code in the kernel, showing what it puts out."""
        self._start()
        request = self._client.execute(code, allow_stdin=True)
        try:
            failure = self._follow(request)
        except KeyboardInterrupt:
            self._interrupt(request)
            raise
        if failure is not None:
            raise JupyterError(failure)

    def complete(self, code: str, cursor: int) -> Optional[tuple]:
        """Where the replaced text starts and what may stand there; None while the kernel has not started."""
        if self._client is None:
            return None
        answer = self._client.complete(code, cursor, reply=True, timeout=_PATIENCE_SECONDS)['content']
        return int(answer.get('cursor_start', cursor)), [str(match) for match in answer.get('matches') or []]

    def stop(self) -> None:
        """End the kernel."""
        client, manager, self._client, self._manager = self._client, self._manager, None, None
        if client is not None:
            client.stop_channels()
        if manager is not None:
            manager.shutdown_kernel(now=True)

    def __repr__(self) -> str:
        return f'Jupyter kernel {self.name!r}: put %x before code after x = jupyter({self.name!r})'

    def _start(self) -> None:
        if self._manager is not None and self._manager.is_alive():
            return
        try:
            from jupyter_client import KernelManager
            from jupyter_client.kernelspec import NoSuchKernel
        except ImportError:
            raise JupyterError(
                'Jupyter kernels are spoken to through the Python package jupyter_client, which is not installed here. '
                'Install it for the Python that runs worksheets (pip install jupyter_client).') from None
        self.stop()
        manager = KernelManager(kernel_name=self.name)
        try:
            # What the kernel writes outside of its messages is about itself.
            manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except NoSuchKernel:
            names = ', '.join(sorted(found())) or 'none'
            raise JupyterError(f'There is no Jupyter kernel {self.name!r} here. Those found: {names}.') from None
        self._manager = manager
        self._client = manager.blocking_client()
        self._client.start_channels()
        try:
            self._client.wait_for_ready(timeout=_STARTUP_SECONDS)
        except BaseException:
            self.stop()
            raise

    def _follow(self, request: str, until: float = float('inf')) -> Optional[str]:
        """Pass on what comes until the kernel is idle again; what failed, in a sentence, or None."""
        failure = None
        while time.monotonic() < until:
            self._answer_questions()
            message = self._next()
            if message is None:
                if not self._manager.is_alive():
                    self.stop()
                    return f'The kernel {self.name} has ended; the next cell starts it again.'
                continue
            if message['parent_header'].get('msg_id') != request:
                continue
            kind, content = message['msg_type'], message['content']
            if kind == 'status' and content['execution_state'] == 'idle':
                return failure
            if kind == 'error':
                self._salvus.stderr(_ESCAPES.sub('', '\n'.join(content.get('traceback') or [])).rstrip('\n') + '\n')
                failure = f'{content.get("ename")}: {content.get("evalue")}'
            else:
                self._show(kind, content)
        return failure

    def _next(self) -> Any:
        import queue
        try:
            return self._client.get_iopub_msg(timeout=0.2)
        except queue.Empty:
            return None

    def _answer_questions(self) -> None:
        import queue
        try:
            question = self._client.get_stdin_msg(timeout=0)
        except queue.Empty:
            return
        if question['msg_type'] == 'input_request':
            self._client.input(self._salvus.raw_input(question['content'].get('prompt', '')))

    def _interrupt(self, request: str) -> None:
        self._manager.interrupt_kernel()
        try:
            self._follow(request, until=time.monotonic() + _PATIENCE_SECONDS)
        except KeyboardInterrupt:
            self.stop()

    def _show(self, kind: str, content: dict) -> None:
        if kind == 'stream':
            (self._salvus.stderr if content.get('name') == 'stderr' else self._salvus.stdout)(_ESCAPES.sub('', content['text']))
        elif kind == 'clear_output':
            self._salvus.clear()
        elif kind in ('display_data', 'execute_result'):
            show_bundle(self._salvus, content.get('data') or {})


def kernel_of(salvus: Any, wanted: Dict[str, Any]) -> Kernel:
    """The kernel that a notebook is written for, `{name, language, title}`: of that name, or the first of that language. One serves the session."""
    name, language, title = (str(wanted.get(key) or '') for key in ('name', 'language', 'title'))
    present = found()
    if name not in present:
        spoken = languages()
        others = [other for other in sorted(present) if spoken[other].lower() == language.lower()]
        if not others:
            here = ', '.join(sorted(present)) or 'none'
            raise JupyterError(
                f'This notebook is written for the Jupyter kernel “{title or name}” ({name}), which is not on this machine; found are: {here}. '
                f'Install a kernel for {language}, or begin a cell with a mode such as %sage to run it otherwise.')
        name = others[0]
    if name not in salvus.kernels:
        salvus.kernels[name] = Kernel(salvus, name)
    return salvus.kernels[name]


def show_bundle(salvus: Any, data: Dict[str, Any]) -> None:
    """Show the richest form of a value that worksheets know."""
    text = _text(data.get('text/plain', ''))
    for mime, extension in _PICTURES:
        if mime in data:
            path = salvus.spool.path(extension)
            content = _text(data[mime])
            with open(path, 'wb') as file:
                file.write(content.encode() if extension == 'svg' else base64.b64decode(content))
            salvus.send(salvus.spool.message(path, text=text))
            return
    if 'text/html' in data:
        salvus.html(_text(data['text/html']))
    elif 'text/markdown' in data:
        salvus.md(_text(data['text/markdown']))
    elif 'text/latex' in data:
        salvus.md(_text(data['text/latex']))
    elif text:
        salvus.stdout(_ESCAPES.sub('', text) + '\n')


def _text(value: Any) -> str:
    return ''.join(value) if isinstance(value, list) else str(value)


def modes(salvus: Any) -> Dict[str, Callable[..., Any]]:
    """`jupyter` and a mode for each kernel found whose name can be one."""
    kernels = found()

    def jupyter(name: str = '') -> Any:
        """`x = jupyter('name')` makes a mode `%x` that runs in a Jupyter kernel; `jupyter()` prints the kernels that are here."""
        if not name:
            print('\n'.join(f'{name}: {title}' for name, title in sorted(kernels.items())) or 'No Jupyter kernel was found here.')
            return None
        return Kernel(salvus, name)

    own = {re.sub(r'\W', '_', name): name for name in kernels}
    return {'jupyter': jupyter, **{name: Kernel(salvus, kernel) for name, kernel in own.items() if name.isidentifier()}}


def first_of(names: List[str]) -> Optional[str]:
    """The first of these kernels that is here; one that ends in `*` stands for all that begin so."""
    kernels = sorted(found())
    for name in names:
        for kernel in kernels:
            if kernel == name or name.endswith('*') and kernel.startswith(name[:-1]):
                return kernel
    return None
