"""`%fork`: code that runs in a copy of the session while the worksheet goes on.

What it puts out comes into the cell when it is over, and the variables that it has changed are taken over before the next cell, as far as
they can be pickled.
"""

import os
import pickle
import signal
import sys
import tempfile
import uuid
from typing import Any, Callable, Dict, List

from .interrupts import start_thread
from .processes import flush_c_streams


class Recorder:
    """Takes the output of the copy in the place of a `RunOutput`."""

    def __init__(self) -> None:
        self.messages: List[dict] = []

    def text(self, kind: str, text: str) -> None:
        """Text of a stream; pieces of one kind become one message."""
        if text and self.messages and list(self.messages[-1]) == [kind]:
            self.messages[-1][kind] += text
        elif text:
            self.messages.append({kind: text})

    def message(self, message: Dict[str, Any], always: bool = False) -> None:
        """Any other message."""
        self.messages.append(message)


class Fork:
    """The mode and the function `fork`."""

    takes_offset = True

    def __init__(self, salvus: Any, namespace: Dict[str, Any], late: Callable[[dict], None]) -> None:
        self._salvus = salvus
        self._namespace = namespace
        self._late = late
        self._running: Dict[int, str] = {}
        self._finished: List[Dict[str, bytes]] = []

    def __call__(self, code: str, offset: int = 0) -> None:
        """Run code in a copy of the session, while other cells go on."""
        salvus = self._salvus
        group, cell = str(uuid.uuid4()), salvus.cell_id
        result = tempfile.NamedTemporaryFile(prefix='fork-', delete=False)
        result.close()
        before = dict(self._namespace)
        sys.stdout.flush()
        with salvus.shielded():
            pid = os.fork()
        if pid == 0:
            self._copy(code, offset, result.name, before)
        self._running[pid] = cell
        salvus.send({'stdout': f'Runs apart, as process {pid}.\n', 'open': group})
        salvus.send({'close': group})
        start_thread(lambda: self._wait(pid, result.name, cell, group), 'fork')

    def children(self) -> Dict[int, str]:
        """The copies that run: process numbers, and the id of the cell of each."""
        return dict(self._running)

    def kill(self, pid: int) -> None:
        """End a copy."""
        if int(pid) not in self._running:
            raise ValueError(f'{pid} is not one of the running copies: {", ".join(map(str, self._running)) or "there are none"}.')
        os.kill(int(pid), signal.SIGKILL)

    def take_over(self) -> None:
        """Put what finished copies have changed into the namespace."""
        while self._finished:
            for name, data in self._finished.pop(0).items():
                self._namespace[name] = pickle.loads(data)

    def _copy(self, code: str, offset: int, path: str, before: Dict[str, Any]) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        recorder = Recorder()
        # What programs and C code write.
        written = tempfile.TemporaryFile()
        try:
            os.dup2(written.fileno(), 1)
            os.dup2(written.fileno(), 2)
            self._salvus.record(recorder)
            _leave_interfaces()
            try:
                self._salvus.execute(code, offset=offset)
            except BaseException as error:
                told = self._salvus.executor.description(error)
                shown = {name: told[name] for name in ('name', 'message', 'line', 'hint')}
                recorder.message({'stderr': told['traceback'], 'traceback': shown})
            flush_c_streams()
            written.seek(0)
            recorder.text('stdout', written.read().decode('utf-8', 'replace'))
            with open(path, 'wb') as file:
                pickle.dump((recorder.messages, self._changed(before)), file)
        finally:
            os._exit(0)

    def _changed(self, before: Dict[str, Any]) -> Dict[str, bytes]:
        changed: Dict[str, bytes] = {}
        for name, value in list(self._namespace.items()):
            same = before.get(name, before) is value
            if name.startswith('__') or same and (not isinstance(value, (list, dict, set)) or self._salvus.is_initial(name)):
                continue
            try:
                changed[name] = pickle.dumps(value)
            except Exception:  # whatever cannot be pickled stays in the copy
                continue
        return changed

    def _wait(self, pid: int, path: str, cell: str, group: str) -> None:
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            pass
        self._running.pop(pid, None)
        try:
            with open(path, 'rb') as file:
                messages, changed = pickle.load(file)
        except (EOFError, OSError, pickle.UnpicklingError):
            messages, changed = [{'stderr': f'The process {pid} was ended.\n'}], {}
        finally:
            os.unlink(path)
        self._finished.append(changed)
        first, *rest = messages or [{}]
        self._late({'event': 'late', 'cell': cell, 'group': group, 'messages': [{**first, 'open': group}, *rest, {'close': group}]})


def _leave_interfaces() -> None:
    # The programs behind Sage's interfaces serve the session; the copy starts its own.
    leave = getattr(sys.modules.get('sage.interfaces.quit'), 'invalidate_all', None)
    if leave is not None:
        leave()
