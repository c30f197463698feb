"""The shell behind `%sh` and `!`: one bash per session, so that `cd` and variables stay."""

import codecs
import os
import select
import signal
import subprocess
import sys
import time
from typing import Optional

from .processes import die_with_parent

_GRACE_SECONDS = 0.1
_TRIES = 5


class ShellError(Exception):
    """There is no bash, or it ended."""


class Shell:
    """Starts bash at the first command. Bash is interactive without a terminal, so that SIGINT abandons the whole command and not bash."""

    def __init__(self) -> None:
        self._process: Optional[subprocess.Popen] = None
        self._status = -1
        self._pid = os.getpid()

    def run(self, command: str) -> int:
        """Run a command, streaming what it writes; returns its exit code. KeyboardInterrupt interrupts the command."""
        if self._pid != os.getpid():
            # In a copy of the session: its bash is not ours.
            self._process, self._pid = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._start()
        try:
            # Passed by a here-document with a fresh mark, so that the text itself needs no quoting.
            mark = f'STOA_{os.urandom(12).hex()}'
            self._send(f"IFS= read -r -d '' STOA_COMMAND <<'{mark}'\n{command}\n{mark}\neval \"$STOA_COMMAND\" </dev/null\nprintf '%s\\n' $? >&{self._child_status}\n")
            try:
                return self._copy()
            except KeyboardInterrupt:
                self._interrupt()
                raise
        finally:
            if self._process is not None and self._process.poll() is not None:
                self._forget()

    def close(self) -> None:
        """End bash and what runs in it."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._forget()

    def _start(self) -> None:
        reader, self._child_status = os.pipe()
        parent = os.getpid()
        environment = {**os.environ, 'PS1': '', 'PS2': '', 'TERM': 'dumb'}
        environment.pop('PROMPT_COMMAND', None)
        try:
            self._process = subprocess.Popen(
                ['bash', '--norc', '--noprofile', '--noediting', '+H', '-i'], env=environment, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[self._child_status],
                preexec_fn=lambda: die_with_parent(parent))
        except OSError as error:
            os.close(reader)
            os.close(self._child_status)
            raise ShellError(f'bash cannot be started: {error}.') from None
        os.close(self._child_status)
        self._status = reader
        for pipe in (self._process.stdout, self._process.stderr):
            os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]
        self._send(f"unset HISTFILE; PS1=; PS2=; printf '0\\n' >&{self._child_status}\n")
        # Without a terminal bash complains that it has no job control: that is not the person's.
        self._copy(show=False)

    def _send(self, text: str) -> None:
        stdin = self._process.stdin  # type: ignore[union-attr]
        try:
            stdin.write(text.encode())  # type: ignore[union-attr]
            stdin.flush()  # type: ignore[union-attr]
        except OSError:
            raise ShellError('bash has ended; the next command starts a new one.') from None

    def _copy(self, show: bool = True, deadline: Optional[float] = None) -> int:
        process = self._process
        assert process is not None and process.stdout is not None and process.stderr is not None
        decode = codecs.getincrementaldecoder('utf-8')
        streams = {process.stdout.fileno(): (sys.stdout, decode('replace')), process.stderr.fileno(): (sys.stderr, decode('replace'))}
        waiting = [*streams, self._status]
        code = b''
        while True:
            pause = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select(waiting, [], [], pause)
            if not ready and deadline is not None:
                raise TimeoutError
            for descriptor in ready:
                if descriptor == self._status:
                    data = os.read(descriptor, 4096)
                    code += data
                    if data:
                        continue
                    self._rest(streams, show)
                    return process.wait()
                self._piece(descriptor, streams, waiting, show)
            if code.endswith(b'\n'):
                self._rest(streams, show)
                return int(code.split()[-1])

    def _piece(self, descriptor: int, streams, waiting, show: bool) -> bool:
        stream, decoder = streams[descriptor]
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return False
        if not data:
            if descriptor in waiting:
                waiting.remove(descriptor)
            return False
        if show:
            stream.write(decoder.decode(data))
        return True

    def _rest(self, streams, show: bool) -> None:
        for descriptor in streams:
            for _ in range(16):
                if not self._piece(descriptor, streams, [], show):
                    break

    def _interrupt(self) -> None:
        # More than once, since a process that bash is just about to start may miss it.
        for _ in range(_TRIES):
            self._signal(signal.SIGINT)
            try:
                self._copy(deadline=time.monotonic() + _GRACE_SECONDS)
                return
            except TimeoutError:
                continue
        self.close()
        sys.stderr.write('The shell did not stop and was ended; the next command starts a new one.\n')

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self._process.pid, number)  # type: ignore[union-attr]
        except OSError:
            pass

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout, process.stderr):
                try:
                    pipe.close()  # type: ignore[union-attr]
                except OSError:
                    pass
            os.close(self._status)
