"""Starts a real zygote and speaks the protocol to it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from typing import Any, Dict, List, Optional

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIMEOUT = 60


class Connection:
    """One connection: a session after `start`, else a control connection."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(TIMEOUT)
        self.socket.connect(path)
        self._rest = b''
        self.hello = self.read()
        self.started: Dict[str, Any] = {}
        # Told of sessions that ended, of earlier tests too, while an answer was waited for.
        self.aside: List[Dict[str, Any]] = []
        self._count = 0

    def send(self, **message: Any) -> None:
        self.socket.sendall(json.dumps(message).encode() + b'\n')

    def read(self) -> Optional[Dict[str, Any]]:
        """The next message, or None when the connection has closed."""
        while b'\n' not in self._rest:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self._rest += data
        line, self._rest = self._rest.split(b'\n', 1)
        return json.loads(line)

    def until(self, event: str) -> List[Dict[str, Any]]:
        """All messages up to the first `event`, which is the last of them."""
        found = []
        while not found or found[-1]['event'] != event:
            message = self.read()
            if message is None:
                raise EOFError(f'the connection closed before {event!r}; so far: {found[-5:]}')
            found.append(message)
        return found

    def ask(self, **message: Any) -> Dict[str, Any]:
        """The answer to a message. What is told unasked, that a session has ended, is set aside."""
        self.send(**message)
        while True:
            answer = self.read()
            assert answer is not None
            if answer['event'] != 'exited':
                return answer
            self.aside.append(answer)

    def begin_run(self, code: str, **fields: Any) -> str:
        self._count += 1
        id = f'r{self._count}'
        self.send(event='run', id=id, code=code, **fields)
        return id

    def run(self, code: str, **fields: Any) -> 'Result':
        id = self.begin_run(code, **fields)
        return Result(self.until('done'), id)

    def close(self) -> None:
        self.socket.close()


class Result:
    """What one run sent."""

    def __init__(self, messages: List[Dict[str, Any]], id: str) -> None:
        *outputs, self.done = messages
        assert all(message['event'] == 'output' and message['id'] == id for message in outputs), outputs
        assert self.done['id'] == id
        self.messages = [message['message'] for message in outputs]
        self.status = self.done['status']
        self.error = self.done.get('error')

    def of(self, kind: str) -> List[Any]:
        return [message[kind] for message in self.messages if kind in message]

    @property
    def stdout(self) -> str:
        return ''.join(self.of('stdout'))

    @property
    def stderr(self) -> str:
        return ''.join(self.of('stderr'))


class Zygote:
    """A zygote in a folder of its own."""

    def __init__(self, *arguments: str, cwd: Optional[str] = None) -> None:
        self.folder = tempfile.mkdtemp(prefix='kernel-test-')
        self.path = os.path.join(self.folder, 'kernel.sock')
        self.spool = os.path.join(self.folder, 'spool')
        os.mkdir(self.spool)
        log = open(os.path.join(self.folder, 'log'), 'w')
        self.process = subprocess.Popen(
            [sys.executable, '-m', 'stoa_kernel', '--socket', self.path, '--until-stdin-ends', *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=log, cwd=cwd,
            env={**os.environ, 'PYTHONPATH': os.pathsep.join(filter(None, (PACKAGE, os.environ.get('PYTHONPATH'))))})
        log.close()
        self.listening = json.loads(self.process.stdout.readline())
        self._ready: Optional[Dict[str, Any]] = None

    @property
    def ready(self) -> Dict[str, Any]:
        if self._ready is None:
            self._ready = json.loads(self.process.stdout.readline())
        return self._ready

    def connect(self) -> Connection:
        return Connection(self.path)

    def session(self, **fields: Any) -> Connection:
        connection = self.connect()
        connection.started = connection.ask(**{
            'event': 'start', 'path': os.path.join(self.folder, 'a.sagews'), 'spool': self.spool, **fields})
        return connection

    @property
    def log(self) -> str:
        with open(os.path.join(self.folder, 'log')) as file:
            return file.read()

    def close(self) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(TIMEOUT)
        finally:
            self.process.kill()
            self.process.stdout.close()
            shutil.rmtree(self.folder, ignore_errors=True)


_shared: Optional[Zygote] = None


def shared() -> Zygote:
    """One zygote for all tests that do not harm it."""
    global _shared
    if _shared is None:
        _shared = Zygote()
        unittest.addModuleCleanup(_forget)
    return _shared


def _forget() -> None:
    global _shared
    if _shared is not None:
        _shared.close()
        _shared = None


class KernelTest(unittest.TestCase):
    """A test with a session of its own in the shared zygote."""

    def setUp(self) -> None:
        self.zygote = shared()
        self.sage = self.zygote.ready['sage'] is not None
        self.session = self.zygote.session()
        self.addCleanup(self.session.close)

    def run_code(self, code: str, **fields: Any) -> Result:
        return self.session.run(code, **fields)

    def ok(self, code: str, **fields: Any) -> Result:
        result = self.run_code(code, **fields)
        self.assertEqual(result.status, 'ok', result.stderr)
        return result
