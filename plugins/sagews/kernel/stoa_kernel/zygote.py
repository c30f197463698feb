"""The zygote: imports the mathematics, listens, forks a session per worksheet, passes signals on, reports deaths."""

import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from typing import Dict, List, Optional

from . import PROTOCOL, plugins as plugin_registry, processes
from .interrupts import Interrupts
from .mathematics import Mathematics, remove_temporary
from .session import Session
from .wire import Lines, WireError, decode, encode, field

_HANG_UP = getattr(select, 'POLLRDHUP', 0x2000)
_GRACE_SECONDS = 1.0


class _Client:
    """A connection that is not a session (yet)."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.lines = Lines()
        self.control = False
        self.unsent = bytearray()


class _Child:
    """A session as the zygote sees it. The kept connection tells when the peer has gone, even if the session is stuck."""

    def __init__(self, pid: int, path: str, connection: socket.socket, own_spool: Optional[str]) -> None:
        self.pid = pid
        self.path = path
        self.connection = connection
        self.own_spool = own_spool
        self.started = time.time()
        self.gone_at: Optional[float] = None


class Zygote:
    """`serve` returns the exit code when told to stop."""

    def __init__(self, socket_path: str, paths: List[str], plugins: List[str], until_stdin_ends: bool) -> None:
        self._socket_path = socket_path
        self._paths = paths
        self._plugins = plugins
        self._until_stdin_ends = until_stdin_ends
        self._mathematics = Mathematics()
        self._interrupts = Interrupts()
        self._clients: Dict[int, _Client] = {}
        self._children: Dict[int, _Child] = {}
        self._poll = select.poll()
        self._stopping = False

    def serve(self) -> int:
        """Listen, import, and fork until SIGTERM, `shutdown`, or the end of standard input if that was asked for."""
        self._report = os.fdopen(os.dup(1), 'w', buffering=1)
        # What libraries print while they are imported must not mix with the two lines.
        os.dup2(2, 1)
        self._listener = _listen(self._socket_path)
        self._say({'event': 'listening', 'protocol': PROTOCOL, 'socket': self._socket_path, 'pid': os.getpid()})
        processes.adopt_orphans()
        self._load()
        self._interrupts.install()
        self._watch()
        while not self._stopping:
            self._wait()
        self._stop()
        return 0

    def _load(self) -> None:
        began = time.monotonic()
        sys.path[:0] = self._paths
        self._mathematics.load()
        for plugin in [*self._plugins, *(module for path in self._paths for module in plugin_registry.modules_in(path))]:
            try:
                importlib.import_module(plugin)
            except Exception as error:
                self._mathematics.notes.append(f'{plugin} cannot be imported ({type(error).__name__}: {error}).')
        gc.collect()
        # Shared pages stay shared: the collector never touches what was imported.
        gc.freeze()
        self._say({
            'event': 'ready', 'protocol': PROTOCOL, 'pid': os.getpid(), 'python': sys.version.split()[0], 'sage': self._mathematics.sage,
            'seconds': round(time.monotonic() - began, 3), 'notes': self._mathematics.notes,
        })

    def _say(self, message: dict) -> None:
        self._report.write(json.dumps(message) + '\n')

    def _watch(self) -> None:
        self._wake, wake = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(wake, False)
        self._wake_writer = wake
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGTERM, self._terminate)
        self._poll.register(self._listener, select.POLLIN)
        self._poll.register(self._wake, select.POLLIN)
        if self._until_stdin_ends:
            self._poll.register(0, select.POLLIN)

    def _terminate(self, number, frame) -> None:
        self._stopping = True

    def _wait(self) -> None:
        leaving = [child.gone_at for child in self._children.values() if child.gone_at is not None]
        pause = None if not leaving else max(0, (min(leaving) + _GRACE_SECONDS - time.monotonic()) * 1000)
        for descriptor, events in self._poll.poll(pause):
            if descriptor == self._listener.fileno():
                self._accept()
            elif descriptor == self._wake:
                os.read(self._wake, 4096)
            elif descriptor == 0:
                self._stopping = not os.read(0, 4096)
            elif descriptor in self._clients:
                client = self._clients[descriptor]
                if events & select.POLLOUT:
                    self._flush(client)
                if events & ~select.POLLOUT:
                    self._receive(client)
            else:
                self._hung_up(descriptor)
        self._reap()
        for child in self._children.values():
            if child.gone_at is not None and time.monotonic() >= child.gone_at + _GRACE_SECONDS:
                processes.kill(child.pid)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        connection.setblocking(False)
        client = self._clients[connection.fileno()] = _Client(connection)
        self._poll.register(connection, select.POLLIN)
        self._send(client, {
            'event': 'hello', 'protocol': PROTOCOL, 'pid': os.getpid(), 'python': sys.version.split()[0], 'sage': self._mathematics.sage})

    def _drop(self, client: _Client) -> None:
        del self._clients[client.connection.fileno()]
        self._poll.unregister(client.connection)
        client.connection.close()

    def _send(self, client: _Client, message: dict) -> None:
        client.unsent += encode(message)
        self._flush(client)

    def _flush(self, client: _Client) -> None:
        try:
            sent = client.connection.send(client.unsent) if client.unsent else 0
            del client.unsent[:sent]
        except BlockingIOError:
            pass
        except OSError:
            # The end of the connection is seen when reading.
            client.unsent.clear()
        self._poll.modify(client.connection, select.POLLIN | (select.POLLOUT if client.unsent else 0))

    def _receive(self, client: _Client) -> None:
        try:
            data = client.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if not data:
            self._drop(client)
            return
        try:
            lines = client.lines.feed(data)
        except WireError as error:
            self._send(client, error.answer())
            self._drop(client)
            return
        for number, line in enumerate(lines):
            try:
                message = decode(line)
                if message['event'] == 'start' and not client.control:
                    rest = b''.join(other + b'\n' for other in lines[number + 1:]) + bytes(client.lines.rest)
                    self._fork(client, message, rest)
                    return
                self._control(client, message)
            except WireError as error:
                self._send(client, error.answer())

    def _control(self, client: _Client, message: dict) -> None:
        event = message['event']
        id = field(message, 'id', str, None)
        answer: dict
        if event == 'signal':
            pid, name = field(message, 'pid', int), field(message, 'signal', str)
            if name not in ('INT', 'KILL'):
                raise WireError('bad_message', f'"signal" is INT or KILL, not {name!r:.40}.', id)
            if pid not in self._children:
                raise WireError('unknown_session', f'There is no session {pid}.', id)
            self._signal(pid, name)
            answer = {'event': 'signalled', 'pid': pid, 'signal': name}
        elif event == 'list':
            answer = {
                'event': 'sessions', 'zygote': {'pid': os.getpid(), **processes.memory(os.getpid())},
                'sessions': [
                    {'pid': child.pid, 'path': child.path, 'started': child.started, **processes.memory(child.pid)} for child in self._children.values()],
            }
        elif event == 'shutdown':
            self._stopping = True
            answer = {'event': 'stopping'}
        elif event == 'start':
            raise WireError('bad_message', '"start" must be the first message of a connection.', id)
        else:
            raise WireError('unknown_event', f'The zygote knows start, signal, list and shutdown, not {event!r:.60}.', id)
        client.control = True
        self._send(client, answer if id is None else {**answer, 'id': id})

    def _signal(self, pid: int, name: str) -> None:
        if name == 'KILL':
            processes.kill(pid)
            return
        processes.interrupt(pid)

    def _fork(self, client: _Client, start: dict, rest: bytes) -> None:
        path = field(start, 'path', str)
        field(start, 'cwd', str, None)
        field(start, 'env', dict, {})
        field(start, 'limits', dict, {})
        spool = field(start, 'spool', str, None)
        if not os.path.isabs(path):
            raise WireError('bad_message', f'"path" is an absolute path, not {path!r:.80}.')
        if spool is not None and not os.path.isdir(spool):
            raise WireError('bad_message', f'"spool" is an existing folder, not {spool!r:.80}.')
        own = None if spool is not None else tempfile.mkdtemp(prefix='stoa-spool-')
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become(client, {**start, 'spool': spool or own}, rest, parent)
        try:
            os.setpgid(pid, pid)
        except OSError:
            pass
        self._clients.pop(client.connection.fileno())
        self._children[pid] = _Child(pid, path, client.connection, own)
        self._poll.modify(client.connection, _HANG_UP)

    def _become(self, client: _Client, start: dict, rest: bytes, parent: int) -> None:
        code = 1
        log = os.fdopen(os.dup(2), 'w', buffering=1)
        try:
            os.setpgid(0, 0)
            processes.die_with_parent(parent)
            processes.adopt_orphans()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            self._listener.close()
            self._report.close()
            os.close(self._wake)
            os.close(self._wake_writer)
            for other in [*self._clients.values(), *self._children.values()]:
                if other.connection is not client.connection:
                    other.connection.close()
            client.connection.setblocking(True)
            Session(client.connection, start, rest, self._mathematics, self._interrupts).serve()
            code = 0
        except BaseException:
            traceback.print_exc(file=log)
        finally:
            os._exit(code)

    def _hung_up(self, descriptor: int) -> None:
        for child in self._children.values():
            if child.connection.fileno() == descriptor:
                self._poll.unregister(descriptor)
                child.gone_at = time.monotonic()
                return

    def _reap(self) -> None:
        ended = False
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            child = self._children.pop(pid, None)
            if child is not None:
                ended = True
                self._bury(child, status)
        if ended:
            self._kill_orphans()

    def _bury(self, child: _Child, status: int) -> None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except OSError:
            pass
        if child.gone_at is None:
            self._poll.unregister(child.connection)
        child.connection.close()
        remove_temporary(child.pid)
        if child.own_spool is not None:
            shutil.rmtree(child.own_spool, ignore_errors=True)
        message = {'event': 'exited', 'pid': child.pid, 'path': child.path, **_exit(status, child.gone_at is not None)}
        for client in list(self._clients.values()):
            if client.control:
                self._send(client, message)

    def _kill_orphans(self) -> None:
        # Sessions adopt their own orphans, so whatever else is our child comes from a session that has ended.
        for pid in processes.children(os.getpid()):
            if pid not in self._children:
                processes.kill(pid)

    def _stop(self) -> None:
        signal.set_wakeup_fd(-1)
        try:
            os.unlink(self._socket_path)
        except OSError:
            pass
        for child in list(self._children.values()):
            processes.kill(child.pid)
        while self._children:
            pid, status = os.waitpid(-1, 0)
            child = self._children.pop(pid, None)
            if child is not None:
                self._bury(child, status)
                self._kill_orphans()


def _listen(path: str) -> socket.socket:
    if os.path.exists(path):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(mask)
    listener.listen(128)
    listener.setblocking(False)
    return listener


def _exit(status: int, hung_up: bool) -> dict:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name if number in signal.Signals._value2member_map_ else str(number)
        reasons = {
            signal.SIGKILL: 'It was killed: by the stop button, or because memory ran out.',
            signal.SIGSEGV: 'It crashed: a library touched memory that is not its own.',
            signal.SIGABRT: 'It was aborted by a library.',
        }
        return {'code': None, 'signal': name, 'reason': reasons.get(number, f'It was ended by {name}.')}
    code = os.WEXITSTATUS(status)
    return {'code': code, 'signal': None, 'reason': 'Its worksheet closed it.' if hung_up and code == 0 else f'The code ended the process with exit code {code}.'}
